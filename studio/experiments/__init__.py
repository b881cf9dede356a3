"""Experiments on personas: what one change does, which fields matter, and which version broke something."""
