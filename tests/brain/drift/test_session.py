from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.drift.fit import Evidence, Part, shipped
from brain.drift.reading import DriftReading
from brain.drift.session import CEILING, DECIDED, Score, as_signals, change_point, course, latest, stored

if TYPE_CHECKING:
    from collections.abc import Sequence

FIT = shipped()
GOOD, BAD = Evidence(2.5, 0.4, 0.3), Evidence(-3.0, 0.4, 0.3)
TOGETHER = st.none() | st.builds(Part, st.floats(-4, 4), st.floats(0, 3), st.floats(0, 3))
ONE = st.builds(Evidence, st.floats(-4, 4), st.floats(0, 3), st.floats(0, 3), TOGETHER)
ANY = st.lists(st.one_of(st.none(), ONE), min_size=1, max_size=12)

Replies = list[Evidence | None]


def last(replies: Sequence[Evidence | None]) -> Score:
    """The score after all of them."""
    return course(replies, FIT)[-1]


def played(replies: Sequence[Evidence | None]) -> list[DriftReading]:
    """Readings as a gauge would store them."""
    readings: list[DriftReading] = []
    for one in replies:
        signals = as_signals(one) if one else ()
        readings.append(DriftReading(signals=signals, change=change_point(readings, one, FIT)))
    return readings


@given(ANY)
def test_the_score_lies_within_its_interval(replies: Replies) -> None:
    """Whatever the evidence, low <= score <= high after every reply, all from 0 to 1."""
    for value, low, high in course(replies, FIT):
        assert 0.0 <= low <= value <= high <= 1.0


@given(ANY)
def test_the_latest_score_is_the_last_of_the_course(replies: Replies) -> None:
    """What a gauge asks for at each turn is what the whole course would have said."""
    assert latest(replies, FIT) == course(replies, FIT)[-1]


@given(ANY, st.floats(0.01, 4))
def test_worse_evidence_never_raises_the_score(replies: Replies, by: float) -> None:
    """Lowering the evidence of the replies lowers the score, or leaves it."""
    worse = [
        one and one._replace(log_odds=one.log_odds - by, recent=one.lately._replace(log_odds=-9.0)) for one in replies
    ]
    assert last(worse).value <= last(replies).value + 1e-12


def test_the_score_falls_within_two_turns_of_a_slip_and_comes_back() -> None:
    """After ten faithful replies two foreign ones bring the score below one half, and a few faithful ones raise it."""
    faithful = [GOOD] * 10
    assert last(faithful).value > 0.9
    assert last([*faithful, BAD, BAD]).value < 0.5
    assert last([*faithful, BAD, BAD, GOOD, GOOD, GOOD]).value > 0.5


def test_one_odd_reply_does_not_condemn() -> None:
    """A single reply, however strange, leaves the score above the limit of `out of character`."""
    odd = Evidence(-FIT.limit, 0.1, 0.1, Part(0.5, 0.1, 0.1))
    assert last([*[GOOD] * 6, odd]).value > 0.2


def test_a_phrase_that_decides_outweighs_one_reply_of_any_kind() -> None:
    """What settles a reply by itself is not cut at the limit of ordinary evidence."""
    assert last([GOOD, Evidence(-DECIDED, 0.0, 0.0)]).value < 0.2


def test_a_reply_that_could_not_be_told_lowers_what_is_known() -> None:
    """Silence never raises the score of a persona in character."""
    assert last([*[GOOD] * 5, None, None]).value < last([GOOD] * 5).value


def test_less_certain_evidence_widens_the_interval() -> None:
    """The larger either error of the evidence, the wider the interval."""
    errors = (0.1, 0.5, 1.0, 2.0)
    for kind in ([Evidence(0.5, error, 0.1) for error in errors], [Evidence(0.5, 0.1, error) for error in errors]):
        scores = [last([one] * 3) for one in kind]
        widths = [score.high - score.low for score in scores]
        assert widths == sorted(widths)
        assert widths[0] < widths[-1]


def test_shared_errors_do_not_cancel_out() -> None:
    """Over many replies an error of fit and floor weighs more than one of the same size that is each reply's own."""
    own, shared = last([Evidence(0.2, 0.5, 0.0)] * 6), last([Evidence(0.2, 0.0, 0.5)] * 6)
    assert shared.high - shared.low > own.high - own.low


@given(ANY)
def test_the_statistic_is_bounded_and_began_precedes_the_alarm(replies: Replies) -> None:
    """The change-point statistic stays from 0 to its ceiling; an alarm names a turn no later than itself."""
    for turn, reading in enumerate(played(replies), start=1):
        change = reading.change
        assert 0.0 <= change.statistic <= CEILING * change.threshold + 1e-9
        assert change.alarm == (change.statistic >= change.threshold)
        assert (change.began_turn is not None) == change.alarm
        assert change.began_turn is None or 1 <= change.began_turn <= turn


@pytest.mark.parametrize("start", [2, 5, 9])
def test_the_change_is_dated_to_the_turn_where_it_began(start: int) -> None:
    """After faithful replies, steady foreign ones raise the alarm and name the first of them."""
    readings = played([*[GOOD] * (start - 1), *[BAD] * 8])
    assert not any(reading.change.alarm for reading in readings[: start - 1])
    assert readings[-1].change.began_turn == start


def test_one_reply_alone_raises_no_alarm() -> None:
    """However foreign, a single reply among faithful ones stays below the threshold."""
    readings = played([GOOD, Evidence(-FIT.limit, 0.1, 0.1), *[GOOD] * 4, Evidence(-DECIDED, 0.0, 0.0)])
    assert not any(reading.change.alarm for reading in readings)


def test_an_untold_reply_leaves_the_statistic() -> None:
    """A reply without evidence moves the change point neither way."""
    readings = played([GOOD, BAD, None])
    assert readings[2].change.statistic == readings[1].change.statistic


def test_the_statistic_is_forgiving_after_recovery() -> None:
    """Once the persona is back for good the alarm ends."""
    readings = played([*[BAD] * 10, *[GOOD] * 20])
    assert readings[9].change.alarm
    assert not readings[-1].change.alarm


def test_evidence_is_read_back_from_a_reading() -> None:
    """What was stored with a reading is what was measured; a reading without evidence gives none."""
    kept = stored(DriftReading(signals=as_signals(GOOD)))
    assert kept is not None
    assert (kept, kept.lately) == (GOOD._replace(recent=GOOD.lately), GOOD.lately)
    assert stored(DriftReading(signals=as_signals(GOOD)[:3])) == GOOD
    assert stored(DriftReading()) is None


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_never_raise_the_score(broken: float) -> None:
    """Evidence or an error that is not a number counts as no evidence, as a reply that could not be told does."""
    for one in (
        Evidence(broken, 0.1, 0.1),
        Evidence(2.0, broken, 0.1),
        Evidence(2.0, 0.1, 0.1, Part(broken, 0.1, 0.1)),
    ):
        assert last([*[GOOD] * 3, one]) == last([*[GOOD] * 3, None])
        assert last([*[GOOD] * 3, one]).value < last([*[GOOD] * 4]).value
        readings = played([BAD, BAD])
        assert change_point(readings, one, FIT).statistic == readings[-1].change.statistic
