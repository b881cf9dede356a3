"""What can be searched by words, kept in step with memories and turns. Works within a caller's transaction.

Everything here is derived: `sync_memories` and `sync_turns` make it so again from what is kept, however it was before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import and_, bindparam, delete, exists, insert, or_, select
from sqlalchemy import text as sql

from store.ready import Ready
from store.tables import interactions, memories, passages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

Kind = Literal["memory", "said", "replied", "window"]
"""A memory; what the user said on a turn; what the persona replied; both, together with the turn before."""

Place = Literal["memory", "turn", "window"]
"""What is searched at once: memories, single utterances, or windows."""

KINDS: Final[dict[Place, tuple[Kind, ...]]] = {
    "memory": ("memory",),
    "turn": ("said", "replied"),
    "window": ("window",),
}
"""What lies in each place."""

LONGEST_IN_WINDOW: Final = 2_000
"""An utterance counts in its windows with so many characters at most."""

_BATCH: Final = 400

_KEPT_AS: Final = ("restated", "merged", "summed up")
"""What is history for these reasons still holds, in other words."""

_KEEP: Final = Ready(insert(passages))
_KEEP_SQLITE: Final = Ready(
    sql(
        "INSERT INTO passage_words (rowid, scope, words) "
        "SELECT id, :scope, :words FROM passages WHERE source_id = :source_id AND kind = :kind"
    )
)
_KEEP_POSTGRESQL: Final = Ready(
    sql(
        "INSERT INTO passage_words (id, words, lexemes) SELECT id, CAST(:words AS TEXT), "
        "to_tsvector('english', CAST(:words AS TEXT)) FROM passages WHERE source_id = :source_id AND kind = :kind"
    )
)
_DROP_SQLITE: Final = sql(
    "DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE source_id = :source)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was said and replied on a turn, with the names that rows of interactions have."""

    id: str
    persona_id: str
    user_id: str
    session_id: str
    turn_index: int
    user_message: str
    persona_response: str


def told(row: Any) -> Told:
    """What was said on the turn of a row."""
    return Told(
        row.id, row.persona_id, row.user_id, row.session_id, row.turn_index, row.user_message, row.persona_response
    )


def scope(place: Place, persona_id: str, user_id: str) -> str:
    """The one word that stands for this part of the index: digits, which no stemmer touches."""
    digest = hashlib.sha256(f"{place}|{persona_id}|{user_id}".encode()).digest()
    return str(int.from_bytes(digest[:12], "big"))


def add_turn(connection: Connection, turn: Told, earlier: Told | None) -> None:
    """Make a turn searchable, and with it the window over it and the turn before it."""
    _keep(connection, list(_of_turn(turn, earlier)))


def before(connection: Connection, turn: Told) -> Told | None:
    """The turn before this one in its conversation, if it may be searched."""
    row = _BEFORE.first(connection, {"of": turn.session_id, "at": turn.turn_index - 1})
    return None if row is None else told(row)


def add_memories(connection: Connection, rows: Iterable[Any]) -> None:
    """Make memories searchable that hold now; quarantined ones are passed over."""
    _keep(connection, [_passage(row, "memory", row.content) for row in rows if not row.quarantined])


def sync_memories(connection: Connection, ids: Collection[str]) -> None:
    """Make searchable what holds of these memories, and nothing else."""
    wanted = sorted(ids)
    remove(connection, wanted)
    for start in range(0, len(wanted), _BATCH):
        due = memory_due().where(memories.c.id.in_(wanted[start : start + _BATCH]))
        add_memories(connection, connection.execute(due).all())


