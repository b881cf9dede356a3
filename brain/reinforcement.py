"""How strongly the anchor pulls a persona back: by what the last readings lacked, fading as it recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.reading import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.reading import DriftReading

FADE: Final = 0.5
"""What each judged reply in character leaves of the strength: a reminder is gone after about four of them, not at once,
since one good reply is little proof."""

LEAST: Final = 0.05
"""Below this strength there is no reminder."""

MEMORY: Final = 12
"""Older readings no longer matter: half of a half, twelve times, is below the least."""


def strength(readings: Sequence[DriftReading]) -> float:
    """The strength of the reminder for the next reply, 0 none to 1, after these readings, oldest first.

    After each judged reply it is what the score lacks to 1 (nothing, while the verdict is `in character`), or half of
    what it was before, whichever is more. A reply that could not be told leaves it.
    """
    held = 0.0
    for reading in readings[-MEMORY:]:
        if reading.score is not None:
            lacking = 0.0 if reading.verdict is Verdict.IN_CHARACTER else 1.0 - reading.score
            held = max(lacking, FADE * held)
    return held if held >= LEAST else 0.0
