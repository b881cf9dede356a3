"""Whether a reply is in character: signals, score and change point. Knows no database and no screen."""
