"""Notebooks of the lab: cells of text, SQL, chat probes, charts and eval runs, run here and taken away as files."""
