"""Frozen conversations that are scored anew with every run, so that a change of what measures is known as one.

They were made once by the understudy, half of them with their traits turned round on purpose (`making`), and are never
made again: text and genomes are as they were. They say nothing of any persona.
"""
