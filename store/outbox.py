"""What the vector index has still to learn, and what it ought to hold. Knows no index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, not_, select

from store.tables import memories, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Row, Select

    from store.database import Database

BATCH: Final = 500
"""Most entries or memories read at once."""

_LIVE: Final[Select[Any]] = select(memories.c.id, memories.c.persona_id, memories.c.user_id, memories.c.content).where(
    memories.c.deleted_at.is_(None),
    not_(memories.c.quarantined),
    memories.c.superseded_by.is_(None),
)


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


def pending_ids(database: Database) -> set[str]:
    """The memories that entries speak of."""
    with database.read() as connection:
        return set(connection.execute(select(outbox.c.memory_id)).scalars())


def live_among(database: Database, ids: Collection[str]) -> Sequence[Row[Any]]:
    """Those of these memories that belong into the index."""
    with database.read() as connection:
        return connection.execute(_LIVE.where(memories.c.id.in_(sorted(ids)))).all()


def live_memories(database: Database) -> Iterator[Sequence[Row[Any]]]:
    """Every memory that belongs into the index, in batches; each batch is read for itself."""
    last = ""
    while True:
        with database.read() as connection:
            query = _LIVE.where(memories.c.id > last).order_by(memories.c.id).limit(BATCH)
            rows = connection.execute(query).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
