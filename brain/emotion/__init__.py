"""Reading emotion from text: labels, their place in valence, arousal and dominance, and the detectors."""