def sync_turns(connection: Connection, session_id: str, indices: Collection[int]) -> tuple[Told, ...]:
    """Make searchable what holds of these turns, and mend the windows of those after them. The turns concerned.

    A turn on which something was said that is forgotten or history now is not recalled word for word either.
    """
    columns = interactions.c
    near = sorted({place for index in indices for place in (index - 1, index, index + 1)})
    here = and_(columns.session_id == session_id, columns.turn_index.in_(near))
    rows = {row.turn_index: told(row) for row in connection.execute(_TURNS.where(here))}
    due = {row.turn_index: told(row) for row in connection.execute(turn_due().where(here))}
    concerned = tuple(rows[index] for index in near if index in rows and (index in indices or index - 1 in indices))
    remove(connection, [row.id for row in concerned])
    for row in concerned:
        if row.turn_index in due:
            add_turn(connection, row, due.get(row.turn_index - 1))
    return concerned


def remove(connection: Connection, source_ids: Sequence[str]) -> None:
    """Take memories or turns out of the index, with their words."""
    if not source_ids:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(_DROP_SQLITE, [{"source": one} for one in source_ids])
    connection.execute(delete(passages).where(passages.c.source_id == bindparam("source")),
                       [{"source": one} for one in source_ids])  # fmt: skip


def memory_due() -> Any:
    """The memories that belong into an index: those that hold now and are not quarantined."""
    columns = memories.c
    return select(
        columns.id, columns.persona_id, columns.user_id, columns.session_id, columns.turn_index, columns.content,
        columns.quarantined,
    ).where(columns.forgotten_at.is_(None), columns.superseded_at.is_(None), ~columns.quarantined)  # fmt: skip


def turn_due() -> Any:
    """The turns that belong into an index: no copies, and nothing in them is purged, forgotten or history."""
    columns, told = interactions.c, memories.c
    gone = exists().where(
        told.session_id == columns.session_id,
        told.turn_index == columns.turn_index,
        or_(told.forgotten_at.is_not(None), told.superseded_at.is_not(None)),
        # Each by itself and not as a list: `Ready` knows no lists.
        and_(*(told.superseded_why != why for why in _KEPT_AS)) | told.forgotten_at.is_not(None),
    )
    return _TURNS.where(~columns.unsearchable, ~gone)


_TURNS: Final = select(
    interactions.c.id,
    interactions.c.persona_id,
    interactions.c.user_id,
    interactions.c.session_id,
    interactions.c.turn_index,
    interactions.c.user_message,
    interactions.c.persona_response,
).where(interactions.c.copied_from.is_(None))


_BEFORE: Final = Ready(
    turn_due().where(interactions.c.session_id == bindparam("of"), interactions.c.turn_index == bindparam("at"))
)


def window(turn: Told, earlier: Told | None) -> str:
    """The words of a turn and the one before it: four utterances, each cut to 2,000 characters."""
    both = [one for one in (earlier, turn) if one is not None]
    parts = [part for one in both for part in (one.user_message, one.persona_response) if part]
    return "\n".join(part[:LONGEST_IN_WINDOW] for part in parts)


def _of_turn(turn: Told, earlier: Told | None) -> Iterable[dict[str, Any]]:
    if turn.user_message:
        yield _passage(turn, "said", turn.user_message)
    if turn.persona_response:
        yield _passage(turn, "replied", turn.persona_response)
    yield _passage(turn, "window", window(turn, earlier))


def _passage(row: Any, kind: Kind, words: str) -> dict[str, Any]:
    place: Place = "turn" if kind in {"said", "replied"} else "window" if kind == "window" else "memory"
    return {
        "kind": kind,
        "source_id": row.id,
        "persona_id": row.persona_id,
        "user_id": row.user_id,
        "session_id": row.session_id,
        "turn_index": row.turn_index,
        "scope": scope(place, row.persona_id, row.user_id),
        "words": words,
    }


def _keep(connection: Connection, found: list[dict[str, Any]]) -> None:
    if not found:
        return
    _KEEP.each(connection, found)
    words = _KEEP_SQLITE if connection.dialect.name == "sqlite" else _KEEP_POSTGRESQL
    words.each(connection, found)
