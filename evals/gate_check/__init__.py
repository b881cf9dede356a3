"""How often gates and comparisons cry wolf, and how often they see a wolf that is there. Belongs to no product path."""
