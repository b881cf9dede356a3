"""Days and months in a time zone, as stretches of time. Knows no table and no clock.

A day is the time from the first moment of a date to the first moment of the next, so it has 23 or 25 hours where the
clock is changed, and none where a zone left a date out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["day", "month"]


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """From `starts_at` until just before `ends_at`, both in UTC."""

    starts_at: datetime
    ends_at: datetime


def window(period: Period, at: datetime, zone: str) -> Window:
    """The day or month in an IANA time zone that a moment lies in. Windows of a zone follow each other without a gap.

    Raises ValueError for a moment without a zone, ZoneInfoNotFoundError for a zone that there is not.
    """
    if at.tzinfo is None:
        raise ValueError("A time without a zone lies in no day.")
    local = at.astimezone(ZoneInfo(zone)).date()
    first, following = (local, _next_day) if period == "day" else (local.replace(day=1), _next_month)
    found = _between(first, following(first), zone)
    while at >= found.ends_at:
        # The clock was set back over midnight: the date comes a second time, but its next day has begun already.
        first = following(first)
        found = _between(first, following(first), zone)
    return found


@lru_cache(maxsize=1_024)
def _between(first: date, end: date, zone: str) -> Window:
    return Window(_begins(first, zone), _begins(end, zone))


def _begins(day: date, zone: str) -> datetime:
    """The first moment of a date: of two midnights the earlier; where there is none, when the clock was moved."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
