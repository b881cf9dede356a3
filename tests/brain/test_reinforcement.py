from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.drift.reading import DriftReading, Verdict
from brain.reinforcement import FADE, MEMORY, strength

GOOD = DriftReading(verdict=Verdict.IN_CHARACTER, score=0.9, low=0.8, high=1.0)
BAD = DriftReading(verdict=Verdict.OUT_OF_CHARACTER, score=0.2, low=0.1, high=0.3)
UNKNOWN = DriftReading()


def test_the_reminder_is_as_strong_as_what_is_lacking() -> None:
    """No reminder in character or without a judgement; otherwise what the score lacks; silence leaves it."""
    assert strength([]) == strength([UNKNOWN]) == strength([GOOD]) == 0.0
    assert strength([GOOD, BAD]) == strength([BAD, UNKNOWN]) == pytest.approx(0.8)


def test_the_reminder_fades_with_recovery() -> None:
    """Each reply in character leaves half of it, until it is gone after a few; a relapse brings it back at once."""
    course = [strength([BAD, *[GOOD] * number]) for number in range(6)]
    assert course[1] == pytest.approx(0.8 * FADE)
    assert all(later < earlier for earlier, later in pairwise(course[:5]))
    assert course[5] == 0.0
    assert strength([BAD, GOOD, GOOD, BAD]) == pytest.approx(0.8)


@given(st.lists(st.sampled_from([GOOD, BAD, UNKNOWN]), max_size=30))
def test_it_is_bounded_and_old_readings_do_not_matter(readings: list[DriftReading]) -> None:
    """Whatever happened, it lies from 0 to 1, and what is long past has no part in it."""
    assert 0.0 <= strength(readings) <= 1.0
    assert strength(readings) == strength(readings[-MEMORY:])
