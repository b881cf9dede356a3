"""The day of a moment in a time zone, as an expression that DuckDB works out as fast as it adds. Knows no table.

Its own `timezone()` asks ICU for every row, which takes seven times as long over ten million rows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(zone: str, *, until: datetime, column: str = "created_at") -> str:
    """SQL for the date in an IANA time zone of a column of moments.

    Right from the year 2000 until two days after `until`: earlier and later moments count with the offset that the
    zone has at these ends. Raises ZoneInfoNotFoundError for a zone that there is not.
    """
    steps = _steps(zone, until.astimezone(UTC).date().toordinal() + 2)
    moment = f"epoch_us({column})"
    # The newest first: most rows are asked one question only.
    cases = "".join(f" WHEN {moment} >= {since} THEN {offset}" for since, offset in reversed(steps[1:]))
    offset = f"(CASE{cases} ELSE {steps[0][1]} END)" if cases else str(steps[0][1])
    # Rounded down before 1970 too, which a division of whole numbers is not.
    return f"(DATE '1970-01-01' + CAST(floor(({moment} + {offset}) / 86400000000) AS INTEGER))"


def even(zone: str, *, until: datetime, step: timedelta) -> bool:
    """Whether a day of the zone begins at a multiple of a step of UTC alone, and its clock is changed at such ones.

    America/St_Johns, whose clock was changed a minute after midnight until 2011, is not. Raises what `day_of` does.
    """
    steps, size = _steps(zone, until.astimezone(UTC).date().toordinal() + 2), step // _MICROSECOND
    return not any(since % size or offset % size for since, offset in steps)


@lru_cache(maxsize=64)
def _steps(zone: str, last: int) -> tuple[tuple[int, int], ...]:
    """Since when, in microseconds of the epoch, which offset from UTC holds, in microseconds."""
    end = datetime.fromordinal(last).replace(tzinfo=UTC)
    return tuple((_microseconds(at - _EPOCH), _microseconds(offset)) for at, offset in _changes(ZoneInfo(zone), end))


def _changes(zone: ZoneInfo, end: datetime) -> Iterator[tuple[datetime, timedelta]]:
    at, before = _FIRST, _offset(zone, _FIRST)
    yield at, before
    while at < end:
        following = at + _DAY
        if _offset(zone, following) != before:
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
            at, before = high.replace(microsecond=0), _offset(zone, following)
            yield at, before
        at = following


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _microseconds(span: timedelta) -> int:
    return span // _MICROSECOND
