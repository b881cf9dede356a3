"""The persona itself: genome, prompt, emotion, drift, memory rules, chat models. Knows no database and no screen."""
