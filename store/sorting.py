"""The ways to sort personas, and the cursors of lists sorted so. Works on columns; runs no query.

A list by talks has two stages: the personas talked to, then the others, newest first.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, or_, select

from brain.errors import InvalidInput
from store.tables import personas, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.values import PersonaSort


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list something stands: the stage, what it is sorted by there, and its id."""

    stage: int
    key: Any
    item_id: str


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort: `by` names what counts in the first stage."""

    by: str

    @property
    def stages(self) -> int:
        """How many lists follow one another."""
        return 1 if self.by in {"created_at", "sort_name"} else 2

    def ascending(self, stage: int) -> bool:
        """Whether a stage begins with the least."""
        return stage == 0 and self.by == "sort_name"

    def at(self, stage: int, user_id: str) -> tuple[Any, Any, list[Any]]:
        """What a stage is sorted by, from where it is read, and what holds in it besides."""
        if self.stages == 1:
            return personas.c[self.by], personas, []
        talks = _talks(user_id)
        if stage == 0:
            return talks.c[self.by], personas.join(talks, talks.c.persona_id == personas.c.id), []
        return personas.c.created_at, personas, [personas.c.id.not_in(select(talks.c.persona_id))]

    def ends(self, stage: int, key: Any, item_id: Any) -> list[Any]:
        """What a stage is ordered by, of equal ones by their id."""
        return [key.asc(), item_id.asc()] if self.ascending(stage) else [key.desc(), item_id.desc()]

    def behind(self, stage: int, key: Any, item_id: Any, place: Place | None) -> list[Any]:
        """The condition that leaves what stands behind a place."""
        if place is None:
            return []
        # Said twice, since the simple bound is what lets the index be entered at the right place.
        if self.ascending(stage):
            return [key >= place.key, or_(key > place.key, and_(key == place.key, item_id > place.item_id))]
        return [key <= place.key, or_(key < place.key, and_(key == place.key, item_id < place.item_id))]


ORDERS: Final[Mapping[PersonaSort, Order]] = {
    "newest": Order("created_at"),
    "name": Order("sort_name"),
    "talked": Order("last"),
    "most": Order("turns"),
}


def encode(sort: str, place: Place) -> str:
    """The cursor that stands behind a place."""
    key = place.key.isoformat() if isinstance(place.key, datetime) else place.key
    # SQLAlchemy gives sums as Decimal on PostgreSQL.
    key = key if isinstance(key, str) else int(key)
    return base64.urlsafe_b64encode(json.dumps([sort, place.stage, key, place.item_id]).encode()).decode()


def decode(sort: str, cursor: str | None) -> Place | None:
    """The place of a cursor; None at the beginning. Raises InvalidInput for a cursor of another list."""
    if cursor is None:
        return None
    try:
        of, stage, key, item_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        order = ORDERS[sort]  # type: ignore[index]
        fits = of == sort and isinstance(item_id, str) and type(stage) is int and 0 <= stage < order.stages
        found = _key(order, stage, key) if fits else None
    except (ValueError, TypeError, KeyError, binascii.Error):
        found = None
    if found is None:
        raise InvalidInput(
            "This page does not exist.",
            why="The cursor was not made by this list.",
            next_step="Start from the first page.",
        )
    return Place(stage, found, item_id)


def _key(order: Order, stage: int, key: Any) -> Any:
    """What a stage is sorted by, as a value of its column; None if it is none."""
    by = order.by if stage == 0 else "created_at"
    if by == "turns":
        return key if type(key) is int and abs(key) < 1 << 62 else None
    if not isinstance(key, str) or by == "sort_name":
        return key if isinstance(key, str) else None
    moment = datetime.fromisoformat(key)
    return moment if moment.tzinfo is not None else None


def _talks(user_id: str) -> Any:
    """When and how much a user talked to each persona."""
    columns = sessions.c
    return (
        select(
            columns.persona_id,
            func.max(columns.last_activity_at).label("last"),
            func.sum(columns.turn_count).label("turns"),
        )
        .where(columns.user_id == user_id, columns.turn_count > 0)
        .group_by(columns.persona_id)
        .subquery("talks")
    )
