"""Sums over coming days, and the cost of one more unit: their intervals on worlds of which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import InvalidInput
from evals.statistics.ahead import ENOUGH, LEAST, ahead, learnt, widened
from evals.statistics.estimate import CannotTell, Interval

amounts = st.lists(st.floats(0.0, 1e6), min_size=LEAST, max_size=90)


@given(amounts, st.integers(1, 31), st.floats(0.01, 1e4))
def test_a_forecast_knows_no_unit(days: list[float], coming: int, unit: float) -> None:
    """In cents it is a hundred times that in dollars; it holds its own value and is never below nothing."""
    one, other = ahead(days, coming), ahead([day * unit for day in days], coming)
    if not isinstance(one.total, Interval) or not isinstance(other.total, Interval):
        return
    assert 0.0 <= one.total.low <= one.total.value <= one.total.high
    for end in ("low", "value", "high"):
        assert getattr(other.total, end) == pytest.approx(unit * getattr(one.total, end), rel=1e-6, abs=1e-6 * unit)
    assert one.total.scores == min(len(days), 56)


@pytest.mark.parametrize(("days", "says"), [([5.0] * 13, "needs 14"), ([5.0] * 20, "alike"), ([0.0] * 40, "alike")])
def test_too_little_is_no_forecast(days: list[float], says: str) -> None:
    """Fewer than two weeks, or days that are all alike, say why."""
    found = ahead(days, 7).total
    assert isinstance(found, CannotTell)
    assert says in found.reason


def test_a_week_is_followed_from_four_weeks_on() -> None:
    """Working days of 10 and idle week ends: five coming working days come to 50, not to five mean days."""
    random = np.random.default_rng(5)
    days = [(10.0 + random.normal(0.0, 0.5)) * (at % 7 < 5) for at in range(56)]
    found = ahead(days, 5).total
    assert isinstance(found, Interval)
    assert found.low < 50.0 < found.high
    assert found.value == pytest.approx(50.0, abs=1.0)
    assert found.high - found.low < 10.0


@pytest.mark.parametrize(("slope", "trend"), [(3.0, "rising"), (-1.5, "falling"), (0.0, "")])
def test_days_that_rise_or_fall_are_told(slope: float, trend: str) -> None:
    """The forecast does not follow them, and says so."""
    random = np.random.default_rng(2)
    days = [max(0.0, 100.0 + slope * at + random.normal(0.0, 10.0)) for at in range(56)]
    assert ahead(days, 10).trend == trend


@pytest.mark.parametrize("kind", ["steady", "idle", "week", "runs"])
def test_the_interval_holds_what_came(kind: str) -> None:
    """In nine of ten simulated months and more, of 95 promised (docs/costs.md has each number)."""
    random, held, tries = np.random.default_rng(1), 0, 300
    for _ in range(tries):
        days = _world(kind, 56 + 20, random)
        found = ahead(days[:56].tolist(), 20).total
        held += isinstance(found, Interval) and found.low <= days[56:].sum() <= found.high
    least = 0.8 if kind == "runs" else 0.9
    assert least <= held / tries <= 0.99


def test_what_earlier_forecasts_missed_is_learnt_from() -> None:
    """Days that rise are not held by their own spread; widened by what was missed before, they are far more often."""
    random, plain, wide = np.random.default_rng(6), 0, 0
    for _ in range(30):
        days = random.gamma(4.0, 250.0, 110) * np.exp(np.arange(110) / 100.0)
        came, own = days[90:].sum(), ahead(days[:90].tolist(), 20).total
        found = learnt(days[:90].tolist(), 20)
        assert isinstance(own, Interval)
        assert isinstance(found.total, Interval)
        assert found.total == widened(own, found.factor)
        plain += own.low <= came <= own.high
        wide += found.total.low <= came <= found.total.high
    assert wide - plain >= 9


@given(st.lists(st.floats(0.0, 1e6), min_size=0, max_size=45), st.integers(1, 12))
def test_little_is_learnt_from_little(days: list[float], coming: int) -> None:
    """An interval never becomes narrower, and stays as it is while there are fewer than twenty forecasts before it."""
    own, found = ahead(days, coming), learnt(days, coming)
    assert found.trend == own.trend
    assert 0 <= found.held <= found.tried <= max(0, len(days) - coming - LEAST + 1)
    if found.tried < ENOUGH:
        assert found.factor == 1.0
    wide = widened(own.total, found.factor)
    assert type(found.total) is type(wide)
    if isinstance(found.total, Interval) and isinstance(own.total, Interval) and isinstance(wide, Interval):
        assert (found.total.value, found.total.low, found.total.high) == pytest.approx(
            (wide.value, wide.low, wide.high)
        )
        slack = 1e-9 * (own.total.high - own.total.low)
        assert found.total.low <= own.total.low + slack
        assert found.total.high >= own.total.high - slack
    else:
        assert found.total == wide


def test_a_level_is_a_probability() -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidInput, match="not a probability"):
        ahead([1.0] * 20, 3, level=95.0)


def _world(kind: str, count: int, random: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    days = random.gamma(4.0, 250.0, count)
    match kind:
        case "idle":
            return days * (random.random(count) < 0.5)
        case "week":
            return days * np.array([1.3, 1.4, 1.3, 1.2, 1.1, 0.3, 0.2])[np.arange(count) % 7]
        case "runs":
            level = np.zeros(count)
            for at in range(1, count):
                level[at] = 0.6 * level[at - 1] + 0.8 * random.normal()
            return 1000.0 * np.exp(0.6 * level)
        case _:
            return days
