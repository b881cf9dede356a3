"""A persona's noise floor: how much one measured value varies over replies known to be faithful. Knows no signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Direction = Literal["above", "below", "both"]
"""On which side of the centre a value speaks against the persona."""

LEAST_REPLIES: Final = 8
"""With fewer faithful replies a floor is not drawn: its spread would be known to no better than about 27 %."""

FARTHEST: Final = 8.0
"""Distances are cut here: beyond it a floor drawn from a few dozen replies has nothing to say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Floor:
    """Centre and spread (standard deviation) of a value over `replies` faithful replies of `words` words (median)."""

    centre: float
    spread: float
    replies: int
    words: float

    def distance(self, value: float, *, words: float, direction: Direction) -> float:
        """How many spreads a value lies out of character, at most 8 either way.

        A reply shorter than the floor's typical one scatters more, as the mean of fewer words does, so the spread is
        widened by the square root of the ratio. `both` counts either side as positive.
        """
        widened: float = self.spread * max(1.0, self.words / max(1.0, words)) ** 0.5
        moved = (value - self.centre) / widened
        signed = abs(moved) if direction == "both" else -moved if direction == "below" else moved
        return min(FARTHEST, max(-FARTHEST, signed))


def floor_error(distance: float, *, replies: int) -> float:
    """Standard error that a floor of so many replies lends to a distance: that of its centre and of its spread."""
    return float((1.0 / replies + distance**2 / (2.0 * (replies - 1))) ** 0.5)


def floor(
    own: Sequence[float], *, faithful: Sequence[float] = (), words: Sequence[int], least_spread: float
) -> Floor | None:
    """The floor under the values of reference lines and of further faithful replies; None for fewer than 8 lines.

    Where there are at least 8 faithful replies they count as much as all reference lines together: lines written for a
    genome and replies of a model differ, and the floor has to hold both. The spread is never below `least_spread`.
    """
    if len(own) < LEAST_REPLIES:
        return None
    values = np.array([*own, *faithful])
    weights = np.full(len(values), 1.0 / len(values))
    if len(faithful) >= LEAST_REPLIES:
        weights = np.array([0.5 / len(own)] * len(own) + [0.5 / len(faithful)] * len(faithful))
    centre = float(weights @ values)
    # The unbiased variance for weights that stand for reliability; with equal ones it divides by n - 1 as usual.
    variance = float(weights @ (values - centre) ** 2) / (1.0 - float(weights @ weights))
    return Floor(
        centre=centre,
        spread=max(least_spread, variance**0.5),
        replies=len(values),
        words=float(np.median(words)),
    )
