"""Scorers: plain functions of a genome, a conversation and what was read in it. They know no run and call no model.

What cannot be judged is missing, with the reason: never a full mark, never zero.
"""
