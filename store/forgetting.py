"""Forgetting that can be seen and undone, and erasing that cannot. Works within a caller's transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy import text as sql

from brain.errors import Conflict, InvalidInput
from brain.memory.memory import Recall
from store import audit, memory_rows, passages, supersession, visibility
from store.tables import interactions, memories, outbox
from store.tables import passages as passage_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from store.actor import Actor

GRACE: Final = timedelta(days=30)
"""A forgotten memory can be restored for so long; then upkeep purges it."""

FADED: Final = "faded"
"""Why a memory is forgotten whose retention fell too low."""


def forget(connection: Connection, actor: Actor, row: Row[Any], *, why: str, at: datetime) -> None:
    """Set a memory aside. One that is forgotten already stays as it is."""
    if row.forgotten_at is not None:
        return
    connection.execute(
        memories.update().where(memories.c.id == row.id).values(forgotten_at=at, forgotten_why=why, pinned=False)
    )
    supersession.sync(connection, [row.id], at)
    audit.record(connection, actor, "forget", "memory", row.id, why=why)


def restore(connection: Connection, actor: Actor, row: Row[Any], *, at: datetime) -> None:
    """Bring a forgotten memory back as it was, or make history current again. Raises Conflict and InvalidInput.

    What fills the same slot meanwhile becomes history, and so do the sources of a summary.
    """
    if row.forgotten_at is None and row.superseded_at is None:
        raise InvalidInput("This memory is current already.", next_step="Nothing needs to be done.")
    _require_room(connection, row)
    if row.forgotten_at is None:
        supersession.undo(connection, row, at)
    else:
        connection.execute(memories.update().where(memories.c.id == row.id).values(forgotten_at=None, forgotten_why=""))
        supersession.sync(connection, [row.id], at)
    restored = memory_rows.from_row(connection.execute(select(memories).where(memories.c.id == row.id)).one())
    if restored.superseded_at is None:
        supersession.by_slot(connection, restored, at)
        _set_sources_aside(connection, restored.id, restored.sources, at)
    audit.record(connection, actor, "restore", "memory", row.id)


def purge(connection: Connection, actor: Actor, rows: Sequence[Row[Any]], *, at: datetime) -> None:
    """Erase forgotten memories: row, words, and what turns keep of their recall; the outbox takes their vectors.

    The turns on which they were said leave every index for good; the conversation itself is not touched. What they
    had taken the place of stays history. Raises InvalidInput for one that is not forgotten.
    """
    if any(row.forgotten_at is None for row in rows):
        raise InvalidInput(
            "Only a forgotten memory can be purged.", why="Purging cannot be undone.", next_step="Forget it first."
        )
    for row in rows:
        _leave_turn(connection, row, at)
        passages.remove(connection, [row.id])
        _redact(connection, row)
        followers = memories.c.superseded_by == row.id
        connection.execute(memories.update().where(followers).values(superseded_by=None))
        connection.execute(memories.delete().where(memories.c.id == row.id))
        audit.record(connection, actor, "purge", "memory", row.id)
    memory_rows.tell_index(connection, rows, "delete", at)
    if rows and connection.dialect.name == "sqlite":
        # Words that were taken out stay in the older segments of FTS5 until these are merged.
        connection.execute(sql("INSERT INTO passage_words (passage_words) VALUES ('optimize')"))


def remains(connection: Connection, actor: Actor, memory_id: str) -> tuple[str, ...]:
    """Where something of a memory is still kept; empty once it is erased and the vector index has followed.

    Raises NotFound for a memory that is there and is not the actor's to see.
    """
    if connection.execute(select(memories.c.id).where(memories.c.id == memory_id)).first() is not None:
        visibility.memory(connection, actor, memory_id)
    places = {
        "memories": select(memories.c.id).where(memories.c.id == memory_id),
        "words": select(passage_table.c.id).where(passage_table.c.source_id == memory_id),
        "turns": select(interactions.c.id).where(interactions.c.recall.contains(memory_id, autoescape=True)),
        "vectors (waiting)": select(outbox.c.id).where(outbox.c.memory_id == memory_id),
    }
    return tuple(name for name, query in places.items() if connection.execute(query.limit(1)).first() is not None)


def _require_room(connection: Connection, row: Row[Any]) -> None:
    columns = memories.c
    taken = select(columns.id).where(
        columns.persona_id == row.persona_id, columns.user_id == row.user_id, columns.about == row.about,
        columns.content_hash == row.content_hash, columns.id != row.id,
        columns.forgotten_at.is_(None), columns.superseded_at.is_(None),
    )  # fmt: skip
    if connection.execute(taken).first() is not None:
        raise Conflict(
            "This memory cannot be brought back.",
            why="The same was learnt again since, in the same words.",
            next_step="Leave it forgotten: the newer one holds.",
        )


def _set_sources_aside(connection: Connection, memory_id: str, sources: Sequence[str], at: datetime) -> None:
    columns = memories.c
    live = (columns.forgotten_at.is_(None), columns.superseded_at.is_(None))
    query = select(memories).where(columns.id.in_(sources), *live)
    current = [memory_rows.from_row(row) for row in connection.execute(query)] if sources else []
    if current:
        supersession.replace(connection, current, by=memory_id, why="summed up", at=at)


def _leave_turn(connection: Connection, row: Row[Any], at: datetime) -> None:
    """Take the turn on which it was said out of the indices, and mark it, so that none takes it in again."""
    if row.session_id is None or row.turn_index is None:
        return
    here = (interactions.c.session_id == row.session_id, interactions.c.turn_index == row.turn_index)
    connection.execute(interactions.update().where(*here).values(unsearchable=True))
    concerned = passages.sync_turns(connection, row.session_id, {row.turn_index})
    memory_rows.tell_index(connection, concerned, "upsert", at, noun="turn")


def _redact(connection: Connection, row: Row[Any]) -> None:
    """Take the memory out of what turns say was recalled for them."""
    columns = interactions.c
    query = select(columns.id, columns.recall).where(
        columns.persona_id == row.persona_id, columns.user_id == row.user_id,
        columns.recall.contains(row.id, autoescape=True),
    )  # fmt: skip
    for turn in connection.execute(query).all():
        recall = Recall.model_validate_json(turn.recall)
        kept = tuple(one for one in recall.memories if one.memory.id != row.id)
        document = recall.model_copy(update={"memories": kept}).model_dump_json(exclude_defaults=True)
        connection.execute(interactions.update().where(columns.id == turn.id).values(recall=document))
