"""The memories that may go into a prompt: they hold, and are not quarantined. Works within a caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, not_, select
from sqlalchemy import text as sql

from store import memory_rows
from store.tables import memories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Select

    from brain.memory.memory import Memory

_PINNED: Final = sql("pinned")
"""Said exactly as the partial index says it, or it would not be used."""


def newest(connection: Connection, persona_id: str, user_id: str, limit: int) -> tuple[Memory, ...]:
    """The newest ones of a persona and user."""
    return _read(connection, _NEWEST, persona_id, user_id, limit)


def pinned(connection: Connection, persona_id: str, user_id: str, limit: int) -> tuple[Memory, ...]:
    """The pinned ones, newest first."""
    return _read(connection, _NEWEST_PINNED, persona_id, user_id, limit)


def among(connection: Connection, persona_id: str, user_id: str, ids: Sequence[str]) -> tuple[Memory, ...]:
    """Those of these ids, in the order of the ids; others are left out."""
    if not ids:
        return ()
    found = {
        row.id: memory_rows.from_row(row)
        for row in connection.execute(_BY_ID, {"ids": list(ids)}).all()
        if (row.persona_id, row.user_id) == (persona_id, user_id)
        and row.forgotten_at is None
        and row.superseded_at is None
        and not row.quarantined
    }
    return tuple(found[one] for one in ids if one in found)


def _read(connection: Connection, query: Select[Any], persona_id: str, user_id: str, limit: int) -> tuple[Memory, ...]:
    rows = connection.execute(query, {"persona": persona_id, "user": user_id, "most": limit}).all()
    return tuple(memory_rows.from_row(row) for row in rows)


def _of_own(*more: Any) -> Select[Any]:
    columns = memories.c
    return (
        select(memories)
        .where(
            columns.persona_id == bindparam("persona"),
            columns.user_id == bindparam("user"),
            columns.forgotten_at.is_(None),
            columns.superseded_at.is_(None),
            not_(columns.quarantined),
            *more,
        )
        .order_by(columns.created_at.desc(), columns.id.desc())
        .limit(bindparam("most"))
    )


# Put together once: on the path of a turn that costs more than running them.
_NEWEST: Final = _of_own()
_NEWEST_PINNED: Final = _of_own(_PINNED)
# By id alone: any other condition has SQLite walk through a partial index that holds thousands instead.
_BY_ID: Final = select(memories).where(memories.c.id.in_(bindparam("ids", expanding=True)))
