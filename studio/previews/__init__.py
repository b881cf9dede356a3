"""Gradio blocks for audio and video previews, imported at the first request so that start-up stays short."""
