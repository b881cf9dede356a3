"""The memories that may go into a prompt: they hold, and are not quarantined. Works within a caller's transaction."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, not_, select
from sqlalchemy import text as sql

from store import memory_rows
from store.ready import Ready
from store.tables import memories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import BindParameter, Connection, Row

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
    query, values = several(_by_id, ids)
    found: dict[str, Memory | None] = dict(query.rows(connection, values))
    own = (one for one in map(found.get, ids) if one is not None)
    return tuple(one for one in own if (one.persona_id, one.user_id) == (persona_id, user_id))


def several(query: Callable[[int], Ready], ids: Sequence[str]) -> tuple[Ready, dict[str, str]]:
    """A query for rows of any of at least one id, with the values `id0`, `id1` and so on that it wants.

    The last id fills up to a power of two, so that there are few such queries.
    """
    size = 1 << (len(ids) - 1).bit_length()
    return query(size), {f"id{at}": ids[min(at, len(ids) - 1)] for at in range(size)}


def any_of(number: int) -> list[BindParameter[str]]:
    """What `several` gives, as the right-hand side of an `in_`."""
    return [bindparam(f"id{at}") for at in range(number)]


def _read(connection: Connection, query: Ready, persona_id: str, user_id: str, limit: int) -> tuple[Memory, ...]:
    return tuple(query.rows(connection, {"persona": persona_id, "user": user_id, "most": limit}))


def _recallable(row: Row[Any]) -> tuple[str, Memory | None]:
    """The id, and the memory where it may be recalled."""
    gone = row.quarantined or row.forgotten_at is not None or row.superseded_at is not None
    return row.id, None if gone else memory_rows.from_row(row)


def _of_own(*more: Any) -> Ready:
    columns = memories.c
    query = select(memories).where(
        columns.persona_id == bindparam("persona"),
        columns.user_id == bindparam("user"),
        columns.forgotten_at.is_(None),
        columns.superseded_at.is_(None),
        not_(columns.quarantined),
        *more,
    )
    query = query.order_by(columns.created_at.desc(), columns.id.desc()).limit(bindparam("most"))
    return Ready(query, of=memory_rows.from_row)


@cache
def _by_id(number: int) -> Ready:
    # By id alone: any other condition has SQLite walk through a partial index that holds thousands instead.
    return Ready(select(memories).where(memories.c.id.in_(any_of(number))), of=_recallable)


_NEWEST: Final = _of_own()
_NEWEST_PINNED: Final = _of_own(_PINNED)
