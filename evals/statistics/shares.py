"""The interval of a share of independent things, each of which counts once. Knows no score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evals.statistics.clusters import checked_level
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.quantile import normal

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate


def wilson(hits: int, of: int, *, level: float = 0.95) -> Estimate:
    """The share of `hits` among `of`, by Wilson's score interval (1927, J. Am. Stat. Assoc. 22:209).

    It keeps its level with few things and near 0 and 1, where the usual one does not (Brown, Cai and DasGupta 2001).
    CannotTell of nothing. Raises InvalidInput for a level outside (0, 1).
    """
    checked_level(level)
    if not of:
        return CannotTell(reason="There is nothing to take a share of.", scores=0, missing=0, clusters=0)
    low, high = bounds(hits, of, level)
    return Interval(
        value=hits / of, low=low, high=high, level=level, scores=of, missing=0, clusters=of, method="wilson"
    )


def bounds(hits: int, of: int, level: float) -> tuple[float, float]:
    """Both ends of Wilson's interval."""
    z = normal(0.5 + level / 2.0)
    share, square = hits / of, z * z / of
    middle = (share + square / 2.0) / (1.0 + square)
    reach = z * math.sqrt(share * (1.0 - share) / of + square / (4.0 * of)) / (1.0 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)
