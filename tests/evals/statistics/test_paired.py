"""Two versions on the same cases and seeds, many metrics, margins and power."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from brain.errors import InvalidInput
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.holm import holm
from evals.statistics.inferiority import inferiority
from evals.statistics.paired import Scored, Unmatched, compare
from evals.statistics.power import Sensitivity, cases_for, detectable, power_of, sensitivity
from evals.statistics.signs import sign_flip

GAPS = st.lists(st.integers(-64, 64).map(lambda whole: whole / 16), min_size=1, max_size=8)


def sides(gaps: list[float]) -> tuple[list[Scored], list[Scored]]:
    """Two runs that differ by these, one case each."""
    before = [Scored(at, 0, at % 3 / 2) for at in range(len(gaps))]
    return before, [one._replace(score=one.score + gap) for one, gap in zip(before, gaps, strict=True)]


@given(GAPS)
def test_the_test_is_exact_for_few_cases(gaps: list[float]) -> None:
    """For few cases p is the share of all sign patterns that go as far."""
    moved = [gap for gap in gaps if gap]
    sums = [
        abs(sum(sign * gap for sign, gap in zip(signs, moved, strict=True)))
        for signs in product((1, -1), repeat=len(moved))
    ]
    assert sign_flip(np.array(gaps)).p == pytest.approx(np.mean([one >= abs(sum(moved)) - 1e-9 for one in sums]))


@given(GAPS)
def test_turned_round_it_is_the_same_with_the_other_sign(gaps: list[float]) -> None:
    """Before against after is after against before with the sign changed and the same p."""
    before, after = sides(gaps)
    there, back = compare(before, after), compare(after, before)
    assert (there.wins, there.ties, there.losses) == (back.losses, back.ties, back.wins)
    assert there.flips == back.flips
    if isinstance(there.difference, Interval) and isinstance(back.difference, Interval):
        assert there.difference.low == pytest.approx(-back.difference.high)
    if there.effect is not None:
        assert back.effect == pytest.approx(-there.effect)


def test_sampled_patterns_come_near_the_exact_ones() -> None:
    """Above sixteen cases patterns are drawn, p is near the t test's for normal differences, and never 0."""
    gaps = np.random.default_rng(5).normal(0.3, 1.0, 40)
    found = sign_flip(gaps)
    assert not found.exact
    assert found.p == pytest.approx(stats.ttest_1samp(gaps, 0.0).pvalue, abs=0.02)
    assert sign_flip(np.full(40, 1.0)).p == found.finest == 1e-4


def test_five_cases_cannot_reach_five_percent() -> None:
    """The smallest p the test can come to is said with it."""
    assert sign_flip(np.ones(5)).finest == sign_flip(np.ones(5)).p == 0.0625


def test_seeds_of_a_case_are_one_case() -> None:
    """Repeating every conversation under more seeds makes nothing surer."""
    before, after = sides([0.5, 1.0, -0.25, 0.75, 0.5, 1.5])
    many = [[one._replace(seed=seed) for one in side for seed in range(20)] for side in (before, after)]
    once, often = compare(before, after), compare(*many)
    assert often.flips == once.flips
    assert often.difference.low == pytest.approx(once.difference.low)
    assert often.difference.clusters == 6


def test_what_has_no_counterpart_is_named() -> None:
    """Unmatched conversations are listed, missing scores counted, and neither is taken for 0."""
    before, after = sides([1.0] * 4 + [2.0] * 4)
    found = compare([*before, Scored("lost", 1, 0.5)], [*after[:-1], Scored("new", 1, 0.5), Scored(7, 0, None)])
    assert found.unmatched == (Unmatched("lost", 1, "before"), Unmatched("new", 1, "after"))
    assert (found.difference.missing, found.difference.scores, found.wins) == (1, 7, 7)


def test_no_pair_is_no_comparison() -> None:
    """Without a common case there is a reason, no test and no effect."""
    found = compare([Scored(1, 0, 0.5)], [Scored(2, 0, 0.5)])
    assert isinstance(found.difference, CannotTell)
    assert (found.flips, found.effect) == (None, None)


def test_a_case_and_seed_twice_is_refused() -> None:
    """Two scores of one conversation have no one pair."""
    with pytest.raises(InvalidInput, match="occurs twice"):
        compare([Scored(1, 0, 0.5), Scored(1, 0, 0.6)], [])


