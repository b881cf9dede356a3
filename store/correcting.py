"""Changing a memory by the user's own hand: pin it, or put it into other words. Works within a caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brain.errors import Conflict, InvalidInput
from brain.memory.instructions import instruction_like
from brain.memory.memory import MemoryStatus, NewMemory, Origin
from store import audit, memory_rows, recollection, supersession
from store.tables import memories

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from brain.memory.memory import Memory
    from store.actor import Actor

LONGEST = 500
"""Most characters of a correction."""

MOST_PINNED = 20
"""So many memories of a persona and user can be pinned at once."""


def pin(connection: Connection, actor: Actor, row: Row[Any], *, pinned: bool) -> None:
    """Pin a memory, or let it go. Raises InvalidInput for one that is not current, or if too many are."""
    memory = memory_rows.from_row(row)
    if pinned and (memory.status is not MemoryStatus.CURRENT or memory.quarantined):
        raise InvalidInput("Only a memory that is current can be pinned.", next_step="Restore it first.")
    if pinned and not memory.pinned and _pinned(connection, row) >= MOST_PINNED:
        raise InvalidInput(
            f"{MOST_PINNED} memories are pinned already.",
            why="Pinned memories take their place in every prompt.",
            next_step="Let one go first.",
        )
    connection.execute(memories.update().where(memories.c.id == row.id).values(pinned=pinned))
    audit.record(connection, actor, "pin" if pinned else "unpin", "memory", row.id)


def correct(connection: Connection, actor: Actor, row: Row[Any], words: str, *, at: datetime) -> Memory:
    """Keep the corrected memory and make the old one history. Raises InvalidInput and Conflict."""
    old = memory_rows.from_row(row)
    content = " ".join(words.split())
    _require_correctable(old, content)
    new = NewMemory(
        content=content,
        type=old.type,
        about=old.about,
        importance=old.importance,
        turn_index=old.turn_index,
        origin=Origin.USER,
        sources=(old.id,),
    )
    kept = recollection.keep(
        connection, [new], persona_id=old.persona_id, user_id=old.user_id, session_id=old.session_id, at=at
    )
    if not kept:
        raise Conflict(
            "The correction was not kept.",
            why="There is a memory with these words already.",
            next_step="Forget the wrong one instead.",
        )
    supersession.replace(connection, [old], by=kept[0].id, why="corrected", at=at)
    audit.record(connection, actor, "correct", "memory", old.id, by=kept[0].id)
    return memory_rows.from_row(connection.execute(memories.select().where(memories.c.id == kept[0].id)).one())


def _require_correctable(old: Memory, content: str) -> None:
    if old.status is not MemoryStatus.CURRENT:
        raise InvalidInput("Only a memory that is current can be corrected.", next_step="Restore it first.")
    if not content or len(content) > LONGEST:
        raise InvalidInput(f"A memory has 1 to {LONGEST} characters; this has {len(content)}.")
    if instruction_like(content):
        raise InvalidInput(
            "These words cannot be kept as a memory.",
            why="They read as an instruction to the persona, and a memory is never one.",
            next_step="Say what is so, as in: I live in Bergen.",
        )


def _pinned(connection: Connection, row: Row[Any]) -> int:
    columns = memories.c
    query = memories.select().where(
        columns.persona_id == row.persona_id, columns.user_id == row.user_id, columns.pinned
    )
    return len(connection.execute(query).all())
