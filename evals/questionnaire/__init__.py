"""Questionnaires: items with their keys, how each is asked, and how an answer is read. Knows no run."""
