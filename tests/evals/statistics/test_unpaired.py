"""Two groups that share no conversation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.unpaired import compare


@pytest.mark.parametrize("sizes", [(6, 6), (20, 35), (1_200, 1_300)])
def test_it_is_welchs(sizes: tuple[int, int]) -> None:
    """The interval is SciPy's; the test by deals agrees with Welch's, exact, drawn or normal."""
    random = np.random.default_rng(2)
    first, second = random.normal(0.7, 0.05, sizes[0]), random.normal(0.74, 0.1, sizes[1])
    found = compare(first, second)
    theirs = stats.ttest_ind(second, first, equal_var=False)
    assert isinstance(found.difference, Interval)
    ends = theirs.confidence_interval()
    assert (found.difference.low, found.difference.high) == pytest.approx((ends.low, ends.high))
    assert found.p == pytest.approx(theirs.pvalue, abs=0.03)


def test_a_level_is_kept_where_spreads_differ() -> None:
    """Of 300 pairs of small groups with one mean but unlike spreads about one in twenty is called different."""
    random = np.random.default_rng(5)
    called = 0
    for _ in range(300):
        found = compare(random.normal(0, 1, 5), random.normal(0, 4, 8))
        called += found.p is not None and found.p <= 0.05
    assert called <= 27


def test_too_little_is_said() -> None:
    """Fewer than five conversations, or no spread, have neither interval nor p."""
    few = compare(np.array([0.1, 0.2]), np.arange(9.0))
    assert isinstance(few.difference, CannotTell)
    assert few.p is None
    same = compare(np.full(6, 0.5), np.full(6, 0.5))
    assert isinstance(same.difference, CannotTell)
    assert same.p is None
