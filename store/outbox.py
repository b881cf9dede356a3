"""What the vector index has still to learn, and what it ought to hold. Knows no index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, select

from store import passages
from store.tables import interactions, memories, outbox
from store.tables import passages as passage_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Any

    from sqlalchemy import Connection, Row

    from store.database import Database

BATCH: Final = 500
"""Most entries or memories read at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """A vector that belongs into the index: of what, whose, and the words it is made of.

    `collection` is `memory`, `turn` (single utterances) or `window`.
    """

    id: str
    source_id: str
    collection: str
    persona_id: str
    user_id: str
    words: str


def first(database: Database) -> Sequence[Row[Any]]:
    """The oldest entries."""
    with database.read() as connection:
        return connection.execute(select(outbox).order_by(outbox.c.id).limit(BATCH)).all()


def done(database: Database, ids: Sequence[int]) -> None:
    """Take entries out that the index has learnt of."""
    with database.write() as connection:
        connection.execute(outbox.delete().where(outbox.c.id.in_(ids)))


def newest(database: Database) -> int:
    """The id of the newest entry; 0 if there is none."""
    with database.read() as connection:
        return int(connection.execute(select(func.coalesce(func.max(outbox.c.id), 0))).scalar_one())


def done_through(database: Database, entry_id: int) -> None:
    """Take out every entry up to this one."""
    with database.write() as connection:
        connection.execute(outbox.delete().where(outbox.c.id <= entry_id))


def waiting(database: Database) -> int:
    """How many entries there are."""
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(outbox)).scalar_one())


def counted(database: Database, persona_id: str, user_id: str, place: passages.Place) -> tuple[int, int]:
    """How many entries speak of a persona and user, and how many vectors of theirs belong into one place."""
    own = {"persona": persona_id, "user": user_id}
    with database.read() as connection:
        pending = connection.execute(_PENDING, own).scalar_one()
        due = connection.execute(_DUE, own | {"kinds": passages.KINDS[place]}).scalar_one()
        return int(pending), int(due)


# What is searched by words is what belongs into the index: each passage has one vector.
_PENDING: Final = select(func.count()).where(
    outbox.c.persona_id == bindparam("persona"), outbox.c.user_id == bindparam("user")
)
_DUE: Final = select(func.count()).where(
    passage_table.c.persona_id == bindparam("persona"),
    passage_table.c.user_id == bindparam("user"),
    passage_table.c.kind.in_(bindparam("kinds", expanding=True)),
)


def pending_ids(database: Database) -> set[str]:
    """The memories and turns that entries speak of."""
    with database.read() as connection:
        return set(connection.execute(select(outbox.c.memory_id)).scalars())


def due_among(database: Database, memory_ids: Collection[str], turn_ids: Collection[str]) -> list[Due]:
    """The vectors of those of these memories and turns that belong into the index."""
    with database.read() as connection:
        kept = connection.execute(passages.memory_due().where(memories.c.id.in_(sorted(memory_ids)))).all()
        told = connection.execute(passages.turn_due().where(interactions.c.id.in_(sorted(turn_ids)))).all()
        return [*_of_memories(kept), *_of_turns(connection, told)]


def all_due(database: Database) -> Iterator[list[Due]]:
    """Every vector that belongs into the index, in batches; each batch is read for itself."""
    last = ""
    while True:
        with database.read() as connection:
            query = passages.memory_due().where(memories.c.id > last).order_by(memories.c.id).limit(BATCH)
            rows = connection.execute(query).all()
        if not rows:
            break
        yield list(_of_memories(rows))
        last = rows[-1].id
    last = ""
    while True:
        with database.read() as connection:
            query = passages.turn_due().where(interactions.c.id > last).order_by(interactions.c.id).limit(BATCH)
            rows = connection.execute(query).all()
            found = list(_of_turns(connection, rows))
        if not rows:
            return
        yield found
        last = rows[-1].id


def _of_memories(rows: Sequence[Row[Any]]) -> Iterator[Due]:
    for row in rows:
        yield Due(row.id, row.id, "memory", row.persona_id, row.user_id, row.content)


def _of_turns(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Due]:
    """Up to three vectors a turn. The ids say which, since a collection holds both sides of a conversation."""
    for row in map(passages.told, rows):
        own = (row.persona_id, row.user_id)
        if row.user_message:
            yield Due(f"{row.id}/said", row.id, "turn", *own, row.user_message)
        if row.persona_response:
            yield Due(f"{row.id}/replied", row.id, "turn", *own, row.persona_response)
        yield Due(f"{row.id}/window", row.id, "window", *own, passages.window(row, passages.before(connection, row)))
