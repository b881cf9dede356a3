"""What brings the variance of a score, and scores over turns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from brain.errors import InvalidInput
from evals.statistics.curve import curve, from_rows
from evals.statistics.variance import split

if TYPE_CHECKING:
    from evals.statistics.variance import Component, Split


def by_name(found: Split) -> dict[str, Component]:
    """Components by name."""
    return {part.name: part for part in found.components}


def test_one_way_layout_is_the_textbooks() -> None:
    """In a balanced one-way layout the components are (MSB - MSW) / n and MSW."""
    scores = np.random.default_rng(3).normal(size=(6, 4)) + np.arange(6)[:, None]
    between, within = 4 * scores.mean(axis=1).var(ddof=1), scores.var(axis=1, ddof=1).mean()
    found = by_name(split(scores.ravel().tolist(), {"persona": np.repeat(range(6), 4).tolist()}, clusters="persona"))
    assert found["persona"].variance == pytest.approx((between - within) / 4)
    assert found["noise"].variance == pytest.approx(within)


def test_two_way_layout_is_the_textbooks() -> None:
    """In a balanced crossed layout the components come from the mean squares of rows, columns and the rest."""
    scores = np.random.default_rng(4).normal(size=(5, 3)) + np.arange(5)[:, None] + 2.0 * np.arange(3)
    rows, columns = 3 * scores.mean(axis=1).var(ddof=1), 5 * scores.mean(axis=0).var(ddof=1)
    left = scores - scores.mean(axis=1, keepdims=True) - scores.mean(axis=0) + scores.mean()
    noise = (left**2).sum() / 8
    factors = {"persona": np.repeat(range(5), 3).tolist(), "model": np.tile(range(3), 5).tolist()}
    found = by_name(split(scores.ravel().tolist(), factors, clusters="persona"))
    wanted = {"persona": (rows - noise) / 3, "model": (columns - noise) / 5, "noise": noise}
    assert {name: part.variance for name, part in found.items()} == pytest.approx(wanted)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 99), st.sampled_from([0.25, 4.0]))
def test_shares_add_up_and_know_no_units(seed: int, scale: float) -> None:
    """Shares lie in 0 to 1, add up to 1, and are the same in other units and in any order of scores."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=60) + np.repeat(random.normal(size=6), 10)
    factors = {"persona": np.repeat(range(6), 10).tolist(), "judge": random.integers(0, 3, 60).tolist()}
    order = random.permutation(60)
    shuffled = {name: [levels[at] for at in order] for name, levels in factors.items()}
    found = by_name(split(scores.tolist(), factors, clusters="persona"))
    again = by_name(split((scale * scores[order] + 9.0).tolist(), shuffled, clusters="persona"))
    assert sum(part.share for part in found.values()) == pytest.approx(1.0)
    for name, part in found.items():
        assert 0.0 <= part.low <= part.share <= part.high <= 1.0
        assert again[name].share == pytest.approx(part.share, abs=1e-9)
        assert again[name].variance == pytest.approx(scale**2 * part.variance, abs=1e-9)


def test_what_changes_only_together_is_not_told_apart() -> None:
    """A model for each persona, one level, or a level for each score: no variance, and why."""
    random = np.random.default_rng(0)
    scores = (np.repeat(random.normal(size=8) * 3, 5) + random.normal(size=40)).tolist()
    persona = np.repeat(range(8), 5).tolist()
    factors = {
        "persona": persona,
        "model": [f"model {one}" for one in persona],
        "memory": ["on"] * 40,
        "line": list(range(40)),
    }
    found = by_name(split(scores, factors, clusters="persona"))
    assert [found[name].variance for name in factors] == [None] * 4
    assert "only together with 'model'" in found["persona"].reason
    assert "Together they bring 8" in found["model"].reason
    assert "one level" in found["memory"].reason
    assert "in the noise" in found["line"].reason
    alone = by_name(split(scores, {"persona": persona}, clusters="persona"))
    assert found["noise"].share == pytest.approx(alone["noise"].share)


