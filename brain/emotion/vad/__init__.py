"""Valence, arousal and dominance read from text. Its weights are under CC BY-SA 4.0: see LICENSE.md beside them."""
