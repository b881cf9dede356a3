from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.memory.memory import Memory
from brain.memory.retention import recalled, retention, stability

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
spans = st.floats(min_value=0, max_value=36_500)
stabilities = st.floats(min_value=0, exclude_min=True, allow_infinity=True)


def memory(days: float = 0.0, **rest: object) -> Memory:
    """A memory made so many days ago."""
    made = {"id": "m", "persona_id": "p", "user_id": "u", "content": "I like tea", **rest}
    return Memory.model_validate({"created_at": NOW - timedelta(days=days), **made})


@given(spans, stabilities, st.integers(min_value=0, max_value=10**30))
def test_retention_is_a_share(days: float, stability_days: float, recalls: int) -> None:
    """Whatever the age, the stability and the recalls, retention lies between 0 and 1."""
    assert 0.0 <= retention(memory(days, stability_days=stability_days, recall_count=recalls), NOW) <= 1.0


@given(spans, spans, stabilities)
def test_retention_falls_with_time(one: float, other: float, stability_days: float) -> None:
    """The older of two memories is never remembered better."""
    new, old = sorted((one, other))
    fresh = retention(memory(new, stability_days=stability_days), NOW)
    assert fresh >= retention(memory(old, stability_days=stability_days), NOW)


@given(spans, stabilities, stabilities, st.integers(0, 100), st.integers(0, 100))
def test_retention_grows_with_stability(days: float, one: float, other: float, few: int, many: int) -> None:
    """The more stable of two memories, and the more often recalled, is never remembered worse."""
    low, high = sorted((one, other))
    few, many = sorted((few, many))
    weak = memory(days, stability_days=low, recall_count=few)
    strong = memory(days, stability_days=high, recall_count=many)
    assert retention(strong, NOW) >= retention(weak, NOW)


def test_the_curve_is_the_published_one() -> None:
    """After S days 1/e is left, after 2 S days 1/e squared; a recall adds one S and starts the time again."""
    assert retention(memory(7.0, stability_days=7.0), NOW) == pytest.approx(math.exp(-1))
    assert retention(memory(14.0, stability_days=7.0), NOW) == pytest.approx(math.exp(-2))
    again = recalled(memory(14.0, stability_days=7.0), NOW)
    assert retention(again, NOW) == 1.0
    assert stability(again) == 14.0
    assert retention(again, NOW + timedelta(days=14)) == pytest.approx(math.exp(-1))


def test_a_memory_from_the_future_is_fresh() -> None:
    """A clock that was set back does not make a memory better than new."""
    assert retention(memory(-3.0), NOW) == 1.0
