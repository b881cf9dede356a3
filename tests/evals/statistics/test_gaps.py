"""Gaps between groups that share nothing: against published figures, and true as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from evals.statistics import gaps
from evals.statistics.clusters import gather
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.shares import wilson


def found(estimate: object) -> tuple[float, float, float]:
    """Value and both ends."""
    assert isinstance(estimate, Interval)
    return estimate.value, estimate.low, estimate.high


def test_wilson_is_as_published() -> None:
    """Newcombe 1998 (Statist. Med. 17:857), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for hits, of, low, high in (
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
    ):  # fmt: skip
        assert found(wilson(hits, of))[1:] == pytest.approx((low, high), abs=5e-5)
    assert isinstance(wilson(0, 0), CannotTell)


def test_shares_are_as_published() -> None:
    """Newcombe 1998 (Statist. Med. 17:873), table II, method 10: 56/70 less 48/80, 9/10 less 3/10, 5/56 less 0/29."""
    for one, other, low, high in (
        ((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((5, 56), (0, 29), -0.0381, 0.1926),
    ):  # fmt: skip
        assert found(gaps.shares(one, other))[1:] == pytest.approx((low, high), abs=5e-5)
    assert isinstance(gaps.shares((1, 2), (0, 0)), CannotTell)


def test_counts_of_nothing_say_nothing() -> None:
    """As many are once as many, whose interval lies around one and turns over with the sides; after nothing none is."""
    value, low, high = found(gaps.counts(12, 12))
    assert value == 1
    assert low == pytest.approx(1 / high)
    assert found(gaps.counts(0, 5))[:2] == (0, 0)
    assert isinstance(gaps.counts(3, 0), CannotTell)


def test_means_hold_what_they_promise() -> None:
    """Of two weeks from one world the interval misses zero in some 5 of 100, with conversations of unlike length."""
    dice = np.random.default_rng(5)

    def week(number: int) -> tuple[list[float], list[int]]:
        sizes = dice.integers(1, 20, number)
        own = dice.normal(0.0, 1.0, number)
        clusters = [at for at, size in enumerate(sizes) for _ in range(size)]
        return [float(own[at] + dice.normal()) for at in clusters], clusters

    missed = 0
    for _ in range(600):
        _, low, high = found(gaps.means(gather(*week(25)), gather(*week(40))))
        missed += not low <= 0 <= high
    assert 0.025 < missed / 600 < 0.085
    few, many = week(4), week(30)
    assert isinstance(gaps.means(gather(*few), gather(*many)), CannotTell)
