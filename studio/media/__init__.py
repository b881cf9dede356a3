"""Pictures and sound of a persona: providers, and what they give."""
