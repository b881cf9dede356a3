"""Agreement between raters, consistency of items, and a second asking, against published examples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.errors import InvalidInput
from evals.statistics.agreement import alpha
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.omega import loadings, omega
from evals.statistics.reliability import cronbach, feldt, intraclass, retest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from evals.statistics.agreement import Method, Scale
    from evals.statistics.clusters import Floats

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: four observers, twelve units.
FOUR_OBSERVERS = [
    *([1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4]),
    *([4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None]),
]
RATINGS = st.lists(st.lists(st.none() | st.integers(1, 4), min_size=3, max_size=3), min_size=6, max_size=12)
LOADS = np.array([0.8, 0.7, 0.6, 0.5])


@pytest.mark.parametrize(("scale", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_example_with_missing_ratings(scale: Scale, value: float) -> None:
    """Four observers, twelve units, missing ratings: the published alphas."""
    found = alpha(FOUR_OBSERVERS, scale=scale)
    assert found.value == pytest.approx(value, abs=5e-4)
    assert (found.scores, found.clusters, found.missing) == (40, 11, 7)


def test_krippendorffs_two_observers() -> None:
    """Examples A (binary, 0.095) and B (nominal, 0.692) of the same paper."""
    binary = zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True)
    assert alpha(list(binary), scale="nominal").value == pytest.approx(0.095, abs=5e-4)
    letters = list(zip("aabbdcccedda", "babbbcccEDDd".lower(), strict=True))
    assert alpha(letters, scale="nominal").value == pytest.approx(0.692, abs=5e-4)


@settings(deadline=None, max_examples=25)
@given(RATINGS, st.sampled_from(["nominal", "ordinal", "interval"]), st.randoms(use_true_random=False))
def test_neither_units_nor_raters_have_an_order(
    units: Sequence[Sequence[int | None]], scale: Scale, random: Random
) -> None:
    """Shuffling units, and raters within each, leaves alpha as it is, and so do other units."""
    found = alpha(units, scale=scale)
    mixed = [random.sample(unit, 3) for unit in units]
    random.shuffle(mixed)
    again = alpha(mixed, scale=scale)
    moved = alpha([[None if one is None else 3.0 * one - 7.0 for one in unit] for unit in units], scale=scale)
    for other in (again, moved):
        assert type(other) is type(found)
        assert other.value == (None if found.value is None else pytest.approx(found.value))


@settings(deadline=None, max_examples=25)
@given(RATINGS)
def test_order_is_all_an_ordinal_scale_knows(units: Sequence[Sequence[int | None]]) -> None:
    """Stretching the values without changing their order leaves ordinal alpha as it is."""
    stretched = [[None if one is None else one**3 for one in unit] for unit in units]
    first, second = alpha(units, scale="ordinal").value, alpha(stretched, scale="ordinal").value
    assert second == (None if first is None else pytest.approx(first))


@pytest.mark.parametrize("method", ["jackknife", "bootstrap"])
def test_units_of_one_conversation_count_once(method: Method) -> None:
    """Copies of a unit within its conversation change neither how sure alpha is nor, but for n - 1, its value."""
    units = [*FOUR_OBSERVERS[:11], [1, 4, 2, 3]]
    copies, clusters = [unit for unit in units for _ in range(10)], [at for at in range(12) for _ in range(10)]
    once, often = (
        alpha(units, scale="interval", method=method),
        alpha(copies, scale="interval", clusters=clusters, method=method),
    )
    assert isinstance(once, Interval)
    assert often.clusters == 12
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=0.1)


def test_many_units_are_left_out_in_groups() -> None:
    """With more than 500 units, groups left out in turn and units drawn again come to the same error."""
    random = np.random.default_rng(7)
    truth = random.normal(3.0, 1.0, (1_200, 1))
    units = np.clip(np.round(truth + random.normal(0.0, 0.7, (1_200, 3))), 1, 5).tolist()
    left, drawn = (alpha(units, scale="ordinal", method=method) for method in ("jackknife", "bootstrap"))
    assert isinstance(left, Interval)
    assert isinstance(drawn, Interval)
    assert left.error == pytest.approx(drawn.error, rel=0.15)


def test_agreement_that_tells_nothing_says_so() -> None:
    """Full agreement, a single value or too few units have a reason instead of an interval."""
    assert alpha([[1, 1], [2, 2]] * 5, scale="nominal").value == 1.0
    for units in ([[1, 1], [2, 2]] * 5, [[1, 1]] * 9, [[1, 2]] * 4, [[1, None]] * 9, []):
        assert isinstance(alpha(units, scale="nominal"), CannotTell)
    with pytest.raises(InvalidInput, match="'good'"):
        alpha([["good", 1]] * 6, scale="ordinal")
    with pytest.raises(InvalidInput):
        alpha([[1, 2]] * 6, scale="ordinal", clusters=[1])


def test_cronbachs_alpha_of_a_published_table() -> None:
    """Eleven yes-no items (real-statistics.com; 0.8017 by R's psych): rows with a gap are left out whole."""
    rows = (
        *("11111111111", "11111111010", "-0111111100", "11101101100", "11111000100", "01-01111000"),
        *("11110010000", "11111000000", "01011000010", "100101001-0", "11100000000", "10010000000"),
    )
    found = cronbach([[None if one == "-" else float(one) for one in row] for row in rows])
    assert found.value == pytest.approx(0.801695, abs=1e-6)
    assert (found.clusters, found.missing) == (9, 3)


def test_feldts_interval_is_the_published_one() -> None:
    """0.8017 over twelve rows of eleven items has 0.581 to 0.933 (Feldt, Woodruff and Salih 1987, as in pingouin)."""
    assert feldt(0.801695, rows=12, items=11) == pytest.approx((0.581, 0.933), abs=5e-4)


def test_shrout_and_fleiss() -> None:
    """Six targets, four judges (Shrout and Fleiss 1979): ICC(1,1) is 0.17, from -0.13 to 0.72 by R's psych."""
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = intraclass(table)
    assert (found.value, found.low, found.high) == pytest.approx((0.166, -0.133, 0.723), abs=1e-3)


def exact(covariance: Floats, rows: int = 60) -> list[list[float]]:
    """A table whose sample covariance is exactly this one."""
    raw = np.random.default_rng(2).normal(size=(rows, len(covariance)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    return (white @ np.linalg.cholesky(covariance).T).tolist()


def test_omega_of_known_loadings() -> None:
    """A table made from loadings gives them back, and their omega; items in other units change nothing to loadings."""
    correlation = np.outer(LOADS, LOADS) + np.diag(1.0 - LOADS**2)
    assert loadings(correlation[None])[0] == pytest.approx(LOADS, abs=1e-6)
    shared = LOADS.sum() ** 2
    found = omega(exact(correlation))
    assert found.value == pytest.approx(shared / (shared + (1.0 - LOADS**2).sum()), abs=1e-6)
    assert found.low < found.value < found.high


def test_omega_equals_alpha_where_items_load_alike() -> None:
    """For tau-equivalent items omega is Cronbach's alpha; otherwise alpha is the smaller one."""
    alike = np.full((4, 4), 0.4) + np.diag([0.6] * 4)
    assert omega(exact(alike)).value == pytest.approx(cronbach(exact(alike)).value, abs=1e-6)
    unlike = np.outer(LOADS, LOADS) + np.diag(1.0 - LOADS**2)
    assert cronbach(exact(unlike)).value < omega(exact(unlike)).value


def test_retest_is_the_correlation_with_fishers_interval() -> None:
    """A correlation of 0.8 over 28 pairs lies between tanh(atanh(0.8) - 1.96/5) and tanh(atanh(0.8) + 1.96/5)."""
    found = retest(exact(np.array([[1.0, 0.8], [0.8, 1.0]]), rows=28))
    ends = [math.tanh(math.atanh(0.8) + side * 1.959964 / 5) for side in (-1, 1)]
    assert (found.value, found.low, found.high) == pytest.approx((0.8, *ends), abs=1e-6)


def test_reliability_without_evidence_says_so() -> None:
    """Few rows, no spread or answers that never differ have a reason; rows of odd length are refused."""
    same, growing = [[1.0, 1.0, 1.0]] * 20, [[float(at), float(at), float(at)] for at in range(20)]
    for found in (cronbach(same), cronbach(growing[:4]), omega(same), omega(growing[:5]), intraclass(same)):
        assert isinstance(found, CannotTell)
        assert found.value is None
    assert intraclass(growing).value == 1.0
    assert isinstance(retest([(1.0, 2.0)] * 9), CannotTell)
    assert isinstance(cronbach([]), CannotTell)
    for call in (lambda: cronbach([[1.0, 2.0], [1.0]]), lambda: cronbach([[1.0]]), lambda: omega([[1.0, 2.0]] * 9)):
        with pytest.raises(InvalidInput):
            call()
