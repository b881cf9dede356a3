"""What one more unit of an effect costs, on arms of which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.increment import Arm, increment


def arm(cost: float, score: float, talks: int, random: np.random.Generator) -> Arm:
    """Conversations of unequal length at about this cost and score for a turn."""
    turns = random.integers(3, 20, talks).astype(float)
    return Arm(
        cost=random.gamma(4.0, cost / 4.0, talks) * turns,
        costed=turns,
        effect=100.0 * random.beta(12.0 * score, 12.0 * (1.0 - score), talks) * turns,
        measured=turns,
    )


@given(st.integers(0, 2**32), st.floats(10.0, 1e4), st.floats(10.0, 1e4), st.floats(0.2, 0.9), st.floats(0.2, 0.9))
def test_turned_round_it_says_the_same(seed: int, cost: float, other: float, score: float, better: float) -> None:
    """Differences change their sign, the ratio does not; it is told exactly where the effects differ."""
    random = np.random.default_rng(seed)
    first, second = arm(cost, score, 12, random), arm(other, better, 12, random)
    ahead, back = increment(first, second), increment(second, first)
    assert isinstance(ahead.effect, Interval)
    assert isinstance(back.effect, Interval)
    assert back.effect.value == pytest.approx(-ahead.effect.value)
    assert isinstance(ahead.ratio, Interval) == isinstance(back.ratio, Interval)
    if ahead.effect.low <= 0.0 <= ahead.effect.high:
        assert isinstance(ahead.ratio, CannotTell)
        assert ahead.verdict == "cannot tell"
    if isinstance(ahead.ratio, Interval) and isinstance(back.ratio, Interval):
        assert (ahead.ratio.low, ahead.ratio.high) == pytest.approx((back.ratio.low, back.ratio.high))
        assert ahead.ratio.low <= ahead.ratio.value <= ahead.ratio.high


@pytest.mark.parametrize(
    ("cost", "score", "verdict"),
    [(3_000, 0.95, "more for more"), (300, 0.95, "more for less"), (300, 0.5, "less for less"),
     (3_000, 0.5, "less for more"), (1_000, 0.8, "cannot tell")],
)  # fmt: skip
def test_a_verdict_names_what_is_got_for_what(cost: float, score: float, verdict: str) -> None:
    """The second arm beside a first one of 1,000 and 0.8."""
    random = np.random.default_rng(7)
    assert increment(arm(1_000, 0.8, 60, random), arm(cost, score, 60, random)).verdict == verdict


def test_the_interval_of_the_ratio_holds_the_truth() -> None:
    """In 95 of 100 simulated pairs of arms, where it is told at all: here always."""
    random, held, tries = np.random.default_rng(3), 0, 300
    truth = (3_000 - 1_000) / (100.0 * 0.15)
    for _ in range(tries):
        found = increment(arm(1_000, 0.8, 40, random), arm(3_000, 0.95, 40, random)).ratio
        assert isinstance(found, Interval)
        held += found.low <= truth <= found.high
    assert 0.92 <= held / tries <= 0.98


def test_few_or_equal_conversations_cannot_tell() -> None:
    """Four on a side, or a side on which nothing varies, say why."""
    random = np.random.default_rng(1)
    found = increment(arm(1_000, 0.8, 4, random), arm(3_000, 0.95, 40, random))
    assert isinstance(found.ratio, CannotTell)
    assert "needs 5 conversations" in found.ratio.reason
    ones = np.ones(8)
    free = increment(
        Arm(cost=0 * ones, costed=ones, effect=90 * ones, measured=ones),
        Arm(cost=0 * ones, costed=ones, effect=80 * ones, measured=ones),
    )
    assert isinstance(free.cost, CannotTell)
    assert free.cost.value == 0.0
    assert isinstance(free.ratio, CannotTell)


def test_conversations_without_a_price_or_a_score_count_where_they_can() -> None:
    """One with a score and no price is in the effect, and not in the cost."""
    random = np.random.default_rng(4)
    first, second = arm(1_000, 0.8, 20, random), arm(3_000, 0.95, 20, random)
    priced = np.arange(20) < 15
    part = Arm(cost=first.cost * priced, costed=first.costed * priced, effect=first.effect, measured=first.measured)
    found, whole = increment(part, second), increment(first, second)
    assert found.effect == whole.effect
    assert isinstance(found.cost, Interval)
    assert found.cost.clusters == 35
