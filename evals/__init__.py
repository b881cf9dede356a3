"""Measuring personas: how well drift is seen, and what a score is worth. Knows no database and no screen."""
