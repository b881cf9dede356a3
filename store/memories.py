"""Memories of a persona about a user: each actor has their own with every persona, and sees no others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import not_, select

from store import audit, recollection, visibility
from store import cursor as keyset
from store.tables import memories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from brain.memory.memory import Memory, NewMemory
    from store.actor import Actor
    from store.database import Database
    from store.values import Page

LARGEST_RECALL = 500
"""Most candidates looked up at once."""


class Memories:
    """Every list is of one persona and the actor's own; an admin may read, change or delete any single one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, actor: Actor, persona_id: str, new: Sequence[NewMemory], *, session_id: str | None = None
    ) -> tuple[Memory, ...]:
        """Keep memories; those that are kept already are passed over. Returns the new ones. Raises NotFound."""
        with self._database.write() as connection:
            visibility.persona(connection, actor, persona_id)
            if session_id is not None:
                visibility.session(connection, actor, session_id)
            return recollection.keep(
                connection,
                new,
                persona_id=persona_id,
                user_id=actor.user_id,
                session_id=session_id,
                at=datetime.now(UTC),
            )

    def get(self, actor: Actor, memory_id: str) -> Memory:
        """A memory. Raises NotFound."""
        with self._database.read() as connection:
            return recollection.from_row(visibility.memory(connection, actor, memory_id))

    def list(self, actor: Actor, persona_id: str, *, cursor: str | None = None, limit: int = 20) -> Page[Memory]:
        """The actor's memories with a persona, newest first, quarantined ones among them."""
        query = (
            select(memories)
            .where(*_own(actor, persona_id), *keyset.after(cursor, memories.c.created_at, memories.c.id))
            .order_by(memories.c.created_at.desc(), memories.c.id.desc())
            .limit(keyset.checked(limit) + 1)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=recollection.from_row, place=lambda row: (row.created_at, row.id))

    def recent(self, actor: Actor, persona_id: str, *, limit: int = 50) -> tuple[Memory, ...]:
        """The newest memories that may go into a prompt; what recall falls back on without an index."""
        query = (
            select(memories)
            .where(*_own(actor, persona_id), *_recallable())
            .order_by(memories.c.created_at.desc(), memories.c.id.desc())
            .limit(keyset.checked(limit, most=LARGEST_RECALL))
        )
        with self._database.read() as connection:
            return tuple(recollection.from_row(row) for row in connection.execute(query))

    def candidates(self, actor: Actor, persona_id: str, ids: Sequence[str]) -> tuple[Memory, ...]:
        """The memories of these ids that may go into a prompt, in the order of the ids; others are left out."""
        if not ids:
            return ()
        keyset.checked(len(ids), most=LARGEST_RECALL)
        # By id alone: with the owner among the conditions SQLite walks through all memories of that owner instead.
        query = select(memories).where(memories.c.id.in_(list(ids)), memories.c.deleted_at.is_(None), *_recallable())
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        own = (persona_id, actor.user_id)
        found = {row.id: recollection.from_row(row) for row in rows if (row.persona_id, row.user_id) == own}
        return tuple(found[one] for one in ids if one in found)

    def touch(self, actor: Actor, persona_id: str, ids: Sequence[str]) -> None:
        """Note that memories were recalled now. A turn's own recall is noted when the turn is finished."""
        with self._database.write() as connection:
            recollection.recalled(connection, ids, persona_id=persona_id, user_id=actor.user_id, at=datetime.now(UTC))

    def delete(self, actor: Actor, memory_id: str) -> None:
        """Forget a memory: it is recalled no more, and leaves the index at its next drain. Raises NotFound."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            row = visibility.memory(connection, actor, memory_id)
            connection.execute(memories.update().where(memories.c.id == memory_id).values(deleted_at=now))
            recollection.tell_index(connection, [row], "delete", now)
            audit.record(connection, actor, "delete", "memory", memory_id)


def _own(actor: Actor, persona_id: str) -> list[ColumnElement[bool]]:
    columns = memories.c
    return [
        columns.persona_id == persona_id,
        columns.user_id == actor.user_id,
        columns.deleted_at.is_(None),
    ]


def _recallable() -> list[Any]:
    return [not_(memories.c.quarantined), memories.c.superseded_by.is_(None)]
