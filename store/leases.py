"""Who plays which run: one worker at a time, told from a dead one. It belongs to the process, not to an actor.

A worker is known by the lock that its process holds (`store.liveness`), and says from time to time that it lives.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy import text as sql

from brain.errors import Conflict
from store import quota_rows, run_rows
from store.run_values import Lease, RunStatus
from store.tables import runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from store.database import Database
    from store.liveness import Owner
    from store.run_values import RunCard

STALE: Final = timedelta(seconds=90)
"""A worker that said nothing for so long counts as dead, even if its process is there."""

INTERRUPTED: Final = "The process that played it ended before the run did."
_QUEUE_KEY: Final = 7_365_414_022
"""Of the advisory lock under which PostgreSQL's workers count each other; any number does."""


class Leases:
    """The leases of one database, for workers of this process."""

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database = database
        self._owner = owner

    def claim(self, run_id: str, *, at_once: int) -> Lease | None:
        """Take a queued run, unless it is taken, gone, or `at_once` runs are being played already."""
        worker = self._owner.hold()
        self.reap()
        now, columns = datetime.now(UTC), runs.c
        with self._database.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _QUEUE_KEY})
            if _running(connection) >= at_once:
                return None
            waits = (columns.id == run_id, columns.status == RunStatus.QUEUED.value, columns.deleted_at.is_(None))
            taken = (
                runs.update()
                .where(*waits)
                .values(
                    status=RunStatus.RUNNING.value,
                    worker=worker,
                    attempt=columns.attempt + 1,
                    began_at=func.coalesce(columns.began_at, now),
                    heartbeat_at=now,
                )
                .returning(columns.user_id, columns.attempt)
            )
            row = connection.execute(taken).first()
        return None if row is None else Lease(run_id, row.user_id, worker, row.attempt)

    def run(self, lease: Lease) -> tuple[RunCard, str]:
        """The run and its order. Raises Conflict where the lease is lost."""
        with self._database.read() as connection:
            row = connection.execute(select(runs).where(*held(lease))).first()
            if row is None:
                raise lost()
            return run_rows.cards(connection, [row])[0], str(row.document)

    def describe(self, lease: Lease, environment: str) -> None:
        """Write down what the run is played with, as JSON. Raises Conflict where the lease is lost."""
        with self._database.write() as connection:
            statement = runs.update().where(*held(lease)).values(environment=environment)
            if connection.execute(statement).rowcount == 0:
                raise lost()

    def beat(self, lease: Lease, *, seconds: float) -> bool:
        """Say that the worker lives, and how many seconds the run was played in all; whether it is to stop.

        Raises Conflict where the lease is lost.
        """
        # A lock on PostgreSQL lives as long as a connection, which is renewed here if the server dropped it.
        self._owner.hold()
        values = {"heartbeat_at": datetime.now(UTC), "seconds": seconds}
        statement = runs.update().where(*held(lease)).values(values).returning(runs.c.cancel_requested)
        with self._database.write() as connection:
            row = connection.execute(statement).first()
        if row is None:
            raise lost()
        return bool(row.cancel_requested)

    def end(self, lease: Lease, status: RunStatus, *, why: str = "", seconds: float) -> None:
        """Give a run back with what became of it. Raises Conflict where the lease is lost."""
        values = {"status": status.value, "why": why, "seconds": seconds, "worker": "", "ended_at": datetime.now(UTC)}
        with self._database.write() as connection:
            if connection.execute(runs.update().where(*held(lease)).values(values)).rowcount == 0:
                raise lost()
            quota_rows.release(connection, lease.run_id, {})

    def give_up(self, run_id: str, why: str) -> bool:
        """Mark a run as failed that no worker could begin; whether it was still waiting."""
        waits = (runs.c.id == run_id, runs.c.status == RunStatus.QUEUED.value)
        values = {"status": RunStatus.FAILED.value, "why": why, "ended_at": datetime.now(UTC)}
        with self._database.write() as connection:
            given_up = connection.execute(runs.update().where(*waits).values(values)).rowcount > 0
            if given_up:
                quota_rows.release(connection, run_id, {})
        return given_up

    def reap(self) -> int:
        """Mark runs as interrupted whose worker died; how many those were."""
        columns = runs.c
        query = select(columns.id, columns.worker, columns.attempt, columns.heartbeat_at).where(
            columns.status == RunStatus.RUNNING.value
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        since = datetime.now(UTC) - STALE
        dead = [row for row in rows if row.heartbeat_at < since or not self._owner.alive(row.worker)]
        for row in dead:
            self._interrupt(Lease(row.id, "", row.worker, row.attempt))
        return len(dead)

    def gone(self, run_ids: Sequence[str]) -> tuple[str, ...]:
        """Of these runs those that were deleted and that nobody plays any more."""
        columns = runs.c
        query = select(columns.id).where(
            columns.id.in_(run_ids), columns.deleted_at.is_not(None), columns.status != RunStatus.RUNNING.value
        )
        self.reap()
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def next(self, *, at_once: int) -> str | None:
        """The id of the run that has waited longest, if another may be played now."""
        columns = runs.c
        query = (
            select(columns.id)
            .where(columns.status == RunStatus.QUEUED.value, columns.deleted_at.is_(None))
            .order_by(columns.queued_at, columns.id)
            .limit(1)
        )
        self.reap()
        with self._database.read() as connection:
            if _running(connection) >= at_once:
                return None
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def _interrupt(self, lease: Lease) -> None:
        values = {
            "status": RunStatus.INTERRUPTED.value,
            "why": INTERRUPTED,
            "worker": "",
            "ended_at": datetime.now(UTC),
        }
        with self._database.write() as connection:
            if connection.execute(runs.update().where(*held(lease)).values(values)).rowcount:
                quota_rows.release(connection, lease.run_id, {})


def held(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    """The condition that a lease still holds."""
    columns = runs.c
    return (
        columns.id == lease.run_id,
        columns.status == RunStatus.RUNNING.value,
        columns.worker == lease.worker,
        columns.attempt == lease.attempt,
    )


def holds(row: Row[Any], lease: Lease) -> bool:
    """The same for a row that is locked."""
    return (row.status, row.worker, row.attempt) == (RunStatus.RUNNING.value, lease.worker, lease.attempt)


def lost() -> Conflict:
    """What a worker is told that no longer holds its run."""
    return Conflict(
        "This run is no longer played here.",
        why="Its worker was taken for dead, and the run was marked as interrupted or went on elsewhere.",
        next_step="Look at the run; what was kept is not lost.",
    )


def _running(connection: Connection) -> Any:
    query = select(func.count()).select_from(runs).where(runs.c.status == RunStatus.RUNNING.value)
    return connection.execute(query).scalar_one()
