"""Memories of a persona about a user: each actor has their own with every persona, and sees no others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from brain.memory.memory import MemoryStatus
from store import correcting, forgetting, memory_rows, recallable, recollection, visibility
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
    """Every list is of one persona and the actor's own; an admin may read, change or erase any single one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, actor: Actor, persona_id: str, new: Sequence[NewMemory], *, session_id: str | None = None
    ) -> tuple[Memory, ...]:
        """Keep memories; those that are kept already are passed over. Returns the new ones. Raises NotFound.

        What one takes the place of (a new home, another job) becomes history.
        """
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
        """A memory, whatever its status. Raises NotFound."""
        with self._database.read() as connection:
            return memory_rows.from_row(visibility.memory(connection, actor, memory_id))

    def list(
        self,
        actor: Actor,
        persona_id: str,
        *,
        status: MemoryStatus = MemoryStatus.CURRENT,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[Memory]:
        """The actor's memories with a persona of that status, newest first, quarantined ones among them."""
        query = (
            select(memories)
            .where(
                *_own(actor, persona_id), *_STATUS[status], *keyset.after(cursor, memories.c.created_at, memories.c.id)
            )
            .order_by(memories.c.created_at.desc(), memories.c.id.desc())
            .limit(keyset.checked(limit) + 1)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=memory_rows.from_row, place=lambda row: (row.created_at, row.id))

    def recent(self, actor: Actor, persona_id: str, *, limit: int = 50) -> tuple[Memory, ...]:
        """The newest memories that may go into a prompt; what recall falls back on without an index."""
        keyset.checked(limit, most=LARGEST_RECALL)
        with self._database.read() as connection:
            return recallable.newest(connection, persona_id, actor.user_id, limit)

    def pinned(self, actor: Actor, persona_id: str, *, limit: int = 20) -> tuple[Memory, ...]:
        """The pinned memories that may go into a prompt, newest first."""
        keyset.checked(limit, most=LARGEST_RECALL)
        with self._database.read() as connection:
            return recallable.pinned(connection, persona_id, actor.user_id, limit)

    def candidates(self, actor: Actor, persona_id: str, ids: Sequence[str]) -> tuple[Memory, ...]:
        """The memories of these ids that may go into a prompt, in the order of the ids; others are left out."""
        keyset.checked(max(1, len(ids)), most=LARGEST_RECALL)
        with self._database.read() as connection:
            return recallable.among(connection, persona_id, actor.user_id, ids)

    def touch(self, actor: Actor, persona_id: str, ids: Sequence[str]) -> None:
        """Note that memories were recalled now. A turn's own recall is noted when the turn is finished."""
        with self._database.write() as connection:
            recollection.recalled(connection, ids, persona_id=persona_id, user_id=actor.user_id, at=datetime.now(UTC))

    def pin(self, actor: Actor, memory_id: str, *, pinned: bool = True) -> Memory:
        """Have a memory recalled always, or no longer. Raises NotFound; InvalidInput for one that is not current."""
        with self._database.write() as connection:
            row = visibility.memory(connection, actor, memory_id, change=True)
            correcting.pin(connection, actor, row, pinned=pinned)
            return memory_rows.from_row(visibility.memory(connection, actor, memory_id))

    def correct(self, actor: Actor, memory_id: str, words: str) -> Memory:
        """The memory in the user's own words, which takes the place of the old one; `restore` the old to undo it.

        Raises NotFound, InvalidInput for words that cannot be kept, and Conflict where these words are kept already.
        """
        with self._database.write() as connection:
            row = visibility.memory(connection, actor, memory_id, change=True)
            return correcting.correct(connection, actor, row, words, at=datetime.now(UTC))

    def forget(self, actor: Actor, memory_id: str, *, why: str = "by the user") -> Memory:
        """Set a memory aside: it is recalled no more, and can be restored until it is purged. Raises NotFound."""
        with self._database.write() as connection:
            row = visibility.memory(connection, actor, memory_id, change=True)
            forgetting.forget(connection, actor, row, why=why, at=datetime.now(UTC))
            return memory_rows.from_row(visibility.memory(connection, actor, memory_id))

    def restore(self, actor: Actor, memory_id: str) -> Memory:
        """Bring a forgotten memory back, or make history current again. Raises NotFound, Conflict and InvalidInput.

        What had taken the place of history is forgotten by this, so that it can be brought back in turn.
        """
        with self._database.write() as connection:
            row = visibility.memory(connection, actor, memory_id, change=True)
            forgetting.restore(connection, actor, row, at=datetime.now(UTC))
            return memory_rows.from_row(visibility.memory(connection, actor, memory_id))

    def purge(self, actor: Actor, memory_ids: Sequence[str]) -> None:
        """Erase forgotten memories for good. Raises NotFound, and InvalidInput for one that is not forgotten."""
        with self._database.write(erase=True) as connection:
            rows = [visibility.memory(connection, actor, one, change=True) for one in dict.fromkeys(memory_ids)]
            forgetting.purge(connection, actor, rows, at=datetime.now(UTC))

    def remains(self, actor: Actor, memory_id: str) -> tuple[str, ...]:
        """Where something of a memory is still kept: empty once it is erased and the vector index has followed."""
        with self._database.read() as connection:
            return forgetting.remains(connection, actor, memory_id)


_STATUS: dict[MemoryStatus, tuple[Any, ...]] = {
    MemoryStatus.CURRENT: (memories.c.forgotten_at.is_(None), memories.c.superseded_at.is_(None)),
    MemoryStatus.SUPERSEDED: (memories.c.forgotten_at.is_(None), memories.c.superseded_at.is_not(None)),
    MemoryStatus.FORGOTTEN: (memories.c.forgotten_at.is_not(None),),
}


def _own(actor: Actor, persona_id: str) -> list[ColumnElement[bool]]:
    return [memories.c.persona_id == persona_id, memories.c.user_id == actor.user_id]
