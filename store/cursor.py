"""Keyset cursors: the place in a list after which the next page begins. Opaque to callers."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy import and_, or_

from brain.errors import InvalidInput
from store.values import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement

Row = TypeVar("Row")
Item = TypeVar("Item")

LARGEST_PAGE: Final = 200
"""Most items on a page."""


def checked(limit: int, *, most: int = LARGEST_PAGE) -> int:
    """The limit, if it is from 1 to `most`. Raises InvalidInput."""
    if not 1 <= limit <= most:
        raise InvalidInput(f"A page of {limit} cannot be given.", next_step=f"Ask for 1 to {most}.")
    return limit


def encode(at: datetime, item_id: str) -> str:
    """The cursor that stands behind this item."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{item_id}".encode()).decode()


def decode(cursor: str) -> tuple[datetime, str]:
    """The moment and id of the item a cursor stands behind. Raises InvalidInput for anything else."""
    try:
        at, _, item_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
    except (ValueError, binascii.Error):
        moment, item_id = datetime.min, ""  # noqa: DTZ901 (told from a real one by having no zone)
    if moment.tzinfo is None:
        raise InvalidInput(
            "This page does not exist.",
            why="The cursor was not made by this list.",
            next_step="Start from the first page.",
        )
    return moment, item_id


def after(cursor: str | None, at: ColumnElement[datetime], item_id: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """The condition of a list, newest first, that goes on behind the cursor."""
    if cursor is None:
        return []
    moment, last = decode(cursor)
    # Said twice, since the simple bound is what lets the index be entered at the right place.
    return [at <= moment, or_(at < moment, and_(at == moment, item_id < last))]


def page(
    rows: Sequence[Row], limit: int, *, value: Callable[[Row], Item], place: Callable[[Row], tuple[datetime, str]]
) -> Page[Item]:
    """A page of up to `limit` items; the rows hold one more if there is a next page."""
    kept = rows[:limit]
    following = encode(*place(kept[-1])) if len(rows) > limit else None
    return Page(tuple(value(row) for row in kept), following)
