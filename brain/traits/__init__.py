"""Traits: those a persona has, those its replies show, how well they agree, and how they may change."""
