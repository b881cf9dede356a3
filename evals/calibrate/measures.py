"""Measures of a detector: AUROC, calibration error and their intervals by resampling whole groups. Knows no persona."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

BINS: Final = 10
"""Bins of equal width in a reliability diagram."""


def auroc(positive: Sequence[float] | NDArray[np.float64], negative: Sequence[float] | NDArray[np.float64]) -> float:
    """Chance that a positive scores above a negative, ties counting half; NaN when either is empty."""
    above, below = np.sort(np.asarray(positive, float)), np.sort(np.asarray(negative, float))
    if not len(above) or not len(below):
        return float("nan")
    less = np.searchsorted(below, above, side="left")
    tied = np.searchsorted(below, above, side="right") - less
    return float((less.sum() + 0.5 * tied.sum()) / (len(above) * len(below)))


def reliability(
    probability: NDArray[np.float64], truth: NDArray[np.bool_], weight: NDArray[np.float64] | None = None
) -> list[tuple[float, float, float]]:
    """For each bin of [0, 1] that holds any: mean probability, share that was true, share of all weight."""
    weights = np.ones(len(probability)) if weight is None else weight
    places = np.minimum((probability * BINS).astype(int), BINS - 1)
    found = []
    for place in range(BINS):
        inside = places == place
        total = float(weights[inside].sum())
        if total > 0.0:
            said = float((probability[inside] * weights[inside]).sum()) / total
            was = float((truth[inside] * weights[inside]).sum()) / total
            found.append((said, was, total / float(weights.sum())))
    return found


def calibration_error(
    probability: NDArray[np.float64], truth: NDArray[np.bool_], weight: NDArray[np.float64] | None = None
) -> float:
    """Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015)."""
    return sum(abs(said - was) * share for said, was, share in reliability(probability, truth, weight))


def grouped_interval(
    groups: Sequence[str],
    measure: Callable[[NDArray[np.int64]], float],
    *,
    draws: int = 400,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap interval of `measure`, a function of row numbers, drawing whole groups with replacement."""
    names = sorted(set(groups))
    labels = np.array(groups)
    rows = [np.flatnonzero(labels == name) for name in names]
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        picked = random.integers(0, len(names), len(names))
        value = measure(np.concatenate([rows[index] for index in picked]))
        if not np.isnan(value):
            found.append(value)
    if not found:
        return float("nan"), float("nan")
    tail = 100.0 * (1.0 - level) / 2.0
    low, high = np.percentile(found, [tail, 100.0 - tail])
    return float(low), float(high)
