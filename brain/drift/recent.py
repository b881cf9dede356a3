"""The last few replies taken together: where each signal stood on average. Knows only signed distances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

REPLIES: Final = 5
"""How many replies are taken together, the present one included."""

USUAL: Final = (2.0 / math.pi) ** 0.5
"""Mean distance either way of a faithful reply, that of a standard normal variable; 0.80."""

MOST_SHIFT: Final = 6.0
"""A signal's shift counts in the manner as a whole up to here, so that none speaks for all."""

POWER: Final = 3.0
"""Of the norm that makes one number of many shifts: some that moved far tell more than many that moved a little."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One signal over `replies` replies.

    `strayed` is the mean distance out of character; of a two-sided signal either side counts, less what is usual then.
    `above` and `below` are the mean distance with its sign, as far as it is on that side, so that chance on both sides
    cancels out. All three are times the square root of the number of replies: on faithful ones they scatter alike,
    however many there are. `distance` is the mean distance out of character as it is.
    """

    strayed: float
    above: float
    below: float
    replies: int
    distance: float

    @property
    def parts(self) -> tuple[float, float, float]:
        """The three numbers."""
        return self.strayed, self.above, self.below


def moved(replies: Sequence[Mapping[str, float]], *, two_sided: Collection[str]) -> dict[str, Moved]:
    """Every signal that judged any of the last five of these replies, oldest first, each by its signed distances."""
    found: dict[str, list[float]] = {}
    for reply in replies[-REPLIES:]:
        for name, distance in reply.items():
            found.setdefault(name, []).append(distance)
    return {name: _moved(distances, both=name in two_sided) for name, distances in found.items()}


def _moved(distances: Sequence[float], *, both: bool) -> Moved:
    number = len(distances)
    root = number**0.5
    mean = sum(distances) / number
    distance = sum(map(abs, distances)) / number if both else mean
    strayed = root * (distance - USUAL) if both else root * mean
    return Moved(strayed, root * max(0.0, mean), root * max(0.0, -mean) if both else 0.0, number, distance)


def manner(shifts: Iterable[float]) -> float:
    """How far the manner as a whole has shifted: the cubic norm of the shifts (`above` or `below`) of many signals.

    0 or more; a signal that shifts further on its side never lowers it. What did not judge counts as not shifted.
    """
    total: float = sum(min(MOST_SHIFT, shift) ** POWER for shift in shifts) ** (1.0 / POWER)
    return total
