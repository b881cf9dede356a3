"""The last few replies taken together: where each signal stood on average. Knows only signed distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

REPLIES: Final = 5
"""How many replies are taken together, the present one included."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One signal over `replies` replies.

    `strayed` is the mean distance out of character, either side of a two-sided signal counting; `above` and `below` are
    the mean distance with its sign, as far as it is on that side, so that chance on both sides cancels out. All three
    are times the square root of the number of replies: on faithful ones they scatter alike, however many there are.
    """

    strayed: float
    above: float
    below: float
    replies: int

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
    strayed = sum(map(abs, distances)) / number if both else mean
    return Moved(root * strayed, root * max(0.0, mean), root * max(0.0, -mean) if both else 0.0, number)
