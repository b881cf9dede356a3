"""Sets the numbers of a decision on predictions for left-out rows: offsets, thresholds, calibration. Knows no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.basic import BASIC_OF, BASICS
from brain.emotion.hybrid import decide
from brain.emotion.hybrid.decide import FAMILIES, LABELS
from brain.emotion.labels import FAMILY, Emotion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

DRAWS: Final = 20
"""Offsets and thresholds are means over so many draws of the rows (bagging, Breiman 1996). A single search follows the
accidents of its rows, most of all for thin families."""

STEPS: Final = (2.0, 1.0, 0.5, 0.25, 0.12)
KNOTS: Final = 12
"""At most so many points of a calibration map."""


def grouped(
    truth: NDArray[np.bool_], outputs: Sequence[Emotion], of: Mapping[Emotion, object], names: Sequence[object]
) -> NDArray[np.bool_]:
    """Truth by group, shape (n, names)."""
    member = np.array([[of[output] == name for name in names] for output in outputs])
    return np.asarray((truth.astype(np.int64) @ member.astype(np.int64)) > 0)


def f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """F1 of each column, shape (columns,): 0 where nothing was said and nothing true."""
    both = (said & truth).sum(axis=0)
    return np.asarray(2.0 * both / np.maximum(1, said.sum(axis=0) + truth.sum(axis=0)), dtype=np.float64)


def single(truth: NDArray[np.bool_], outputs: Sequence[Emotion]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows with exactly one family, and that family's column."""
    by_family = grouped(truth, outputs, FAMILY, FAMILIES)
    rows = np.flatnonzero(by_family.sum(axis=1) == 1)
    return rows, by_family[rows].argmax(axis=1)


def macro_f1(said: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """Macro-F1 over the families, one for each row."""
    size = len(FAMILIES)
    counts = np.bincount(truth * size + said, minlength=size * size).reshape(size, size)
    return float((2 * np.diag(counts) / np.maximum(1, counts.sum(axis=0) + counts.sum(axis=1))).mean())


def offsets(found: NDArray[np.float64], truth: NDArray[np.bool_], outputs: Sequence[Emotion]) -> dict[Emotion, float]:
    """What to add to each family's log chance so that macro-F1 on rows of one family is best.

    A coordinate search on each of DRAWS draws of the rows.
    """
    rows, families = single(truth, outputs)
    logs = np.log(decide.families(found[rows]) + decide.LEAST)
    best = np.mean([_offsets(logs[drawn], families[drawn]) for drawn in _draws(len(rows))], axis=0)
    return {family: round(float(best[at]), 3) for at, family in enumerate(FAMILIES)}


def _draws(size: int) -> list[NDArray[np.int64]]:
    random = np.random.default_rng(0)
    return [random.integers(0, size, size) for _ in range(DRAWS)]


def _offsets(logs: NDArray[np.float64], families: NDArray[np.int64]) -> NDArray[np.float64]:
    best = np.zeros(len(FAMILIES))
    score = macro_f1((logs + best).argmax(axis=1), families)
    for step in STEPS:
        for _ in range(3):
            for at in range(len(FAMILIES)):
                for change in (-step, step):
                    tried = best.copy()
                    tried[at] += change
                    reached = macro_f1((logs + tried).argmax(axis=1), families)
                    if reached > score:
                        best, score = tried, reached
    return best


def thresholds(found: NDArray[np.float64], truth: NDArray[np.bool_], outputs: Sequence[Emotion]) -> dict[str, float]:
    """The chance of each basic emotion from which saying it gives the best F1: a mean over DRAWS draws of the rows."""
    by_basic = grouped(truth, outputs, BASIC_OF, BASICS)
    reached = decide.basics(found)
    each = [
        [_threshold(reached[drawn, at], by_basic[drawn, at]) for drawn in _draws(len(found))]
        for at in range(len(BASICS))
    ]
    return {name: round(float(np.mean(values)), 4) for name, values in zip(BASICS, each, strict=True)}


def _threshold(chance: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    order = np.argsort(-chance, kind="stable")
    right = np.cumsum(truth[order])
    score = 2 * right / (np.arange(1, len(order) + 1) + truth.sum())
    at = int(score.argmax())
    return float((chance[order[at]] + chance[order[min(at + 1, len(order) - 1)]]) / 2)


def right(primary: NDArray[np.int64], truth: NDArray[np.bool_], outputs: Sequence[Emotion]) -> NDArray[np.bool_]:
    """Whether each row's label (a column of the 21) is one that an annotator gave."""
    by_label = grouped(truth, outputs, {label: label for label in LABELS}, LABELS)
    return np.asarray(by_label[np.arange(len(primary)), primary])


def knots(share: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """A rising map from share to the chance of being right: isotonic regression, thinned to a few points.

    Isotonic regression after Zadrozny and Elkan (2002), on the means of equally large groups of rows.
    """
    from sklearn.isotonic import IsotonicRegression

    order = np.argsort(share, kind="stable")
    parts = [part for part in np.array_split(order, min(KNOTS, max(1, len(order) // 30))) if len(part)]
    places = np.array([share[part].mean() for part in parts])
    means = np.array([truth[part].mean() for part in parts])
    weights = np.array([len(part) for part in parts], dtype=np.float64)
    smooth = IsotonicRegression(y_min=0.0, y_max=1.0).fit_transform(places, means, sample_weight=weights)
    found: dict[float, float] = {}
    for place, mean in zip(places, smooth, strict=True):
        found[round(float(place), 4)] = round(float(mean), 4)
    return tuple(sorted(found.items()))
