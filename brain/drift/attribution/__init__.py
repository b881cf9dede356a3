"""Whose words are these: scores for persona sentences and lines, or reference lines and replies, without a genome."""

from __future__ import annotations

from brain.drift.attribution.attributed import Attribution, LineScore
from brain.drift.attribution.swap_score import swap_score

__all__ = ["Attribution", "LineScore", "swap_score"]
