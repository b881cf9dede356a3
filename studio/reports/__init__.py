"""Reports of runs for people who were not there: one file that opens anywhere, and its PDF."""