def test_few_clusters_have_shares_without_bounds() -> None:
    """With four personas there are shares, and a reason why they have no bounds."""
    found = split([1.0, 2.0, 4.0, 3.0, 9.0, 8.0, 5.0, 7.0], {"persona": [0, 0, 1, 1, 2, 2, 3, 3]}, clusters="persona")
    part = found.components[0]
    assert part.share is not None
    assert part.low is None
    assert "bounds need 5" in part.reason


def test_scores_that_do_not_vary_have_nothing_to_split() -> None:
    """Equal scores, or none, give no shares and no warnings; missing ones are counted."""
    found = split([0.5] * 9 + [None], {"persona": [*range(9), 0]}, clusters="persona")
    assert (found.scores, found.missing) == (9, 1)
    assert all(part.share is None for part in found.components)
    assert split([None, math.nan], {"persona": [1, 2]}, clusters="persona").scores == 0
    assert all(part.share is None for part in split([0.5] * 9, {"p": [1, 2, 3] * 3}, clusters="p").components)


def test_a_factor_that_does_not_fit_is_refused() -> None:
    """Odd lengths, a factor named noise and unknown clusters name what is wrong."""
    for factors, clusters in (({"a": [1]}, "a"), ({"noise": [1, 2]}, "noise"), ({"a": [1, 2]}, "b")):
        with pytest.raises(InvalidInput):
            split([1.0, 2.0], factors, clusters=clusters)


def talks(seed: int = 0, count: int = 9, turns: int = 6) -> list[list[float]]:
    """Conversations that wander."""
    walk = np.cumsum(np.random.default_rng(seed).normal(size=(count, turns)), axis=1)
    return walk.tolist()


def test_the_band_of_a_turn_is_its_t_interval() -> None:
    """Each turn has the t interval over conversations, and the band of all turns holds it."""
    found = curve(talks())
    third = [talk[2] for talk in talks()]
    low, high = stats.t.interval(0.95, 8, loc=np.mean(third), scale=stats.sem(third))
    assert (found.points[2].low, found.points[2].high) == pytest.approx((low, high))
    assert all(point.all_low <= point.low < point.value < point.high <= point.all_high for point in found.points)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 50), st.sampled_from([0.5, 4.0]))
def test_a_curve_goes_with_its_units(seed: int, scale: float) -> None:
    """Scores in other units give the same curve in these units."""
    first = curve(talks(seed)).points
    second = curve([[scale * one + 3.0 for one in talk] for talk in talks(seed)]).points
    for one, two in zip(first, second, strict=True):
        assert two.all_high == pytest.approx(scale * one.all_high + 3.0)
        assert two.low == pytest.approx(scale * one.low + 3.0)


def test_turns_that_few_reach_have_no_band() -> None:
    """A turn that fewer than five conversations reach has a mean, its count, and no band."""
    found = curve([*(talk[:3] for talk in talks()[:6]), *talks()[6:], [None, math.nan, 1.0]])
    assert [point.conversations for point in found.points] == [9, 9, 10, 3, 3, 3]
    assert found.points[3].value is not None
    assert found.points[3].low is found.points[3].all_low is None
    assert found.missing == 2
    assert curve([]).points == ()
    assert curve([[0.5, 0.5]] * 9).points[0].low is None


def test_rows_become_conversations() -> None:
    """Rows in any order become conversations with gaps where a turn is missing; a turn twice is refused."""
    assert from_rows([("b", 2, 0.5), ("a", 1, 0.1), ("b", 1, None), ("a", 3, 0.3)]) == [[None, 0.5], [0.1, None, 0.3]]
    for rows in ([("a", 1, 0.1), ("a", 1, 0.2)], [("a", 0, 0.1)]):
        with pytest.raises(InvalidInput, match="has no place"):
            from_rows(rows)


def test_a_factor_that_brings_nothing_is_bounded_above_0() -> None:
    """A factor whose estimate falls below 0 has the share 0, and an upper bound that is not."""
    random = np.random.default_rng(12)
    factors = {"persona": np.repeat(range(8), 10).tolist(), "judge": np.tile(range(2), 40).tolist()}
    found = by_name(split(random.normal(size=80).tolist(), factors, clusters="persona"))
    nothing = next(part for part in found.values() if part.share == 0.0)
    assert nothing.low == 0.0
    assert 0.0 < nothing.high < 1.0
