"""Means of scores with intervals clustered by conversation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brain.errors import InvalidInput
from evals.statistics.clusters import gather
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.interval import mean, proportion
from evals.statistics.robust import robust, within_correlation

if TYPE_CHECKING:
    from random import Random

    from evals.statistics.estimate import Estimate

T = TypeVar("T")
SCORE = st.integers(min_value=-1000, max_value=1000).map(lambda whole: whole / 64)
TALKS = st.lists(st.lists(SCORE, min_size=1, max_size=6), min_size=5, max_size=12)


def flat(talks: list[list[T]]) -> tuple[list[T], list[int]]:
    """Scores and the conversation of each."""
    return [one for talk in talks for one in talk], [at for at, talk in enumerate(talks) for _ in talk]


def told(found: Estimate) -> Interval:
    """The interval, which there must be."""
    assert isinstance(found, Interval)
    return found


def test_one_score_each_is_the_ordinary_t_interval() -> None:
    """With one score a conversation, the interval is the t interval of a textbook."""
    scores = [2.0, 3.5, 1.0, 4.0, 2.5, 3.0]
    found = told(mean(scores, clusters=range(6)))
    low, high = stats.t.interval(0.95, 5, loc=np.mean(scores), scale=stats.sem(scores))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.freedom == pytest.approx(5.0)


def test_clusters_of_one_size_are_their_means() -> None:
    """Conversations of one length give the interval of their means, however many lines they have."""
    talks = [[float(at % 3), at / 7, 1.0] for at in range(8)]
    by_line = told(mean(*flat(talks)[:1], clusters=flat(talks)[1]))
    by_talk = told(mean([sum(talk) / 3 for talk in talks], clusters=range(8)))
    assert (by_line.low, by_line.high) == pytest.approx((by_talk.low, by_talk.high))


def test_error_is_the_cr2_sandwich() -> None:
    """The closed form equals the matrix definition of CR2 with an intercept alone."""
    talks = [[1.0, 2.0], [0.0], [3.0, 5.0, 4.0], [2.0, 2.5], [1.0, 0.0, 1.0, 2.0]]
    scores, clusters = flat(talks)
    total, y = len(scores), np.array(scores)
    residual, meat = y - y.mean(), 0.0
    for cluster in range(5):
        rows = np.array(clusters) == cluster
        size = int(rows.sum())
        values, vectors = np.linalg.eigh(np.eye(size) - np.ones((size, size)) / total)
        adjusted = vectors @ np.diag(values**-0.5) @ vectors.T @ residual[rows]
        meat += float(adjusted.sum()) ** 2
    assert robust(gather(scores, clusters)).error == pytest.approx(math.sqrt(meat) / total)


def test_freedom_is_satterthwaites() -> None:
    """Degrees of freedom equal 2 E[V]^2 / Var[V] from the quadratic form written out."""
    talks = [[1.0, 2.0], [0.0], [3.0, 5.0, 4.0], [2.0, 2.5], [1.0, 0.0, 1.0, 2.0]]
    gathered = gather(*flat(talks))
    _, clusters = flat(talks)
    total, rho = len(clusters), within_correlation(gathered)
    member = np.equal.outer(np.array(clusters), np.arange(5)).astype(float)
    spread = (1.0 - rho) * np.eye(total) + rho * member @ member.T
    centre = np.eye(total) - 1.0 / total
    vectors = centre @ member / np.sqrt(1.0 - member.sum(axis=0) / total)
    form = vectors.T @ spread @ vectors
    assert robust(gathered).freedom == pytest.approx(np.trace(form) ** 2 / (form**2).sum())


@given(TALKS, st.randoms(use_true_random=False))
def test_order_does_not_matter(talks: list[list[float]], random: Random) -> None:
    """Neither the order of scores nor that of conversations changes the interval."""
    rows = list(zip(*flat(talks), strict=True))
    first = mean([score for score, _ in rows], clusters=[talk for _, talk in rows])
    random.shuffle(rows)
    second = mean([score for score, _ in rows], clusters=[talk for _, talk in rows])
    if isinstance(first, CannotTell):
        assert isinstance(second, CannotTell)
    else:
        assert (second.low, second.high) == pytest.approx((first.low, first.high), abs=1e-9)


@given(TALKS, st.sampled_from([0.5, 2.0, 8.0]), st.integers(-4, 4))
def test_scale_and_origin_go_through(talks: list[list[float]], scale: float, shift: int) -> None:
    """Scores in other units give the same interval in these units."""
    scores, clusters = flat(talks)
    first, second = mean(scores, clusters=clusters), mean([scale * one + shift for one in scores], clusters=clusters)
    if isinstance(first, Interval) and isinstance(second, Interval):
        assert second.low == pytest.approx(scale * first.low + shift, abs=1e-9)
        assert second.high == pytest.approx(scale * first.high + shift, abs=1e-9)


@given(TALKS)
def test_more_confidence_is_wider(talks: list[list[float]]) -> None:
    """An interval of 99 % holds that of 95 %."""
    scores, clusters = flat(talks)
    narrow, wide = mean(scores, clusters=clusters), mean(scores, clusters=clusters, level=0.99)
    if isinstance(narrow, Interval):
        assert told(wide).low <= narrow.low <= narrow.high <= wide.high


@given(TALKS, st.lists(st.integers(0, 11), max_size=9))
def test_missing_is_missing(talks: list[list[float]], where: list[int]) -> None:
    """Missing scores change nothing but their own count."""
    scores, clusters = flat(talks)
    gaps = [None if at % 2 else math.nan for at in range(len(where))]
    without, with_gaps = mean(scores, clusters=clusters), mean(scores + gaps, clusters=clusters + where)
    assert with_gaps.missing == len(where)
    assert (with_gaps.value, with_gaps.scores, with_gaps.clusters) == (without.value, without.scores, without.clusters)


def test_few_conversations_are_said_to_be_few() -> None:
    """Below five conversations there is a reason and the bare mean, and no interval."""
    found = mean([1.0, 0.0, 1.0, 0.5], clusters=["a", "b", "c", "d"])
    assert isinstance(found, CannotTell)
    assert found.value == 0.625
    assert "an interval needs 5" in found.reason
    assert mean([None], clusters=["a"]) == CannotTell(
        reason=found.reason.replace("4", "0"), scores=0, missing=1, clusters=0
    )


def test_equal_scores_tell_nothing() -> None:
    """The same mean everywhere gives no interval of width 0."""
    found = mean([0.8] * 20, clusters=[at % 10 for at in range(20)], bounds=(0.0, 1.0))
    assert isinstance(found, CannotTell)
    assert found.value == pytest.approx(0.8)


def test_all_passed_is_the_exact_interval_over_conversations() -> None:
    """Ten conversations that all passed leave a failure rate of up to 31 % open, however many lines they have."""
    found = told(proportion([True] * 50, clusters=[at % 10 for at in range(50)]))
    assert (found.low, found.high) == pytest.approx((stats.binomtest(10, 10).proportion_ci(method="exact").low, 1.0))
    failed = told(proportion([False] * 50, clusters=[at % 10 for at in range(50)]))
    assert (failed.low, failed.high) == pytest.approx((0.0, 1.0 - found.low))


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=5), min_size=5, max_size=10))
def test_a_proportion_stays_within_0_and_1(talks: list[list[bool]]) -> None:
    """Bounds hold, the estimate lies inside, and passes and failures mirror one another."""
    passed, clusters = flat(talks)
    found, failed = proportion(passed, clusters=clusters), proportion([not one for one in passed], clusters=clusters)
    if isinstance(found, Interval):
        assert 0.0 <= found.low <= found.value <= found.high <= 1.0
        assert told(failed).low == pytest.approx(1.0 - found.high)


def test_bootstrap_is_the_same_for_the_same_seed() -> None:
    """A bootstrap interval is a function of scores and seed."""
    scores, clusters = flat([[float(at), at / 2] for at in range(9)])
    first, second = (mean(scores, clusters=clusters, method="bootstrap", seed=seed) for seed in (3, 3))
    assert first == second
    assert told(first).low < told(first).value < told(first).high


def test_unusable_input_is_refused() -> None:
    """Infinite scores, scores out of bounds, bounds that are none, odd levels and odd lengths name what is wrong."""
    five = range(5)
    for call in (
        lambda: mean([math.inf] * 5, clusters=five),
        lambda: mean([2.0] * 5, clusters=five, bounds=(0.0, 1.0)),
        lambda: mean([0.5] * 5, clusters=five, bounds=(1.0, 0.0)),
        lambda: mean([0.5] * 5, clusters=five, level=95),
        lambda: mean([0.5], clusters=five),
        lambda: mean([0.5, 0.6, 0.4, 0.1, 0.2], clusters=five, method="logit"),
    ):
        with pytest.raises(InvalidInput):
            call()
