"""Suites: what is asked of personas and how it is scored, as YAML documents. Knows no model and no run."""
