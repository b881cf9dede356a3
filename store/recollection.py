"""Keeping memories, and what follows: supersession, passages, the outbox. Works within a caller's transaction."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite

from brain.memory.memory import Memory
from brain.memory.supersession import slot_of
from store import memory_rows, passages, recallable, supersession
from store.ready import Ready
from store.tables import memories
from store.tables.columns import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from brain.memory.memory import NewMemory


def keep(
    connection: Connection,
    new: Sequence[NewMemory],
    *,
    persona_id: str,
    user_id: str,
    session_id: str | None,
    at: datetime,
) -> tuple[Memory, ...]:
    """Keep what is not kept already: the same words about the same one are kept once for a persona and user.

    What a new one takes the place of becomes history. Quarantined ones are kept too, but no index learns of them.
    Returns those that were new.
    """
    memories_by_hash = {
        memory_rows.content_hash(one.content, one.about): Memory(
            **one.model_copy(update={"content": clean(one.content), "slot": slot_of(one)}).model_dump(),
            id=str(uuid4()),
            persona_id=persona_id,
            user_id=user_id,
            session_id=session_id,
            created_at=at,
        )
        for one in reversed(new)
    }
    # In the order of the hashes: two that add the same words at once then wait for each other in one direction only.
    in_order = sorted(memories_by_hash.items())
    _take_turns(connection, {memory.slot for _, memory in in_order if memory.slot}, persona_id, user_id)
    statement = _dialect(connection).insert(memories).on_conflict_do_nothing().returning(memories.c.id)
    written = {
        memory.id
        for _, memory in in_order
        if connection.execute(statement, memory_rows.columns(memory)).first() is not None
    }
    kept = tuple(memory for memory in reversed(memories_by_hash.values()) if memory.id in written)
    shown = [memory for memory in kept if not memory.quarantined]
    passages.add_memories(connection, shown)
    memory_rows.tell_index(connection, shown, "upsert", at)
    for place, memory in enumerate(kept):
        supersession.by_slot(connection, memory, at, spared={later.id for later in kept[place + 1 :]})
    return kept


def _take_turns(connection: Connection, slots: set[str], persona_id: str, user_id: str) -> None:
    """Two that fill the same slot at once on PostgreSQL, where writers do not wait for each other, must each see it."""
    if connection.dialect.name == "postgresql":
        for slot in sorted(slots):
            lock = int.from_bytes(hashlib.sha256(f"{persona_id}|{user_id}|{slot}".encode()).digest()[:8], signed=True)
            connection.execute(sql("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def _dialect(connection: Connection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def recalled(connection: Connection, ids: Sequence[str], *, persona_id: str, user_id: str, at: datetime) -> None:
    """Note a recall, as brain.memory.retention has it; ids of another persona or user are passed over."""
    if not ids:
        return
    statement, values = recallable.several(_recalled, ids)
    statement.change(connection, values | {"persona": persona_id, "user": user_id, "at": at})


@cache
def _recalled(number: int) -> Ready:
    own = (memories.c.persona_id == bindparam("persona"), memories.c.user_id == bindparam("user"))
    update = memories.update().where(memories.c.id.in_(recallable.any_of(number)), *own)
    return Ready(update.values(recalled_at=bindparam("at"), access_count=memories.c.access_count + 1))
