"""From a detector's own share to the chance that it is right: straight lines between measured points. Knows no text."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Knots = tuple[tuple[float, float], ...]
"""Points (share, chance) in ascending order of the share."""


def calibrated(share: float, knots: Sequence[tuple[float, float]]) -> float:
    """The chance at a share, 0 to 1: linear between the knots, level beyond the first and the last."""
    at = bisect_right(knots, (share, 2.0))
    if at == 0:
        return knots[0][1]
    if at == len(knots):
        return knots[-1][1]
    (left, low), (right, high) = knots[at - 1], knots[at]
    return low + (high - low) * (share - left) / (right - left)
