"""Scores gathered by what was drawn independently: conversations, cases or units. Knows no formula."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

LEAST: Final = 5
"""Clusters below which no interval is given: with fewer, its coverage is a matter of luck (docs/statistics.md)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """Per cluster, in the order of first appearance: its name, the sum of its scores and their number.

    `square` is the sum of all squared distances from the clusters' means, `missing` the number of missing scores.
    """

    names: tuple[Hashable, ...]
    sums: Floats
    sizes: Floats
    square: float
    missing: int

    @property
    def means(self) -> Floats:
        """Mean score of every cluster."""
        return self.sums / self.sizes


def is_missing(score: float | None) -> bool:
    """Whether a score is None or NaN. An infinite one is refused with InvalidInput."""
    if score is None or math.isnan(score):
        return True
    if math.isinf(score):
        raise InvalidInput(
            f"The score {score!r} is not a number one can average.",
            why="A score is finite or missing.",
            next_step="Give None where nothing could be scored.",
        )
    return False


def gather(scores: Sequence[float | None], clusters: Sequence[Hashable]) -> Gathered:
    """`scores` by the cluster at the same place; a cluster with nothing but missing scores does not count.

    Raises InvalidInput when there are not as many of one as of the other, or a score is infinite.
    """
    if len(scores) != len(clusters):
        raise InvalidInput(
            f"There are {len(scores)} scores and {len(clusters)} clusters.",
            why="Every score belongs to one conversation.",
            next_step="Give the conversation of every score, in the same order.",
        )
    places: dict[Hashable, int] = {}
    values, codes = [], []
    for score, cluster in zip(scores, clusters, strict=True):
        if score is None or is_missing(score):
            continue
        values.append(float(score))
        codes.append(places.setdefault(cluster, len(places)))
    value, code = np.array(values, float), np.array(codes, int)
    sizes = np.bincount(code, minlength=len(places)).astype(float)
    sums = np.bincount(code, weights=value, minlength=len(places)).astype(float)
    square = float(((value - (sums / sizes)[code]) ** 2).sum()) if places else 0.0
    return Gathered(names=tuple(places), sums=sums, sizes=sizes, square=square, missing=len(scores) - len(values))


def checked_level(level: float) -> float:
    """`level` itself; InvalidInput unless it lies strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise InvalidInput(
            f"The level {level!r} is not a probability.",
            why="It is the share of repetitions in which the interval holds the truth.",
            next_step="Give 0.95, or another number between 0 and 1.",
        )
    return level
