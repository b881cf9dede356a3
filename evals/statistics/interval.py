"""The mean of scores with an interval clustered by conversation. Knows no version and no comparison.

The default method was chosen by measured coverage (docs/statistics.md, `python -m evals.statistics_check`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from brain.errors import InvalidInput
from evals.statistics import quantile
from evals.statistics.clusters import LEAST, checked_level, gather
from evals.statistics.estimate import CannotTell, Estimate, Interval
from evals.statistics.resample import studentised
from evals.statistics.robust import robust

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from evals.statistics.clusters import Gathered
    from evals.statistics.robust import Robust

Method: TypeAlias = Literal["t", "logit", "bootstrap"]


def mean(
    scores: Sequence[float | None],
    *,
    clusters: Sequence[Hashable],
    level: float = 0.95,
    bounds: tuple[float, float] | None = None,
    method: Method | None = None,
    seed: int = 0,
) -> Estimate:
    """Mean of all scores that are there, and an interval that takes only clusters for independent.

    `bounds` are the least and the greatest score there can be; give them wherever there are any, since scores near a
    bound are skewed. The method is then `logit` (the t interval of the log-odds by the delta method, Cameron and
    Miller 2015 for the clusters), else `t` (CR2 error, Satterthwaite's degrees of freedom); `bootstrap` draws whole
    clusters and studentises each draw (Efron and Tibshirani 1993, ch. 12.5). When every score stands on the same
    bound, the interval is the exact binomial one over clusters (Clopper and Pearson 1934): a mean of p leaves all of
    n independent conversations on the bound with a chance of at most p to the power of n.
    CannotTell with fewer than five clusters, or without any spread from which to tell.
    Raises InvalidInput for a level outside (0, 1), a score outside the bounds or bounds that are none.
    """
    checked_level(level)
    gathered = gather(scores, clusters)
    if bounds is not None:
        _check_bounds(scores, bounds)
    return of_gathered(gathered, level=level, bounds=bounds, method=method, seed=seed)


def of_gathered(
    gathered: Gathered,
    *,
    level: float = 0.95,
    bounds: tuple[float, float] | None = None,
    method: Method | None = None,
    seed: int = 0,
) -> Estimate:
    """The same for scores that were gathered before, of which the single ones need not be in memory."""
    count = len(gathered.sizes)
    if count < LEAST:
        bare = float(gathered.sums.sum() / gathered.sizes.sum()) if count else None
        return unsure(gathered, f"{count} conversations have a score; an interval needs {LEAST}.", bare)
    found = robust(gathered)
    if found.error <= 1e-12 * float(np.abs(gathered.means).max()):
        return _without_spread(gathered, found.mean, level, bounds)
    chosen = method or ("logit" if bounds else "t")
    low, high = _limits(gathered, found, chosen, level=level, bounds=bounds, seed=seed)
    if bounds is not None:
        low, high = max(low, bounds[0]), min(high, bounds[1])
    return Interval(
        value=found.mean,
        low=low,
        high=high,
        level=level,
        scores=int(gathered.sizes.sum()),
        missing=gathered.missing,
        clusters=count,
        method=chosen,
        error=found.error,
        freedom=found.freedom,
    )


def proportion(
    passed: Sequence[bool | None], *, clusters: Sequence[Hashable], level: float = 0.95, method: Method | None = None
) -> Estimate:
    """Share of True among those that are not None, as `mean` with the bounds 0 and 1."""
    scores = [None if one is None else float(one) for one in passed]
    return mean(scores, clusters=clusters, level=level, bounds=(0.0, 1.0), method=method)


def unsure(gathered: Gathered, reason: str, value: float | None = None) -> CannotTell:
    """`reason` with the counts of what was gathered."""
    return CannotTell(
        reason=reason,
        scores=int(gathered.sizes.sum()),
        missing=gathered.missing,
        clusters=len(gathered.sizes),
        value=value,
    )


def _limits(
    gathered: Gathered,
    found: Robust,
    method: Method,
    *,
    level: float,
    bounds: tuple[float, float] | None,
    seed: int,
) -> tuple[float, float]:
    """Both ends of the interval."""
    tail = (1.0 - level) / 2.0
    if method == "bootstrap":
        upper, lower = np.quantile(studentised(gathered, seed=seed), [1.0 - tail, tail])
        return float(found.mean - upper * found.error), float(found.mean - lower * found.error)
    reach = quantile.t(1.0 - tail, found.freedom)
    if method == "t":
        return found.mean - reach * found.error, found.mean + reach * found.error
    if bounds is None:
        raise InvalidInput(
            "A logit interval needs bounds.",
            why="Log-odds are those of a share of the way between two bounds.",
            next_step="Give the least and the greatest score as bounds, or take the method 't'.",
        )
    width = bounds[1] - bounds[0]
    share = (found.mean - bounds[0]) / width
    odds = math.log(share / (1.0 - share))
    half = reach * found.error / width / (share * (1.0 - share))
    return bounds[0] + width * _logistic(odds - half), bounds[0] + width * _logistic(odds + half)


def _logistic(odds: float) -> float:
    """The share with these log-odds."""
    return 0.5 * (1.0 + math.tanh(odds / 2.0))


def _without_spread(gathered: Gathered, value: float, level: float, bounds: tuple[float, float] | None) -> Estimate:
    """The exact interval of scores that all stand on one bound; anywhere else the same score tells nothing."""
    count = len(gathered.sizes)
    if bounds is None or value not in bounds or gathered.square:
        return unsure(gathered, f"All {count} conversations have the same mean: nothing says how sure it is.", value)
    reach = (bounds[1] - bounds[0]) * ((1.0 - level) / 2.0) ** (1.0 / count)
    low, high = (bounds[0], bounds[1] - reach) if value == bounds[0] else (bounds[0] + reach, bounds[1])
    return Interval(
        value=value,
        low=low,
        high=high,
        level=level,
        scores=int(gathered.sizes.sum()),
        missing=gathered.missing,
        clusters=count,
        method="exact",
    )


def _check_bounds(scores: Sequence[float | None], bounds: tuple[float, float]) -> None:
    """Refuses bounds in the wrong order and scores outside them."""
    low, high = bounds
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InvalidInput(
            f"The bounds {bounds!r} hold nothing.",
            why="They are the least and the greatest score there can be.",
            next_step="Give two finite numbers, the lower one first.",
        )
    outside = next((one for one in scores if one is not None and not math.isnan(one) and not low <= one <= high), None)
    if outside is not None:
        raise InvalidInput(
            f"The score {outside!r} lies outside {low} to {high}.",
            why="An interval that stays within the bounds would be wrong for it.",
            next_step="Correct the score, give wider bounds, or none.",
        )
