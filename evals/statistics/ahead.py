"""What a sum over the coming days will be, from the days so far, with a prediction interval. Knows no money.

Chosen by measured coverage among six methods (docs/costs.md, `python -m benchmarks.costs`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from evals.statistics import quantile
from evals.statistics.clusters import checked_level
from evals.statistics.estimate import CannotTell, Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.statistics.clusters import Floats

WEEK: Final = 7
LEAST: Final = 14
"""Days below which nothing is foretold: every day of the week twice."""

WEEKLY: Final = 28
"""Days from which each day of the week has a mean of its own."""

MOST: Final = 56
"""Only so many of the last days count: what was before says little about the coming weeks."""

ORIGINS: Final = 120
"""So many earlier forecasts are looked back on."""

ENOUGH: Final = 20
"""Earlier forecasts below which nothing is learnt from them: the most that one of twenty missed by has no measure."""


class Ahead(NamedTuple):
    """The sum over the coming days, and whether the days so far rise or fall, which the sum does not take into account.

    The trend is told where a straight line through the days differs from a level one at the same level of confidence.
    """

    total: Estimate
    trend: Literal["rising", "falling", ""]


def ahead(days: Sequence[float], coming: int, *, level: float = 0.95) -> Ahead:
    """The sum over `coming` days after `days`, of which every one is there, the last one last; sums are at least 0.

    Days are means and what they differ by: one mean, or from four weeks on one for each day of the week. The variance
    of the sum is that of the coming days and that of the means, with what neighbouring days share (Newey and West
    1987, seven days, Bartlett's weights); the interval is Student's t. Days that rise or fall are not followed.
    CannotTell with fewer than 14 days, or where all days are alike. Raises InvalidInput for a level outside (0, 1).
    """
    checked_level(level)
    found = np.asarray(days[-MOST:], float)
    count = len(found)
    told = {"scores": count, "missing": 0, "clusters": count}
    if count < LEAST:
        reason = f"There are {count} whole days of history; a forecast needs {LEAST}."
        return Ahead(CannotTell(reason=reason, **told), "")
    means, parameters = _means(found)
    rest = found - means[np.arange(count) % WEEK]
    total = float(means[(count + np.arange(coming)) % WEEK].sum())
    spread = _long_run(rest, count - parameters)
    if spread <= (1e-12 * float(np.abs(found).max())) ** 2:
        return Ahead(CannotTell(reason="All days are alike: nothing says how sure this is.", value=total, **told), "")
    reach = quantile.t(0.5 + level / 2.0, count - parameters)
    half = reach * math.sqrt(spread * (coming + coming**2 / count))
    made = Interval(
        value=total, low=max(total - half, 0.0), high=total + half, level=level, freedom=float(count - parameters),
        method="t, by day of the week" if parameters > 1 else "t", **told,
    )  # fmt: skip
    return Ahead(made, _trend(rest, spread, reach))


class Learnt(NamedTuple):
    """A sum ahead, `factor` times as wide as by its days alone; `held` of `tried` earlier ones held what came."""

    total: Estimate
    trend: Literal["rising", "falling", ""]
    factor: float = 1.0
    held: int = 0
    tried: int = 0


def learnt(days: Sequence[float], coming: int, *, level: float = 0.95) -> Learnt:
    """`ahead`, and wider where earlier forecasts as far ahead missed what came more often than they should have.

    The factor is the one with which `level` of those from the last 120 days would have held what came (split conformal
    prediction, Lei and others 2018, JASA 113:1094, over days instead of exchangeable draws), never less than 1; with
    fewer than twenty of them it is 1. So days that rise, fall or come in runs are paid for in width.
    """
    made = ahead(days, coming, level=level)
    sums = np.concatenate([[0.0], np.cumsum(np.asarray(days, float))])
    missed = []
    for at in range(max(LEAST, len(days) - coming - ORIGINS), len(days) - coming + 1):
        before = ahead(days[max(0, at - MOST) : at], coming, level=level).total
        if isinstance(before, Interval):
            came = float(sums[at + coming] - sums[at])
            missed.append(abs(came - before.value) / (before.high - before.value))
    held = sum(one <= 1.0 for one in missed)
    if len(missed) < ENOUGH:
        return Learnt(made.total, made.trend, held=held, tried=len(missed))
    rank = min(len(missed), math.ceil((len(missed) + 1) * level))
    factor = max(1.0, sorted(missed)[rank - 1])
    return Learnt(widened(made.total, factor), made.trend, factor, held, len(missed))


def widened(found: Estimate, factor: float) -> Estimate:
    """An interval so many times as wide around its value, and not below 0."""
    if not isinstance(found, Interval):
        return found
    half = (found.high - found.value) * factor
    return replace(found, low=max(found.value - half, 0.0), high=found.value + half)


def _means(found: Floats) -> tuple[Floats, int]:
    """A mean for each day of the week, counted from the first day, and how many of them were estimated."""
    if len(found) < WEEKLY:
        return np.full(WEEK, found.mean()), 1
    return np.array([found[at::WEEK].mean() for at in range(WEEK)]), WEEK


def _long_run(rest: Floats, freedom: int) -> float:
    """The variance that a day brings to a sum over many, what its neighbours share with it included."""
    count = len(rest)
    reach = min(WEEK, count // 4)
    shared = [float(rest[: count - lag] @ rest[lag:]) / freedom for lag in range(reach + 1)]
    among = 2.0 * sum((1.0 - lag / (reach + 1)) * shared[lag] for lag in range(1, reach + 1))
    return max(shared[0] + among, shared[0])


def _trend(rest: Floats, spread: float, reach: float) -> Literal["rising", "falling", ""]:
    place = np.arange(len(rest)) - (len(rest) - 1) / 2.0
    slope = float(place @ rest) / float(place @ place)
    if abs(slope) <= reach * math.sqrt(spread / float(place @ place)):
        return ""
    return "rising" if slope > 0.0 else "falling"
