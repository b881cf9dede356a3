"""The analytics copy of the database: columns for questions over many turns. What was said is not among them."""
