"""How far two groups that share no conversation lie apart: in clustered means, in shares, in counts. Knows no pairs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evals.statistics.clusters import LEAST, checked_level
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.quantile import beta, t
from evals.statistics.robust import robust
from evals.statistics.shares import bounds

if TYPE_CHECKING:
    from evals.statistics.clusters import Gathered
    from evals.statistics.estimate import Estimate


def means(after: Gathered, before: Gathered, *, level: float = 0.95) -> Estimate:
    """The mean of `after` less that of `before`, with whole conversations taken for independent.

    Welch's t interval (1947, Biometrika 34:28) with the cluster-robust errors and degrees of freedom of `robust`.
    CannotTell where a side has fewer than five conversations, or neither has any spread.
    """
    checked_level(level)
    sides = [len(side.sizes) for side in (after, before)]
    if min(sides) < LEAST:
        return _unsure(f"{sides[0]} and {sides[1]} conversations have a score; a comparison needs {LEAST} each.", sides)
    one, other = robust(after), robust(before)
    error = math.hypot(one.error, other.error)
    value = one.mean - other.mean
    if error <= 1e-12:  # noqa: PLR2004 - nothing but rounding
        return _unsure("All conversations have the same mean: nothing says how sure a difference is.", sides, value)
    parts = sum(side.error**4 / side.freedom for side in (one, other) if side.error)
    freedom = error**4 / parts
    reach = t(0.5 + level / 2.0, freedom) * error
    return _found(value, value - reach, value + reach, sides, level, "welch")


def shares(after: tuple[int, int], before: tuple[int, int], *, level: float = 0.95) -> Estimate:
    """The share of `after` (hits, of how many) less that of `before`, by Newcombe's hybrid score interval.

    Method 10 of Newcombe (1998, Statist. Med. 17:873). CannotTell where a side has nothing.
    """
    checked_level(level)
    sides = [after[1], before[1]]
    if not min(sides):
        return _unsure("One of the two has nothing to take a share of.", sides)
    (one, low, high), (other, least, most) = ((hits / of, *bounds(hits, of, level)) for hits, of in (after, before))
    value = one - other
    return _found(
        value,
        value - math.hypot(one - low, most - other),
        value + math.hypot(high - one, other - least),
        sides,
        level,
        "newcombe",
    )


def counts(after: int, before: int, *, level: float = 0.95) -> Estimate:
    """The rate of `after` over that of `before`, counted over the same time: how many times as many.

    Given their sum, the one is binomial, whose exact interval (Clopper and Pearson 1934) gives that of the ratio
    (Przyborowski and Wilenski 1940, Biometrika 31:313). CannotTell where nothing was counted before.
    """
    checked_level(level)
    sides = [after, before]
    if not before:
        return _unsure("Nothing was counted before.", sides)
    tail = (1.0 - level) / 2.0
    low = beta(tail, after, before + 1) if after else 0.0
    high = beta(1.0 - tail, after + 1, before)
    return _found(after / before, low / (1.0 - low), high / (1.0 - high), sides, level, "exact")


def _found(value: float, low: float, high: float, sides: list[int], level: float, method: str) -> Interval:
    return Interval(
        value=value, low=low, high=high, level=level, scores=sum(sides), missing=0, clusters=sum(sides), method=method
    )


def _unsure(reason: str, sides: list[int], value: float | None = None) -> CannotTell:
    return CannotTell(reason=reason, scores=sum(sides), missing=0, clusters=sum(sides), value=value)
