"""How a text is written, apart from what it says: words, sentences, phrases and rates. Knows no persona."""
