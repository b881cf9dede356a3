"""The interval of a mean of which only number, mean and spread are known, as a database gives them. Knows no score.

One score for each independent conversation: the same as `interval.mean` gives for the single scores.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evals.statistics import quantile
from evals.statistics.clusters import LEAST, checked_level
from evals.statistics.estimate import CannotTell, Interval

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate


def of_moments(
    count: int,
    mean: float | None,
    deviation: float | None,
    *,
    missing: int = 0,
    bounds: tuple[float, float] | None = None,
    level: float = 0.95,
) -> Estimate:
    """The mean of `count` conversations, which have the standard deviation `deviation` (n - 1), and its interval.

    The t interval; with `bounds` that of the log-odds by the delta method, or the exact binomial one where all stand
    on the same bound (Clopper and Pearson 1934). CannotTell with fewer than five, or without spread off the bounds.
    Raises InvalidInput for a level outside (0, 1).
    """
    checked_level(level)
    if mean is None or count < LEAST:
        told = f"{count} conversations have a score; an interval needs {LEAST}."
        return CannotTell(reason=told, scores=count, missing=missing, clusters=count, value=mean)
    if bounds is not None and not bounds[0] < mean < bounds[1]:
        # Rounding in a sum of many can leave the bound by a hair.
        mean, deviation = min(max(mean, bounds[0]), bounds[1]), 0.0
    error = (deviation or 0.0) / math.sqrt(count)
    if error <= 1e-12 * max(abs(mean), 1e-300):
        return _without_spread(count, mean, missing, level, bounds)
    reach = quantile.t(0.5 + level / 2.0, count - 1) * error
    low, high = (mean - reach, mean + reach) if bounds is None else _within(mean, reach, bounds)
    return Interval(
        value=mean,
        low=low,
        high=high,
        level=level,
        scores=count,
        missing=missing,
        clusters=count,
        method="t" if bounds is None else "logit",
        error=error,
        freedom=count - 1,
    )


def _within(mean: float, reach: float, bounds: tuple[float, float]) -> tuple[float, float]:
    low, width = bounds[0], bounds[1] - bounds[0]
    share = (mean - low) / width
    odds = math.log(share / (1.0 - share))
    half = reach / width / (share * (1.0 - share))
    ends = [low + width * 0.5 * (1.0 + math.tanh((odds + side * half) / 2.0)) for side in (-1.0, 1.0)]
    return ends[0], ends[1]


def _without_spread(
    count: int, mean: float, missing: int, level: float, bounds: tuple[float, float] | None
) -> Estimate:
    if bounds is None or mean not in bounds:
        told = f"All {count} conversations have the same mean: nothing says how sure it is."
        return CannotTell(reason=told, scores=count, missing=missing, clusters=count, value=mean)
    reach = (bounds[1] - bounds[0]) * ((1.0 - level) / 2.0) ** (1.0 / count)
    low, high = (bounds[0], bounds[1] - reach) if mean == bounds[0] else (bounds[0] + reach, bounds[1])
    return Interval(
        value=mean, low=low, high=high, level=level, scores=count, missing=missing, clusters=count, method="exact"
    )
