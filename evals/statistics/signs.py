"""The sign-flip test of paired differences. Knows neither case nor version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from evals.statistics.clusters import Floats

EXACT: Final = 16
"""Clusters up to which every pattern of signs is tried (65,536 of them)."""
FLIPS: Final = 9_999
"""Patterns drawn at random above that."""
CELLS: Final = 1_000_000
"""Signs in memory at once."""


class SignFlip(NamedTuple):
    """Two-sided p, whether every pattern was tried, and the smallest p this test can come to at all."""

    p: float
    exact: bool
    finest: float


def sign_flip(differences: Floats, *, seed: int = 0) -> SignFlip:
    """How often signs dealt at random to whole clusters make a sum of `differences` as far from 0 as theirs.

    Right for any distribution when swapping the two versions changes nothing but signs (Fisher 1935, The Design of
    Experiments, section 21). Random patterns count the observed one (Phipson and Smyth 2010, SAGMB 9:39), so p is
    never 0. Differences of exactly 0 do not bear on it, and are left out.
    """
    moved = differences[differences != 0.0]
    count = len(moved)
    if not count:
        return SignFlip(1.0, exact=True, finest=1.0)
    reached = abs(float(moved.sum())) * (1.0 - 1e-9)
    if count <= EXACT:
        patterns = np.arange(2**count)[:, None] >> np.arange(count) & 1
        sums = np.abs((1 - 2 * patterns) @ moved)
        return SignFlip(float((sums >= reached).mean()), exact=True, finest=2.0 ** (1 - count))
    random, step, further = np.random.default_rng(seed), max(CELLS // count, 1), 0
    for at in range(0, FLIPS, step):
        signs = random.integers(0, 2, size=(min(step, FLIPS - at), count), dtype=np.int8) * 2 - 1
        further += int((np.abs(signs @ moved) >= reached).sum())
    return SignFlip((further + 1) / (FLIPS + 1), exact=False, finest=1 / (FLIPS + 1))
