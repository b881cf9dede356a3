"""Two groups of independent conversations: how their means differ, and how sure that is. Knows no version."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from evals.statistics import quantile
from evals.statistics.clusters import LEAST, checked_level
from evals.statistics.estimate import CannotTell, Interval

if TYPE_CHECKING:
    from evals.statistics.clusters import Floats
    from evals.statistics.estimate import Estimate

EXACT: Final = 12_000
"""Ways to deal the labels up to which all are tried."""

DEALS: Final = 9_999
"""Ways dealt at random above that."""

MOST: Final = 2_000
"""Of more conversations the test takes the normal distribution, to which that of the deals comes close."""

CELLS: Final = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpaired:
    """The mean of the second group less that of the first; `p` is two-sided, None where it cannot be told."""

    difference: Estimate
    p: float | None


def compare(first: Floats, second: Floats, *, level: float = 0.95, seed: int = 0) -> Unpaired:
    """Means of conversations, each an observation, in two groups that share none.

    Welch's interval (1947); the test deals the labels anew over whole conversations and takes Welch's t, which keeps
    its level where the groups also differ in spread (Janssen 1997, Statist. Probab. Lett. 36:9; Chung and Romano
    2013, Ann. Statist. 41:484). Random deals count the observed one (Phipson and Smyth 2010), so p is never 0.
    CannotTell with fewer than five conversations in either. Raises InvalidInput for a level outside (0, 1).
    """
    checked_level(level)
    count = min(len(first), len(second))
    value = float(second.mean() - first.mean()) if count else None
    if count < LEAST:
        told = f"{count} conversations of one of them have a score; an interval needs {LEAST}."
        return Unpaired(difference=_unsure(first, second, told, value), p=None)
    parts = [float(one.var(ddof=1)) / len(one) for one in (first, second)]
    error = math.sqrt(sum(parts))
    gap = float(second.mean() - first.mean())
    if error <= 1e-12:  # noqa: PLR2004 - rounding
        told = "All conversations of each have the same mean: nothing says how sure it is."
        return Unpaired(difference=_unsure(first, second, told, value), p=None)
    freedom = error**4 / sum(part**2 / (len(one) - 1) for part, one in zip(parts, (first, second), strict=True))
    reach = quantile.t(0.5 + level / 2.0, freedom) * error
    found = Interval(
        value=gap, low=gap - reach, high=gap + reach, level=level, scores=len(first) + len(second), missing=0,
        clusters=len(first) + len(second), method="Welch", error=error, freedom=freedom,
    )  # fmt: skip
    return Unpaired(difference=found, p=_p(first, second, abs(gap) / error, seed))


def _p(first: Floats, second: Floats, reached: float, seed: int) -> float:
    every, size = np.concatenate([first, second]), len(first)
    if len(every) > MOST:
        return math.erfc(reached / math.sqrt(2.0))
    if math.comb(len(every), size) <= EXACT:
        chosen = np.array(list(combinations(range(len(every)), size)))
        masks = np.zeros((len(chosen), len(every)), bool)
        np.put_along_axis(masks, chosen, values=True, axis=1)
        return float((_welch(np.broadcast_to(every, masks.shape), masks, size) >= reached * (1.0 - 1e-9)).mean())
    random, step, further = np.random.default_rng(seed), max(CELLS // len(every), 1), 0
    mask = np.arange(len(every)) < size
    for at in range(0, DEALS, step):
        dealt = random.permuted(np.broadcast_to(every, (min(step, DEALS - at), len(every))), axis=1)
        further += int((_welch(dealt, np.broadcast_to(mask, dealt.shape), size) >= reached * (1.0 - 1e-9)).sum())
    return (further + 1) / (DEALS + 1)


def _welch(dealt: Floats, mask: Floats, size: int) -> Floats:
    """|t| of each row, whose first group is where the mask is."""
    rest = dealt.shape[1] - size
    total, squares = dealt.sum(axis=1), (dealt**2).sum(axis=1)
    one, one_squares = (dealt * mask).sum(axis=1), (dealt**2 * mask).sum(axis=1)
    two, two_squares = total - one, squares - one_squares
    spread = (one_squares - one**2 / size) / (size - 1) / size + (two_squares - two**2 / rest) / (rest - 1) / rest
    found: Floats = np.abs(two / rest - one / size) / np.sqrt(np.maximum(spread, 1e-300))
    return found


def _unsure(first: Floats, second: Floats, reason: str, value: float | None) -> CannotTell:
    count = len(first) + len(second)
    return CannotTell(reason=reason, scores=count, missing=0, clusters=count, value=value)
