"""The hybrid tier: a small classifier over words, pieces of words and keyword evidence. Needs no network."""
