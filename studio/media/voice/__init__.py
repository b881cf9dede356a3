"""The voice of a persona."""
