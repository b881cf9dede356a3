"""A replay bundle: a run in one file, with the prompts that were sent and the replies that came."""
