"""Genome, state and memories into a system prompt of nine sections; response tags parsed back out of the reply."""
