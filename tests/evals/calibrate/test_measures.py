from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evals.calibrate.measures import auroc, calibration_error, grouped_interval, reliability

SCORES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=20)


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    """It equals counting all pairs, ties as one half, and turns round when the sides change places."""
    pairs = [1.0 if p > n else 0.5 if p == n else 0.0 for p in positive for n in negative]
    assert math.isclose(auroc(positive, negative), sum(pairs) / len(pairs))
    assert math.isclose(auroc(positive, negative) + auroc(negative, positive), 1.0)


def test_auroc_of_nothing_is_not_a_number() -> None:
    """Without one of the sides there is nothing to rank."""
    assert math.isnan(auroc([], [1.0]))


def test_calibration_error_is_zero_for_honest_probabilities() -> None:
    """Seven in ten true at 0.7 is calibrated; all true at 0.7 is off by 0.3."""
    said = np.full(10, 0.7)
    assert math.isclose(calibration_error(said, np.arange(10) < 7), 0.0, abs_tol=1e-12)
    assert math.isclose(calibration_error(said, np.ones(10, dtype=bool)), 0.3)


def test_weights_stand_for_repetition() -> None:
    """A row of weight two counts as two rows."""
    said, truth = np.array([0.2, 0.9, 0.9]), np.array([False, True, False])
    once = reliability(said, truth, np.array([1.0, 2.0, 1.0]))
    twice = reliability(np.array([0.2, 0.9, 0.9, 0.9]), np.array([False, True, True, False]))
    assert np.allclose(once, twice)


def test_whole_groups_are_drawn() -> None:
    """Rows of one group never part, so groups that agree within themselves make a wide interval."""
    groups = ["a"] * 50 + ["b"] * 50
    values = np.array([0.0] * 50 + [1.0] * 50)
    assert grouped_interval(groups, lambda at: float(values[at].mean())) == (0.0, 1.0)
