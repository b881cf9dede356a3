"""Drift on purpose: a finished reply changed by a type and a dose. What measures drift shares nothing with it."""

from brain.models.understudy.drift.apply import drifted

__all__ = ["drifted"]
