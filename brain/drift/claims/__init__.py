"""Reading what a text claims, and whether two claims can both be true. Knows no persona, no session and no score."""
