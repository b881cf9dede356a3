"""Whole clusters drawn again with replacement, and what a mean does under that. Knows no interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from evals.statistics.robust import robust

if TYPE_CHECKING:
    from evals.statistics.clusters import Floats, Gathered

DRAWS: Final = 1_999
"""Draws of a bootstrap; with one more it is a round number, so that percentiles fall on draws."""


def studentised(gathered: Gathered, *, seed: int, draws: int = DRAWS) -> Floats:
    """(drawn mean - mean) / drawn error for clusters drawn with replacement, without draws that have no spread."""
    random = np.random.default_rng(seed)
    count, mean = len(gathered.sizes), robust(gathered).mean
    picked = random.integers(0, count, size=(draws, count))
    sums, sizes = gathered.sums[picked], gathered.sizes[picked]
    total = sizes.sum(axis=1, keepdims=True)
    drawn = sums.sum(axis=1, keepdims=True) / total
    residual = sums - drawn * sizes
    error = np.sqrt((residual**2 / (1.0 - sizes / total)).sum(axis=1)) / total[:, 0]
    usable = error > 1e-9 * max(float(np.abs(gathered.means).max()), 1e-300)
    return np.sort(((drawn[:, 0] - mean)[usable]) / error[usable])
