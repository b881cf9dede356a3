"""Memories as rows, and the outbox that tells the vector index of them. Works within a caller's transaction."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from brain.memory.memory import Memory
from store.tables import memories, outbox
from store.tables.columns import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

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

    Quarantined ones are kept too, but the index never learns of them. Returns those that were new.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(memories).on_conflict_do_nothing().returning(memories.c.id)
    memories_by_hash = {
        _hash(one.content, one.about): Memory(
            **one.model_copy(update={"content": clean(one.content)}).model_dump(),
            id=str(uuid4()),
            persona_id=persona_id,
            user_id=user_id,
            session_id=session_id,
            created_at=at,
        )
        for one in reversed(new)
    }
    # In the order of the hashes: two that add the same words at once then wait for each other in one direction only.
    written = {
        memory.id
        for _, memory in sorted(memories_by_hash.items())
        if connection.execute(statement, _columns(memory)).first() is not None
    }
    kept = tuple(memory for memory in reversed(memories_by_hash.values()) if memory.id in written)
    tell_index(connection, [memory for memory in kept if not memory.quarantined], "upsert", at)
    return kept


def tell_index(connection: Connection, changed: Iterable[Memory | Row[Any]], operation: str, at: datetime) -> None:
    """Put what the index has to learn into the outbox: `upsert` or `delete`."""
    rows = [
        {
            "memory_id": memory.id,
            "persona_id": memory.persona_id,
            "user_id": memory.user_id,
            "operation": operation,
            "created_at": at,
        }
        for memory in changed
    ]
    if rows:
        connection.execute(insert(outbox), rows)


def recalled(connection: Connection, ids: Sequence[str], *, persona_id: str, user_id: str, at: datetime) -> None:
    """Note a recall, as brain.memory.retention has it; ids of another persona or user are passed over."""
    if not ids:
        return
    columns = memories.c
    connection.execute(
        memories.update()
        .where(columns.id.in_(ids), columns.persona_id == persona_id, columns.user_id == user_id)
        .values(recalled_at=at, access_count=columns.access_count + 1)
    )


def from_row(row: Row[Any]) -> Memory:
    """The memory of a row."""
    return Memory(
        id=row.id,
        persona_id=row.persona_id,
        user_id=row.user_id,
        session_id=row.session_id,
        content=row.content,
        type=row.type,
        about=row.about,
        importance=row.importance,
        turn_index=row.turn_index,
        start=row.span_start,
        end=row.span_end,
        quarantined=row.quarantined,
        created_at=row.created_at,
        recalled_at=row.recalled_at,
        recall_count=row.access_count,
        stability_days=row.stability_days,
    )


def _columns(memory: Memory) -> dict[str, Any]:
    return {
        "id": memory.id,
        "persona_id": memory.persona_id,
        "user_id": memory.user_id,
        "session_id": memory.session_id,
        "content": memory.content,
        "content_hash": _hash(memory.content, memory.about),
        "type": memory.type.value,
        "about": memory.about,
        "importance": memory.importance,
        "stability_days": memory.stability_days,
        "turn_index": memory.turn_index,
        "span_start": memory.start,
        "span_end": memory.end,
        "quarantined": memory.quarantined,
        "created_at": memory.created_at,
    }


def _hash(content: str, about: str) -> str:
    words = " ".join(clean(content).casefold().split())
    return hashlib.sha256(f"{about}:{words}".encode()).hexdigest()
