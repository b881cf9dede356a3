"""What a persona remembers: values, retention and ranking as pure functions. Knows no database and no index."""
