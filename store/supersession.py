"""What a memory takes the place of becomes history, and can be current again. Works within a caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from brain.memory import supersession
from store import memory_rows, passages
from store.tables import memories

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from brain.memory.memory import Memory

UNDONE: Final = "undone"
"""Why a memory is forgotten whose supersession was taken back, and what marks one that is to be kept apart."""

_SETS_ASIDE_NOTHING: Final = frozenset({"merged"})
"""Reasons for which what took the place was there before, and stays when it is undone."""


def by_slot(connection: Connection, new: Memory, at: datetime, *, spared: Collection[str] = ()) -> None:
    """Let a kept memory take the place of those that fill its slot. It is pinned if one of these was."""
    if not new.slot or new.quarantined:
        return
    columns = memories.c
    query = select(memories).where(
        columns.persona_id == new.persona_id,
        columns.user_id == new.user_id,
        columns.slot == new.slot,
        columns.forgotten_at.is_(None),
        columns.superseded_at.is_(None),
        columns.id.not_in([new.id, *spared]),
    )
    current = [memory_rows.from_row(row) for row in connection.execute(query)]
    for old, why in supersession.superseded(new, current):
        replace(connection, [old], by=new.id, why=why, at=at)


def replace(connection: Connection, old: Sequence[Memory], *, by: str, why: str, at: datetime) -> None:
    """Make memories history, in whose place another one holds."""
    ids = [one.id for one in old]
    connection.execute(
        memories.update()
        .where(memories.c.id.in_(ids))
        .values(superseded_by=by, superseded_at=at, superseded_why=why, pinned=False)
    )
    if any(one.pinned for one in old):
        connection.execute(memories.update().where(memories.c.id == by).values(pinned=True))
    sync(connection, ids, at)


def undo(connection: Connection, row: Row[Any], at: datetime) -> None:
    """Make history current again, with whatever else became history for the same reason by the same memory.

    What had taken its place is forgotten, unless it was there before; nothing is lost.
    """
    successor, why = row.superseded_by, row.superseded_why
    columns = memories.c
    same = (columns.superseded_by == successor) & (columns.superseded_why == why) & columns.forgotten_at.is_(None)
    if successor is None or why in _SETS_ASIDE_NOTHING:
        same = columns.id == row.id
    ids = list(connection.execute(select(columns.id).where(same)).scalars())
    if successor is not None and why not in _SETS_ASIDE_NOTHING:
        connection.execute(
            memories.update()
            .where(columns.id == successor, columns.forgotten_at.is_(None))
            .values(forgotten_at=at, forgotten_why=UNDONE, pinned=False)
        )
        ids.append(successor)
    connection.execute(
        memories.update()
        .where(columns.id.in_(ids), columns.id != successor)
        .values(superseded_by=None, superseded_at=None, superseded_why=UNDONE)
    )
    sync(connection, ids, at)


def sync(connection: Connection, ids: Sequence[str], at: datetime) -> None:
    """Let every index follow a change of these memories: their own passages and vectors, and those of their turns."""
    rows = connection.execute(select(memories).where(memories.c.id.in_(ids))).all()
    passages.sync_memories(connection, ids)
    memory_rows.tell_index(connection, rows, "upsert", at)
    places: dict[str, set[int]] = {}
    for row in rows:
        if row.session_id is not None and row.turn_index is not None:
            places.setdefault(row.session_id, set()).add(row.turn_index)
    for session_id, indices in places.items():
        concerned = passages.sync_turns(connection, session_id, indices)
        memory_rows.tell_index(connection, concerned, "upsert", at, noun="turn")
