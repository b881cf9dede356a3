"""Whether a difference is at most a margin to the worse. Knows no test and no gate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from brain.errors import InvalidInput
from evals.statistics.estimate import CannotTell

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate

Outcome: TypeAlias = Literal["not inferior", "inferior", "cannot tell"]


class Inferiority(NamedTuple):
    """The outcome and the sentence that says why."""

    outcome: Outcome
    reason: str


def inferiority(difference: Estimate, *, margin: float, higher_is_better: bool = True) -> Inferiority:
    """Whether the interval of `difference` (after less before) lies above a loss of `margin`, below it, or across it.

    A 95 % interval is a test at 2.5 % to each side (Piaggio et al. 2012, CONSORT extension, JAMA 308:2594). A margin
    of 0 asks for no loss at all. Raises InvalidInput for a margin that is negative or no finite number.
    """
    if not math.isfinite(margin) or margin < 0.0:
        raise InvalidInput(
            f"The margin {margin!r} is not a loss one can allow.",
            why="A margin says how much worse the new version may be; a negative one would ask it to be better.",
            next_step="Give 0 or more; to ask for a gain, test the difference itself.",
        )
    if isinstance(difference, CannotTell):
        return Inferiority("cannot tell", difference.reason)
    sign = 1.0 if higher_is_better else -1.0
    worst, best = sorted((sign * difference.low, sign * difference.high))
    if worst > -margin:
        return Inferiority("not inferior", f"The loss is at most {max(-worst, 0.0):.3g}; {margin:.3g} is allowed.")
    if best < -margin:
        return Inferiority("inferior", f"The loss is at least {-best:.3g}; {margin:.3g} is allowed.")
    return Inferiority(
        "cannot tell", f"The change lies between {worst:+.3g} and {best:+.3g}, with {-margin:.3g} in between."
    )
