"""Conversations held elsewhere, read from files as they are. Runs nothing, and knows no score and no store."""
