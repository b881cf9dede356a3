"""Reading a pasted text (a brief, an interview, first-person prose) about a persona. Knows no store."""
