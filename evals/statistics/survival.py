"""How many last without an event up to a time, from those that had one and those that ended before. Knows no drift."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evals.statistics import quantile
from evals.statistics.clusters import LEAST, checked_level

if TYPE_CHECKING:
    from collections.abc import Sequence


class Ended(NamedTuple):
    """At time `at`, so many had the event and so many ended without it."""

    at: int
    events: int
    censored: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The share that lasts beyond `at`, of which `at_risk` were there just before and `events` had it then.

    No interval where fewer than five were left, or the share is 0.
    """

    at: int
    at_risk: int
    events: int
    share: float
    low: float | None = None
    high: float | None = None


def kaplan_meier(ended: Sequence[Ended], *, level: float = 0.95) -> tuple[Step, ...]:
    """The product-limit estimate at each time at which something ended (Kaplan and Meier 1958, JASA 53:457).

    Greenwood's variance (1926) on the scale of log(-log share), which keeps the interval between 0 and 1 (Kalbfleisch
    and Prentice 1980, section 1.3). While nothing has happened it is the exact binomial one of those still there.
    Whoever ends at a time without an event was at risk at it. Raises InvalidInput for a level outside (0, 1).
    """
    checked_level(level)
    reach = quantile.normal(0.5 + level / 2.0)
    left = sum(one.events + one.censored for one in ended)
    share, spread, steps = 1.0, 0.0, []
    for one in sorted(ended):
        here = left
        if one.events:
            share *= 1.0 - one.events / here
            spread += one.events / (here * (here - one.events)) if here > one.events else math.inf
        low, high = _ends(share, spread, here, reach, level) if here >= LEAST else (None, None)
        steps.append(Step(at=one.at, at_risk=here, events=one.events, share=share, low=low, high=high))
        left -= one.events + one.censored
    return tuple(steps)


def half(steps: Sequence[Step]) -> int | None:
    """The first time beyond which at most half last; None where more do."""
    return next((one.at for one in steps if one.share <= 0.5), None)  # noqa: PLR2004 - half


def _ends(share: float, spread: float, here: int, reach: float, level: float) -> tuple[float | None, float | None]:
    if share >= 1.0:
        return float(((1.0 - level) / 2.0) ** (1.0 / here)), 1.0
    if share <= 0.0 or not math.isfinite(spread):
        return None, None
    middle, error = math.log(-math.log(share)), math.sqrt(spread) / abs(math.log(share))
    return math.exp(-math.exp(middle + reach * error)), math.exp(-math.exp(middle - reach * error))
