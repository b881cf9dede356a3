"""Points on the page of a face: the middle between the eyes is near (0, -28), x goes right, y down. Knows no canvas.

All of the kit draws in these units; a whole portrait shows `VIEW` of them, and a face is about 320 wide and 490 high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]

VIEW: Final = 812.0
"""Side of the square that a portrait shows."""

CENTRE: Final[Point] = (406.0, 404.0)
"""Where (0, 0) of the face stands in it."""

SIDES: Final = (-1, 1)
"""The sitter's right, which is our left, and the other."""


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """The value, held between two others."""
    return max(low, min(high, value))


def between(first: float, second: float, share: float) -> float:
    """The number that stands `share` of the way from the first to the second."""
    return first + (second - first) * share


def mirrored(half: list[Point]) -> list[Point]:
    """A closed outline from its right half, listed from top to bottom; points on the axis stand once."""
    left = [(-x, y) for x, y in reversed(half) if x]
    return [*half, *left]


def domed(points: Sequence[Point]) -> list[Point]:
    """The same points, those above the temples drawn in as a skull is round: nothing below -120, a fifth at -280."""
    return [(x * (1 - 0.20 * clamp((-120 - y) / 160) ** 1.5), y) for x, y in points]
