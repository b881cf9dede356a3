"""Points in time as files write them, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

MILLISECONDS: Final = 1e11
"""Numbers from here on are milliseconds since 1970, below it seconds: as seconds it lies in the year 5138."""
TAVERN: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2}) ?@ ?(\d{1,2})h ?(\d{1,2})m ?(\d{1,2})s(?: ?(\d{1,3})ms)?")


def moment(said: object) -> datetime | None:
    """The time that a number, ISO 8601 or one of SillyTavern's notations says; None where it says none.

    A time without a zone is taken for UTC.
    """
    try:
        if isinstance(said, bool) or said is None:
            return None
        if isinstance(said, int | float):
            return datetime.fromtimestamp(said / 1000 if abs(said) >= MILLISECONDS else said, UTC)
        return _written(said.strip()) if isinstance(said, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def _written(said: str) -> datetime | None:
    """The time in words or digits; ValueError where it is none."""
    if said.isascii() and said.isdigit():
        return moment(int(said)) if len(said) < 16 else None  # noqa: PLR2004 - more digits are no time
    tavern = TAVERN.fullmatch(said)
    if tavern:
        year, month, day, hour, minute, second, thousandth = (int(one or 0) for one in tavern.groups())
        return datetime(year, month, day, hour, minute, second, thousandth * 1000, UTC)
    if said[:1].isalpha():
        return datetime.strptime(said, "%B %d, %Y %I:%M%p").replace(tzinfo=UTC)
    found = datetime.fromisoformat(said)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
