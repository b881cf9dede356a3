"""How well contradictions are read: written pairs, half of them held out, and harmless dialogues. Fits nothing."""
