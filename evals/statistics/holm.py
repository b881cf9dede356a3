"""Many metrics at once: p values adjusted so that one false alarm among them stays as rare as one alone promises."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping


def holm(found: Mapping[str, float | None]) -> dict[str, float | None]:
    """Adjusted p by metric; a metric that could not be tested stays None and does not count.

    Step-down after Holm (1979, Scand. J. Statist. 6:65): the i-th smallest of m is multiplied by m - i + 1, made no
    smaller than the one before, and at most 1. Holds whatever the metrics have to do with one another.
    Raises InvalidInput for a p outside 0 to 1.
    """
    tested = {name: p for name, p in found.items() if p is not None}
    wrong = next(((name, p) for name, p in tested.items() if math.isnan(p) or not 0.0 <= p <= 1.0), None)
    if wrong is not None:
        raise InvalidInput(
            f"The p value {wrong[1]!r} of {wrong[0]!r} is not a probability.",
            next_step="Give a number from 0 to 1, or None where there was no test.",
        )
    adjusted: dict[str, float | None] = dict.fromkeys(found)
    reached = 0.0
    for place, (name, p) in enumerate(sorted(tested.items(), key=lambda item: item[1])):
        reached = min(max(reached, p * (len(tested) - place)), 1.0)
        adjusted[name] = reached
    return adjusted
