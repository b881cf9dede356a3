"""Chat models behind one protocol: the offline understudy, Anthropic, and wrappers of the same shape."""
