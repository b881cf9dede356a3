"""Reading the drift of many conversations at once: the same readings as one by one, with less work for each."""
