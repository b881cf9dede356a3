"""Krippendorff's alpha: how far raters, human or judge, agree beyond chance. Knows no judge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from brain.errors import InvalidInput
from evals.statistics import quantile
from evals.statistics.clusters import LEAST, checked_level
from evals.statistics.estimate import CannotTell, Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from numpy.typing import NDArray

    from evals.statistics.clusters import Floats

    Said = str | float
    Rating = Said | None

Scale: TypeAlias = Literal["nominal", "ordinal", "interval"]
Method: TypeAlias = Literal["jackknife", "bootstrap"]
DRAWS: Final = 999
ALIKE: Final = 1e-12
GROUPS: Final = 500
"""Groups of clusters that are left out in turn where there are more clusters."""
CELLS: Final = 1_000_000
"""Weights in memory at once."""


class Counted(NamedTuple):
    """How often each unit got each value, the values as numbers, and the cluster of each unit."""

    table: Floats
    values: Floats
    clusters: tuple[Hashable, ...]
    missing: int


def alpha(
    units: Sequence[Sequence[Rating]],
    *,
    scale: Scale,
    clusters: Sequence[Hashable] | None = None,
    level: float = 0.95,
    method: Method = "jackknife",
    seed: int = 0,
) -> Estimate:
    """Agreement on units, each a row with what every rater said of it, None where a rater did not say.

    1 less observed over expected disagreement, by Krippendorff (2011, Computing Krippendorff's Alpha-Reliability;
    2004, Content Analysis, ch. 11): 1 is full agreement, 0 what chance gives, below 0 is worse than chance. Units
    with a single rating cannot agree and are left out. Ordinal values are numbers in their order, interval ones
    numbers; nominal ones anything. The interval takes whole `clusters` of units for independent (the conversations
    they stand in; each unit where none are given): a t interval with the error of leaving out one cluster after the
    other, or one of 500 groups of them (Efron and Tibshirani 1993, ch. 11), or with `bootstrap` percentiles of
    clusters drawn with replacement, which on few units are measurably too narrow (docs/statistics.md).
    CannotTell with fewer than five clusters of rated units, when raters never differ (then nothing says how sure
    that is), or when all ratings are the same, since then nothing could have been told apart.
    Raises InvalidInput for text on a scale of numbers, or clusters that are not one a unit.
    """
    checked_level(level)
    counted = _counted(units, scale, tuple(range(len(units))) if clusters is None else tuple(clusters))
    places = {name: at for at, name in enumerate(dict.fromkeys(counted.clusters))}
    member = np.array([places[name] for name in counted.clusters], int)
    scores, count = int(counted.table.sum()), len(places)
    value = float(_alphas(counted, np.ones((1, len(member))), scale)[0]) if count else math.nan
    reason = _reason(value, count)
    if reason:
        bare = None if math.isnan(value) else value
        return CannotTell(reason=reason, scores=scores, missing=counted.missing, clusters=count, value=bare)
    low, high, error = _limits(counted, member, value, scale=scale, level=level, method=method, seed=seed)
    return Interval(
        value=value,
        low=min(low, value),
        high=min(max(high, value), 1.0),
        level=level,
        scores=scores,
        missing=counted.missing,
        clusters=count,
        method=method,
        error=error,
    )


def _limits(
    counted: Counted,
    member: NDArray[np.int64],
    value: float,
    *,
    scale: Scale,
    level: float,
    method: Method,
    seed: int,
) -> tuple[float, float, float]:
    """Both ends of the interval, and the standard error; `member` is the cluster of each unit."""
    tail, count = (1.0 - level) / 2.0, int(member.max()) + 1
    if method == "bootstrap":
        random, shares = np.random.default_rng(seed), np.full(count, 1.0 / count)
        drawn = _blocks(counted, DRAWS, lambda at: random.multinomial(count, shares, size=len(at))[:, member], scale)
        drawn = drawn[~np.isnan(drawn)]
        low, high = (float(one) for one in np.quantile(drawn, [tail, 1.0 - tail]))
        return low, high, float(drawn.std(ddof=1))
    groups = min(count, GROUPS)
    without = _blocks(counted, groups, lambda at: member % groups != at[:, None], scale)
    error = math.sqrt((groups - 1) / groups * float(np.nansum((without - np.nanmean(without)) ** 2)))
    reach = quantile.t(1.0 - tail, groups - 1)
    return value - reach * error, value + reach * error, error


def _reason(value: float, count: int) -> str:
    """Why there is no interval, or nothing."""
    if count < LEAST:
        return f"{count} groups of units have two ratings or more; an interval needs {LEAST}."
    if math.isnan(value):
        return "All ratings are the same: nothing shows that raters could have told anything apart."
    if value > 1.0 - ALIKE:
        return "The raters never differ: nothing says how sure that is."
    return ""


def _counted(units: Sequence[Sequence[Rating]], scale: Scale, clusters: tuple[Hashable, ...]) -> Counted:
    """Units with two ratings or more, as counts by value."""
    if len(clusters) != len(units):
        raise InvalidInput(
            f"There are {len(units)} units and {len(clusters)} clusters.", next_step="Give the cluster of every unit."
        )
    said = [[one for one in unit if one is not None and not _is_nan(one)] for unit in units]
    missing = sum(len(unit) for unit in units) - sum(len(unit) for unit in said)
    kept = [(unit, cluster) for unit, cluster in zip(said, clusters, strict=True) if len(unit) > 1]
    seen = dict.fromkeys(one for unit, _ in kept for one in unit)
    text = next((one for one in seen if isinstance(one, str)), None)
    if scale != "nominal" and text is not None:
        raise InvalidInput(
            f"The rating {text!r} has no place on an {scale} scale.",
            why="Ordinal and interval ratings are numbers.",
            next_step="Give numbers in their order, or take the nominal scale.",
        )
    order = list(seen) if scale == "nominal" else sorted(seen, key=float)
    place = {one: at for at, one in enumerate(order)}
    table = np.zeros((len(kept), len(order)))
    for row, (unit, _) in enumerate(kept):
        for one in unit:
            table[row, place[one]] += 1.0
    values = np.arange(len(order), dtype=float) if scale == "nominal" else np.array([float(one) for one in order])
    return Counted(table, values, tuple(cluster for _, cluster in kept), missing)


def _is_nan(rating: Said) -> bool:
    """Whether a rating is the number that stands for a missing one."""
    return isinstance(rating, float) and math.isnan(rating)


def _blocks(
    counted: Counted, times: int, weights: Callable[[NDArray[np.int64]], NDArray[np.generic]], scale: Scale
) -> Floats:
    """Alpha for `times` rows of weights of units, made a block at a time, so that memory holds for many units."""
    step = max(CELLS // len(counted.table), 1)
    blocks = [np.arange(at, min(at + step, times)) for at in range(0, times, step)]
    return np.concatenate([_alphas(counted, weights(at).astype(float), scale) for at in blocks])


def _alphas(counted: Counted, weights: Floats, scale: Scale) -> Floats:
    """Alpha for each row of weights of units; NaN where all that is left is the same."""
    pooled = weights @ counted.table
    total = pooled.sum(axis=1)
    rated = counted.table.sum(axis=1)
    if scale == "nominal":
        apart = (rated**2 - (counted.table**2).sum(axis=1)) / (rated - 1.0)
        seen, expected = weights @ apart, total**2 - (pooled**2).sum(axis=1)
    else:
        # Ordinal distance is the distance of mean ranks in what all raters said, so both scales are squared distances.
        place = counted.values[None, :] if scale == "interval" else np.cumsum(pooled, axis=1) - pooled / 2.0
        place = place - place.mean(axis=1, keepdims=True)
        seen = 2.0 * ((counted.table @ (place**2).T).T * rated - (counted.table @ place.T).T ** 2) / (rated - 1.0)
        seen = (weights * seen).sum(axis=1)
        expected = 2.0 * (total * (pooled * place**2).sum(axis=1) - (pooled * place).sum(axis=1) ** 2)
    flat = expected <= 1e-12 * np.maximum(total, 1.0) ** 2
    return np.where(flat, math.nan, 1.0 - (total - 1.0) * seen / np.where(flat, 1.0, expected))
