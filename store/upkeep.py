"""Upkeep, for everybody: like memories merge, old episodes are summed up, the rest fades; what is due is purged.

Purged are forgotten memories and deleted notebooks. It belongs to the process, not to an actor; each change is made,
and audited, on behalf of whom it concerns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from brain.memory.consolidation import episodes, merges, summaries
from brain.memory.fading import fades
from brain.memory.memory import MemoryStatus
from brain.memory.supersession import slot_of
from store import audit, forgetting, memory_rows, notebook_purge, recollection, supersession
from store.actor import Actor
from store.tables import memories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from brain.memory.memory import Memory, NewMemory
    from store.database import Database

MOST: Final = 20_000
"""Of one persona and user so many memories are looked at."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What upkeep did: memories that were merged into another, summed up, faded, purged; notebooks that were erased."""

    merged: int = 0
    summed_up: int = 0
    faded: int = 0
    purged: int = 0
    notebooks: int = 0


class Upkeep:
    """Each persona and user in a transaction of its own, so that nobody waits long."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, now: datetime | None = None) -> Kept:
        """Do all of it. Done twice, the second time finds nothing to do. Raises the StoreErrors.

        A faded memory can be restored for 30 days, as any forgotten one and any deleted notebook; then it is purged.
        """
        at = now or datetime.now(UTC)
        total = Kept()
        for persona_id, user_id in list(self._pairs()):
            with self._database.write() as connection:
                done = _keep_up(connection, persona_id, user_id, at)
            total = Kept(total.merged + done.merged, total.summed_up + done.summed_up, total.faded + done.faded)
        return replace(total, purged=self._purge(at), notebooks=notebook_purge.purge(self._database, at))

    def episodes(self, now: datetime | None = None) -> tuple[tuple[Memory, ...], ...]:
        """The old episodes that are due to be summed up, one group a conversation. Reads only."""
        at = now or datetime.now(UTC)
        found: list[tuple[Memory, ...]] = []
        for persona_id, user_id in list(self._pairs()):
            with self._database.read() as connection:
                current = _current(connection, persona_id, user_id)
            found += episodes([one for one in current if not fades(one, at)], at)
        return tuple(found)

    def sum_up(self, new: NewMemory, now: datetime | None = None) -> int:
        """Keep a summary in place of its sources; how many those were, 0 if one of them has changed meanwhile.

        They have to be of one conversation.
        """
        at = now or datetime.now(UTC)
        with self._database.write() as connection:
            rows = connection.execute(select(memories).where(memories.c.id.in_(new.sources))).all()
            told = [memory_rows.from_row(row) for row in rows]
            still = [one for one in told if one.status is MemoryStatus.CURRENT and not one.pinned]
            whose = {(one.persona_id, one.user_id, one.session_id) for one in still}
            if len(whose) != 1 or {one.id for one in still} != set(new.sources):
                return 0
            return _stands_for(connection, new, still, at)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        query = select(memories.c.persona_id, memories.c.user_id).distinct()
        with self._database.read() as connection:
            yield from ((row.persona_id, row.user_id) for row in connection.execute(query).all())

    def _purge(self, at: datetime) -> int:
        due = memories.c.forgotten_at < at - forgetting.GRACE
        query = select(memories).where(due).order_by(memories.c.forgotten_at).limit(MOST)
        with self._database.read() as connection:
            found = connection.execute(query.with_only_columns(memories.c.id)).scalars().all()
        if not found:
            return 0
        with self._database.write(erase=True) as connection:
            rows = connection.execute(select(memories).where(memories.c.id.in_(found), due)).all()
            for row in rows:
                forgetting.purge(connection, Actor(row.user_id), [row], at=at)
        return len(rows)


def _keep_up(connection: Connection, persona_id: str, user_id: str, at: datetime) -> Kept:
    actor = Actor(user_id)
    current = _current(connection, persona_id, user_id)
    faded = [one for one in current if fades(one, at)]
    for one in faded:
        row = connection.execute(select(memories).where(memories.c.id == one.id)).one()
        forgetting.forget(connection, actor, row, why=forgetting.FADED, at=at)
    gone = {one.id for one in faded}
    _read_slots(connection, current)
    merged = 0
    for kept, others in merges(one for one in current if one.id not in gone):
        supersession.replace(connection, others, by=kept.id, why="merged", at=at)
        gone |= {one.id for one in others}
        merged += len(others)
        for one in others:
            audit.record(connection, actor, "merge", "memory", one.id, by=kept.id)
    return Kept(merged, _sum_up(connection, [one for one in current if one.id not in gone], at), len(faded))


def _sum_up(connection: Connection, current: list[Memory], at: datetime) -> int:
    by_id = {one.id: one for one in current}
    made = summaries(current, at)
    return sum(_stands_for(connection, new, [by_id[one] for one in new.sources], at) for new in made)


def _stands_for(connection: Connection, new: NewMemory, told: list[Memory], at: datetime) -> int:
    """Keep a summary, which makes its sources history; how many those are."""
    first = told[0]
    made = recollection.keep(
        connection, [new], persona_id=first.persona_id, user_id=first.user_id, session_id=first.session_id, at=at
    )
    if not made:
        return 0
    supersession.replace(connection, told, by=made[0].id, why="summed up", at=at)
    audit.record(connection, Actor(first.user_id), "sum up", "memory", made[0].id, sources=str(len(told)))
    return len(told)


def _read_slots(connection: Connection, current: list[Memory]) -> None:
    """Memories from before there were slots get theirs, so that what is told next can take their place."""
    for one in current:
        if one.slot is None:
            connection.execute(memories.update().where(memories.c.id == one.id).values(slot=slot_of(one)))


def _current(connection: Connection, persona_id: str, user_id: str) -> list[Memory]:
    columns = memories.c
    query = (
        select(memories)
        .where(
            columns.persona_id == persona_id,
            columns.user_id == user_id,
            columns.forgotten_at.is_(None),
            columns.superseded_at.is_(None),
        )
        .order_by(columns.created_at.desc())
        .limit(MOST)
    )
    return [memory_rows.from_row(row) for row in connection.execute(query)]
