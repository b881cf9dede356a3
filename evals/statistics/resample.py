"""Whole clusters drawn again with replacement, and what a mean does under that. Knows no interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from evals.statistics.robust import robust

if TYPE_CHECKING:
    from evals.statistics.clusters import Floats, Gathered

DRAWS: Final = 1_999
"""Draws of a bootstrap; with one more it is a round number, so that percentiles fall on draws."""
CELLS: Final = 1_000_000
"""Clusters drawn that are in memory at once."""


def studentised(gathered: Gathered, *, seed: int, draws: int = DRAWS) -> Floats:
    """(drawn mean - mean) / drawn error for clusters drawn with replacement, without draws that have no spread."""
    random = np.random.default_rng(seed)
    mean, least = robust(gathered).mean, 1e-9 * max(float(np.abs(gathered.means).max()), 1e-300)
    step = max(CELLS // len(gathered.sizes), 1)
    found = [_block(gathered, random, min(step, draws - at), mean, least) for at in range(0, draws, step)]
    return np.sort(np.concatenate(found))


def _block(gathered: Gathered, random: np.random.Generator, draws: int, mean: float, least: float) -> Floats:
    """The same for some of the draws, unsorted; `least` is the error that is still a spread."""
    count = len(gathered.sizes)
    picked = random.integers(0, count, size=(draws, count))
    sums, sizes = gathered.sums[picked], gathered.sizes[picked]
    total = sizes.sum(axis=1, keepdims=True)
    drawn = sums.sum(axis=1, keepdims=True) / total
    error = np.sqrt(((sums - drawn * sizes) ** 2 / (1.0 - sizes / total)).sum(axis=1)) / total[:, 0]
    usable = error > least
    found: Floats = (drawn[:, 0] - mean)[usable] / error[usable]
    return found
