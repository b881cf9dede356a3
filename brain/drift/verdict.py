"""From a score with its interval to words: verdict and severity. The limits are choices, stated here, not fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.reading import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

IN_CHARACTER: Final = 0.5
"""At this score or above the reply is more likely in character than not."""

OUT_OF_CHARACTER: Final = 0.2
"""At this score or below, with the whole interval below one half, it is out of character."""

WIDEST: Final = 0.9
"""An interval wider than this says nothing."""

MODERATE: Final = 0.35
SEVERE: Final = 0.05

MINOR_SIGNALS: Final = frozenset({"vocabulary level", "sentence length"})
"""When only these speak against a reply the severity is at most minor (system report, section 2.2.1)."""


def verdict(score: float, low: float, high: float) -> Verdict:
    """The verdict of a score from 0 to 1 with its interval."""
    if high - low > WIDEST:
        return Verdict.CANNOT_TELL
    if score >= IN_CHARACTER:
        return Verdict.IN_CHARACTER
    if score <= OUT_OF_CHARACTER and high < IN_CHARACTER:
        return Verdict.OUT_OF_CHARACTER
    return Verdict.DRIFTING


def severity(found: Verdict, score: float, *, against: Collection[str]) -> Severity:
    """How far gone: none in character or where it cannot be told, else by score; `against` names signals."""
    if found not in (Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER):
        return Severity.NONE
    if score > MODERATE or (against and set(against) <= MINOR_SIGNALS):
        return Severity.MINOR
    return Severity.SEVERE if score <= SEVERE else Severity.MODERATE
