"""Judges of whole conversations: a rubric of flaws, quotes that are checked, a test that a judge must pass first."""
