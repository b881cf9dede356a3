"""Two conversations with the same words, compared turn by turn: what can honestly be said of the difference.

Knows scores and no persona.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 5
"""From so many turns that both sides scored on an interval is given."""

RESAMPLES: Final = 2_000
LEVEL: Final = 0.95
_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Paired:
    """The scores of the turns both sides were scored on, as right minus left.

    `low` and `high` are the ends of a percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13) of the mean
    difference over those turns; None below `LEAST` of them. Turns of one conversation hang together, which the
    interval does not know: it is about these words, not about all.
    """

    turns: tuple[int, ...]
    differences: tuple[float, ...]
    mean: float | None
    low: float | None
    high: float | None

    @property
    def differs(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def paired(left: Sequence[float | None], right: Sequence[float | None]) -> Paired:
    """The difference of two rows of scores, turn by turn; None is a turn that was not scored."""
    both = [
        (turn, other - one)
        for turn, (one, other) in enumerate(zip(left, right, strict=False), start=1)
        if one is not None and other is not None
    ]
    differences = tuple(difference for _, difference in both)
    low = high = None
    if len(both) >= LEAST:
        drawn = np.random.default_rng(_SEED).choice(differences, size=(RESAMPLES, len(both)))
        ends = np.quantile(drawn.mean(axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        low, high = float(ends[0]), float(ends[1])
    mean = float(np.mean(differences)) if differences else None
    return Paired(tuple(turn for turn, _ in both), differences, mean, low, high)


def words(found: Paired, *, left: str, right: str) -> str:
    """What can be said, in one or two sentences; `left` and `right` name the sides."""
    count = len(found.turns)
    if found.mean is None:
        return "No turn has been scored on both sides yet."
    side = f"{right} scores {abs(found.mean):.2f} {'higher' if found.mean >= 0 else 'lower'} than {left}"
    over = f"on average over {count} turn{'s' if count > 1 else ''} that both were scored on"
    if found.low is None or found.high is None:
        return f"{side} {over}. That is too few to say more: an interval is given from {LEAST} on."
    interval = f"95 % interval of the mean difference {found.low:+.2f} to {found.high:+.2f}"
    if found.differs:
        return f"{side} {over}; {interval}. For these words the difference holds; others may tell otherwise."
    return f"{side} {over}; {interval}. That includes no difference."
