"""Calibration: what the drift score is fitted on, how well it works, and the pages that say so. Knows no screen."""
