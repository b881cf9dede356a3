from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.drift.fit import Evidence, shipped
from brain.drift.reading import DriftReading
from brain.drift.session import CEILING, DECIDED, as_signals, change_point, score, stored

FIT = shipped()
GOOD, BAD = Evidence(2.5, 0.5), Evidence(-3.0, 0.5)
ANY = st.lists(
    st.one_of(
        st.none(),
        st.builds(
            Evidence,
            st.floats(-4, 4, allow_nan=False),
            st.floats(0, 3, allow_nan=False),
        ),
    ),
    min_size=1,
    max_size=12,
)


def played(replies: list[Evidence | None]) -> list[DriftReading]:
    """Readings as a gauge would store them."""
    readings: list[DriftReading] = []
    for one in replies:
        signals = as_signals(one) if one else ()
        readings.append(DriftReading(signals=signals, change=change_point(readings, one, FIT)))
    return readings


@given(ANY)
def test_the_score_lies_within_its_interval(replies: list[Evidence | None]) -> None:
    """Whatever the evidence, low <= score <= high, all from 0 to 1."""
    middle, low, high = score(replies, FIT)
    assert 0.0 <= low <= middle <= high <= 1.0


@given(ANY, st.floats(0.01, 4))
def test_worse_evidence_never_raises_the_score(replies: list[Evidence | None], by: float) -> None:
    """Lowering the evidence of any reply lowers the score, or leaves it."""
    worse = [one and one._replace(log_odds=one.log_odds - by) for one in replies]
    assert score(worse, FIT)[0] <= score(replies, FIT)[0] + 1e-12


def test_the_score_falls_within_two_turns_of_a_slip_and_comes_back() -> None:
    """After ten faithful replies two foreign ones bring the score below one half, and a few faithful ones raise it."""
    faithful: list[Evidence | None] = [GOOD] * 10
    assert score(faithful, FIT)[0] > 0.9
    assert score([*faithful, BAD, BAD], FIT)[0] < 0.5
    assert score([*faithful, BAD, BAD, GOOD, GOOD, GOOD], FIT)[0] > 0.5


def test_one_odd_reply_does_not_condemn() -> None:
    """A single reply, however strange, leaves the score above the limit of `out of character`."""
    assert score([*[GOOD] * 6, Evidence(-FIT.limit, 0.1)], FIT)[0] > 0.2


def test_a_phrase_that_decides_outweighs_one_reply_of_any_kind() -> None:
    """What settles a reply by itself is not cut at the limit of ordinary evidence."""
    assert score([GOOD, Evidence(-DECIDED, 0.0)], FIT)[0] < 0.2


def test_a_reply_that_could_not_be_told_lowers_what_is_known() -> None:
    """Silence never raises the score of a persona in character."""
    known = score([GOOD] * 5, FIT)[0]
    assert score([*[GOOD] * 5, None, None], FIT)[0] < known


def test_less_certain_evidence_widens_the_interval() -> None:
    """The larger the error of the evidence, the wider the interval."""
    widths = [high - low for _, low, high in (score([Evidence(0.5, error)] * 3, FIT) for error in (0.1, 0.5, 1.0, 2.0))]
    assert widths == sorted(widths)


@given(ANY)
def test_the_statistic_is_never_negative_and_began_precedes_the_alarm(replies: list[Evidence | None]) -> None:
    """The change-point statistic stays from 0 to twice its threshold; an alarm names a turn no later than itself."""
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
    readings = played([GOOD, Evidence(-FIT.limit, 0.1), GOOD, Evidence(-DECIDED, 0.0)])
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
    assert stored(DriftReading(signals=as_signals(GOOD))) == GOOD
    assert stored(DriftReading()) is None
