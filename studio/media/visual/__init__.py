"""Pictures of a persona."""
