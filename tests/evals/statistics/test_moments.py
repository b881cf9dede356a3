"""The interval from number, mean and spread is that of the scores themselves."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.interval import mean
from evals.statistics.moments import of_moments

BOUNDS = (0.0, 1.0)


@given(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=40), st.booleans())
def test_it_is_that_of_the_single_scores(scores: list[float], bounded: bool) -> None:  # noqa: FBT001 - hypothesis
    """With bounds and without, whatever the scores are."""
    spread = statistics.stdev(scores)
    if 0.0 < spread < 1e-9:
        return
    bounds = BOUNDS if bounded else None
    whole = mean(scores, clusters=list(range(len(scores))), bounds=bounds)
    found = of_moments(len(scores), statistics.fmean(scores), spread, bounds=bounds)
    assert type(found) is type(whole)
    if isinstance(found, Interval) and isinstance(whole, Interval):
        assert (found.low, found.high) == pytest.approx((whole.low, whole.high), abs=1e-9)
        assert found.method == whole.method


def test_too_little_is_said() -> None:
    """Fewer than five conversations, or none, have no interval."""
    assert isinstance(of_moments(4, 0.5, 0.1), CannotTell)
    assert of_moments(0, None, None).value is None