def test_the_effect_is_hedges_corrected() -> None:
    """Mean over standard deviation, times the exact correction for few cases."""
    gaps = [0.5, 1.0, -0.25, 0.75, 0.5, 1.5]
    correction = math.gamma(2.5) / (math.sqrt(2.5) * math.gamma(2.0))
    assert compare(*sides(gaps)).effect == pytest.approx(np.mean(gaps) / np.std(gaps, ddof=1) * correction)


def test_holm_by_hand() -> None:
    """Four p values are adjusted as Holm's steps say, and a missing one does not count."""
    found = holm({"a": 0.01, "b": 0.04, "c": None, "d": 0.03, "e": 0.005})
    assert found == {"a": pytest.approx(0.03), "b": pytest.approx(0.06), "c": None, "d": pytest.approx(0.06), "e": 0.02}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8))
def test_holm_keeps_the_order_and_never_helps(found: dict[str, float]) -> None:
    """Adjusted values are in the same order, none smaller than it was, none above 1."""
    adjusted = holm(found)
    assert list(adjusted) == list(found)
    assert all(found[name] <= adjusted[name] <= 1.0 for name in found)
    ranked = sorted(found, key=found.get)
    assert all(adjusted[one] <= adjusted[two] for one, two in pairwise(ranked))


def test_holm_refuses_what_is_no_probability() -> None:
    """A p above 1 or NaN names its metric."""
    for p in (1.5, math.nan):
        with pytest.raises(InvalidInput, match="'drift'"):
            holm({"drift": p})


def between(low: float, high: float) -> Interval:
    """An interval from low to high."""
    return Interval(value=(low + high) / 2, low=low, high=high, level=0.95, scores=9, missing=0, clusters=9, method="t")


def test_inferiority_has_three_outcomes() -> None:
    """Within the margin, beyond it, or across it; turned round where less is better."""
    assert inferiority(between(-0.01, 0.03), margin=0.02).outcome == "not inferior"
    assert inferiority(between(-0.09, -0.03), margin=0.02).outcome == "inferior"
    assert inferiority(between(-0.09, 0.03), margin=0.02).outcome == "cannot tell"
    assert inferiority(between(-0.09, -0.03), margin=0.02, higher_is_better=False).outcome == "not inferior"
    unsure = CannotTell(reason="Too few.", scores=0, missing=0, clusters=0)
    assert inferiority(unsure, margin=0.02) == ("cannot tell", "Too few.")


def test_a_negative_margin_is_refused() -> None:
    """A margin below 0 or without a value is an error that says what a margin is."""
    for margin in (-0.02, math.nan, math.inf):
        with pytest.raises(InvalidInput, match="how much worse"):
            inferiority(between(0.0, 0.1), margin=margin)


def test_power_of_published_examples() -> None:
    """Cohen (1988), as in R's pwr: d = 0.2, n = 60 at 10 % has 45.6 %; d = 0.5 needs 34 pairs for 80 %."""
    assert power_of(0.2 * math.sqrt(60), cases=60, alpha=0.10) == pytest.approx(0.4555818, abs=1e-6)
    assert cases_for(0.5, spread=1.0) == 34


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 2_000), st.floats(0.01, 10))
def test_what_is_detectable_needs_as_many_cases(cases: int, spread: float) -> None:
    """The smallest difference that n cases find needs n cases, and scales with the spread."""
    smallest = detectable(spread, cases=cases)
    assert cases_for(smallest * 1.0001, spread=spread) <= cases
    assert smallest == pytest.approx(spread * detectable(1.0, cases=cases), rel=1e-6)


def test_half_a_difference_needs_about_four_times_the_cases() -> None:
    """The plan says what is seen, between which bounds, and how many cases half of it takes."""
    found = sensitivity(list(np.random.default_rng(1).normal(0.0, 1.0, 60)), clusters=range(60))
    assert isinstance(found, Sensitivity)
    assert found.low < found.smallest < found.high
    assert 3.5 * 60 < found.cases_for_half < 4.1 * 60


def test_power_without_spread_or_cases_says_so() -> None:
    """Nothing to plan with is a reason; a plan that cannot be is an error."""
    assert isinstance(sensitivity([0.1] * 9, clusters=range(9)), CannotTell)
    assert isinstance(sensitivity([0.1, 0.3], clusters=range(2)), CannotTell)
    for call in (
        lambda: cases_for(0.0, spread=1.0),
        lambda: cases_for(1e-6, spread=1.0),
        lambda: detectable(1.0, cases=1),
        lambda: detectable(1.0, cases=9, power=0.01),
    ):
        with pytest.raises(InvalidInput):
            call()
