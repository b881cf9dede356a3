"""Scoring conversations that exist already, read and scored as a run's are. Plays nothing and calls no model."""
