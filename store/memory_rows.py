"""Memories as rows, and the outbox that tells the vector index of them. Works within a caller's transaction."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import insert

from brain.memory.memory import Memory
from store.ready import Ready
from store.tables import memories, outbox
from store.tables.columns import clean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from store.passages import Told


_TELL: Final = Ready(insert(outbox))


def tell_index(
    connection: Connection,
    changed: Iterable[Memory | Told | Row[Any]],
    operation: str,
    at: datetime,
    *,
    noun: Literal["memory", "turn"] = "memory",
) -> None:
    """Put what the vector index has to learn into the outbox: `upsert` or `delete` of a memory or a turn."""
    rows = [
        {
            "memory_id": one.id,
            "persona_id": one.persona_id,
            "user_id": one.user_id,
            "operation": operation,
            "created_at": at,
            "noun": noun,
        }
        for one in changed
    ]
    if rows:
        _TELL.each(connection, rows)


_OTHERWISE: Final = {"span_start": "start", "span_end": "end", "access_count": "recall_count"}
_FIELDS: Final = tuple(_OTHERWISE.get(name, name) for name in memories.c.keys())  # noqa: SIM118 - not a dict


def from_row(row: Row[Any]) -> Memory:
    """The memory of a row that holds all columns of the table, in their order."""
    values = dict(zip(_FIELDS, row, strict=True))
    sources = values["sources"]
    values["sources"] = () if sources == "[]" else tuple(json.loads(sources))
    return Memory(**values)


def columns(memory: Memory) -> dict[str, Any]:
    """The row of a memory."""
    return {
        "id": memory.id,
        "persona_id": memory.persona_id,
        "user_id": memory.user_id,
        "session_id": memory.session_id,
        "content": memory.content,
        "content_hash": content_hash(memory.content, memory.about),
        "type": memory.type.value,
        "about": memory.about,
        "importance": memory.importance,
        "stability_days": memory.stability_days,
        "turn_index": memory.turn_index,
        "span_start": memory.start,
        "span_end": memory.end,
        "quarantined": memory.quarantined,
        "pinned": memory.pinned,
        "origin": memory.origin.value,
        "slot": memory.slot,
        "sources": json.dumps(memory.sources),
        "created_at": memory.created_at,
    }


def content_hash(content: str, about: str) -> str:
    """What tells whether the same words about the same one are kept already: case and blanks do not matter."""
    words = " ".join(clean(content).casefold().split())
    return hashlib.sha256(f"{about}:{words}".encode()).hexdigest()
