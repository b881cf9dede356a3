"""What the warehouse has still to learn, and which state of which copy the database takes to be the newest.

Entries are written by triggers, in the transaction of the change itself, and removed once a copy has settled: there is
no hole as with watermarks over ids or times, which PostgreSQL commits out of order and clocks set back. Knows no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, literal, select, true

from brain.errors import Conflict
from store.tables import warehouse_changes, warehouse_feed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from store.database import Database

BATCH: Final = 500
"""Entries removed in one transaction: turns are written between two of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the copied table `noun` changed, was added or went; `day` is its partition, None where it may be any."""

    id: int
    noun: str
    key: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Which copy learns (`warehouse`, empty for none yet), the state it has settled, and how long the queue is.

    While `token` and `drained` stay the same, entries are only added: two feeds that are equal have the same queue.
    """

    warehouse: str = ""
    token: str = ""
    drained: int = 0
    waiting: int = 0
    settled_at: datetime | None = None


_FEED: Final = select(
    select(warehouse_feed.c.warehouse).scalar_subquery().label("warehouse"),
    select(warehouse_feed.c.token).scalar_subquery().label("token"),
    select(warehouse_feed.c.drained).scalar_subquery().label("drained"),
    select(warehouse_feed.c.settled_at).scalar_subquery().label("settled_at"),
    select(func.count()).select_from(warehouse_changes).scalar_subquery().label("waiting"),
)
_ONE: Final = select(literal(1).label("one")).subquery()
# One statement, so one view of both on PostgreSQL too: a queue that was drained under another token would miss rows.
_QUEUE: Final = (
    select(warehouse_feed, warehouse_changes.c.id.label("entry"), *warehouse_changes.c["noun", "key", "day"])
    .select_from(_ONE.outerjoin(warehouse_feed, true()).outerjoin(warehouse_changes, true()))
    .order_by(warehouse_changes.c.id)
)


def feed(connection: Connection) -> Feed:
    """Where the copy stands: cheap enough to be asked before each answer."""
    row = connection.execute(_FEED).one()
    return Feed(row.warehouse or "", row.token or "", row.drained or 0, row.waiting, row.settled_at)


def queue(connection: Connection, *, most: int | None = None) -> tuple[Feed, tuple[Entry, ...]]:
    """The same, and the entries, the oldest first; `waiting` counts these."""
    rows = connection.execute(_QUEUE.limit(most)).all()
    first = rows[0]
    entries = tuple(
        Entry(row.entry, row.noun, row.key, None if row.day is None else date.fromisoformat(row.day))
        for row in rows
        if row.entry is not None
    )
    return Feed(first.warehouse or "", first.token or "", first.drained or 0, len(entries), first.settled_at), entries


def settle(database: Database, *, warehouse: str, token: str, after: str) -> None:
    """Have the database take this state of a copy to be the newest, in place of the state `after` (empty for none).

    The queue stays as it is. Raises Conflict where another copy has settled meanwhile: what it took out of the queue
    this one has not learnt.
    """
    values = {"warehouse": warehouse, "token": token, "settled_at": datetime.now(UTC)}
    with database.write() as connection:
        found = connection.execute(select(warehouse_feed.c.token).with_for_update()).scalar_one_or_none()
        if (found or "") != after:
            raise Conflict(
                "Another warehouse learnt from the database at the same time.",
                why="One database feeds one warehouse.",
                next_step="Sync again; use one folder for all processes on this database.",
            )
        if found is None:
            connection.execute(warehouse_feed.insert().values(values | {"id": 1, "drained": 1}))
        else:
            connection.execute(warehouse_feed.update().values(values | {"drained": warehouse_feed.c.drained + 1}))


def spans(connection: Connection) -> list[tuple[int, int]]:
    """The ids of the entries as stretches without a gap, both ends included.

    An id between two stretches may belong to a transaction that is not committed yet.
    """
    query = select(warehouse_changes.c.id).order_by(warehouse_changes.c.id)
    return runs(connection.execute(query.execution_options(yield_per=10_000)).scalars())


def remove(database: Database, ids: Iterable[tuple[int, int]]) -> None:
    """Take stretches of entries out that the settled copy has learnt; what is left over is learnt again.

    Some at a time: turns are written between two transactions.
    """
    column = warehouse_changes.c.id
    for first, last in ids:
        for start in range(first, last + 1, BATCH):
            with database.write() as connection:
                here = column.between(start, min(last, start + BATCH - 1))
                connection.execute(warehouse_changes.delete().where(here))
                connection.execute(warehouse_feed.update().values(drained=warehouse_feed.c.drained + 1))


def runs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as stretches without a gap, both ends included."""
    found: list[tuple[int, int]] = []
    for one in ids:
        if found and one == found[-1][1] + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def keys(entries: Iterable[Entry], noun: str) -> tuple[list[str], set[date] | None]:
    """The keys of one table that entries speak of, in order, and their days; None where these may be any."""
    told = [one for one in entries if one.noun == noun]
    days = {one.day for one in told}
    return sorted({one.key for one in told}), None if None in days else {day for day in days if day is not None}
