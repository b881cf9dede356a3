"""How things are drawn: theme, text made safe, and the parts of pages. Knows values, calls no use case."""
