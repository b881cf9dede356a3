"""Whether a conversation's mood rises or falls. Knows no text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.emotion.labels import VAD
    from brain.emotion.reading import EmotionReading

Trend = Literal["rising", "falling", "steady", "unknown"]

WINDOW: Final = 4
"""How many readings before this one count."""

STEP: Final = 0.15
"""Difference in valence (scale -1 to 1) from which a mood rises or falls; this project's own choice."""


def trend(vad: VAD, recent: Sequence[EmotionReading]) -> Trend:
    """How this valence stands to the mean of the last four readings, oldest first; `unknown` without any."""
    last = recent[-WINDOW:]
    if not last:
        return "unknown"
    change = vad.valence - sum(reading.vad.valence for reading in last) / len(last)
    if change >= STEP:
        return "rising"
    return "falling" if change <= -STEP else "steady"
