"""Days and months of a time zone: no gap, no overlap, whatever is done to the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.periods import Window, window

if TYPE_CHECKING:
    from store.periods import Period

ZONES = (
    "UTC", "Europe/Oslo", "America/New_York", "America/St_Johns", "America/Havana", "Africa/Cairo", "Asia/Beirut",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago",
    "Atlantic/Azores", "America/Sao_Paulo",
)  # fmt: skip

moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(ZONES)
periods = st.sampled_from(("day", "month"))


@given(periods, moments, zones)
def test_windows_hold_their_moment_and_meet_the_next(period: Period, at: datetime, zone: str) -> None:
    """A moment lies in its window, and so does every moment of it; the next begins where this one ends."""
    this = window(period, at, zone)
    assert this.starts_at <= at < this.ends_at
    assert window(period, this.starts_at, zone) == this
    assert window(period, this.ends_at - timedelta(microseconds=1), zone) == this
    assert window(period, this.ends_at, zone).starts_at == this.ends_at
    assert window(period, this.starts_at - timedelta(microseconds=1), zone).ends_at == this.starts_at


@given(moments, zones)
def test_a_day_lies_in_one_month(at: datetime, zone: str) -> None:
    """No day belongs to two months."""
    day, month = window("day", at, zone), window("month", at, zone)
    assert month.starts_at <= day.starts_at < day.ends_at <= month.ends_at


@pytest.mark.parametrize(
    ("zone", "at", "hours"),
    [
        ("Europe/Oslo", "2026-03-29T12:00+02:00", 23),
        ("Europe/Oslo", "2026-10-25T12:00+01:00", 25),
        ("Europe/Oslo", "2026-11-26T12:00+01:00", 24),
        ("Africa/Cairo", "2026-04-24T12:00+03:00", 23),
        ("America/Havana", "2026-11-01T12:00-05:00", 25),
        ("Australia/Lord_Howe", "2026-04-05T12:00+10:30", 24.5),
        ("Pacific/Apia", "2011-12-31T12:00+14:00", 24),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(zone: str, at: str, hours: float) -> None:
    """23 or 25 hours where the clock is changed, at whatever hour that is; a date that was left out takes none."""
    this = window("day", datetime.fromisoformat(at), zone)
    assert (this.ends_at - this.starts_at) / timedelta(hours=1) == hours


def test_a_day_begins_at_the_users_midnight() -> None:
    """Not at that of UTC, nor at the next hour where midnight is left out."""
    oslo = window("day", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Europe/Oslo")
    assert oslo == Window(datetime(2026, 7, 1, 22, tzinfo=UTC), datetime(2026, 7, 2, 22, tzinfo=UTC))
    cairo = window("day", datetime(2026, 4, 24, 12, tzinfo=UTC), "Africa/Cairo")
    assert cairo.starts_at.astimezone(ZoneInfo("Africa/Cairo")).isoformat() == "2026-04-24T01:00:00+03:00"


def test_a_time_without_a_zone_lies_in_no_day() -> None:
    """It could be in three."""
    with pytest.raises(ValueError, match="without a zone"):
        window("day", datetime(2026, 1, 1), "UTC")  # noqa: DTZ001
