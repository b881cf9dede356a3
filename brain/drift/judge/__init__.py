"""A model as judge of one reply: several samples, quotes that are checked, a blind test, and an honest interval."""
