"""Measuring a persona: drift put in on purpose, calibration, suites. Knows no database and no screen."""
