"""Runs of suites: what was asked for, how far it is, and how it ended. Knows neither suites nor models.

An actor sees and changes their own, an admin all. Who plays a run: `store.leases`; what came of it: `store.outcomes`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from brain.errors import Conflict, NotFound
from store import audit, quota_rows, run_rows, visibility
from store import cursor as keyset
from store.run_values import RunStatus
from store.tables import run_subjects, runs

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from store.actor import Actor
    from store.database import Database
    from store.run_values import NewRun, RunCard, RunSubject
    from store.values import Page


class Runs:
    """The runs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, actor: Actor, new: NewRun, *, run_id: str | None = None) -> RunCard:
        """Queue a run of the actor's. Raises NotFound for a persona or a version that the actor may not see."""
        now, run_id = datetime.now(UTC), run_id or str(uuid4())
        with self._database.write() as connection:
            for one in new.subjects:
                _require(connection, actor, one)
            connection.execute(
                runs.insert().values(
                    id=run_id,
                    user_id=actor.user_id,
                    title=new.title,
                    suite=new.suite,
                    document=new.order,
                    harness=new.harness,
                    model=new.model,
                    status=RunStatus.QUEUED.value,
                    bounds=new.bounds,
                    total=new.total,
                    batch_id=new.batch_id,
                    created_at=now,
                    queued_at=now,
                )
            )
            tested = [_subject(run_id, position, one) for position, one in enumerate(new.subjects)]
            if tested:
                connection.execute(run_subjects.insert(), tested)
            audit.record(connection, actor, "start", "run", run_id, suite=new.suite)
            return run_rows.card(connection, run_id)

    def get(self, actor: Actor, run_id: str) -> RunCard:
        """A run that is not deleted. Raises NotFound."""
        with self._database.read() as connection:
            return run_rows.cards(connection, [run_rows.find(connection, actor, run_id)])[0]

    def order(self, actor: Actor, run_id: str) -> str:
        """What was asked for, as JSON. Raises NotFound."""
        with self._database.read() as connection:
            return str(run_rows.find(connection, actor, run_id).document)

    def list(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        version_id: str | None = None,
        suite: str | None = None,
        status: RunStatus | None = None,
        batch_id: str | None = None,
        deleted: bool = False,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[RunCard]:
        """Runs, newest first, narrowed to those of a persona, a version, a suite, a status or a batch.

        Raises InvalidInput for a cursor of another list.
        """
        columns = runs.c
        query = select(*run_rows.SHOWN).where(
            columns.deleted_at.is_not(None) if deleted else columns.deleted_at.is_(None),
            *keyset.after(cursor, columns.created_at, columns.id),
        )
        if actor.role != "admin":
            query = query.where(columns.user_id == actor.user_id)
        equal = {columns.suite: suite, columns.status: status and status.value, columns.batch_id: batch_id}
        query = query.where(*(column == wanted for column, wanted in equal.items() if wanted is not None))
        tested = {run_subjects.c.persona_id: persona_id, run_subjects.c.version_id: version_id}
        narrowed = [column == wanted for column, wanted in tested.items() if wanted is not None]
        if narrowed:
            query = query.where(columns.id.in_(select(run_subjects.c.run_id).where(*narrowed)))
        query = query.order_by(columns.created_at.desc(), columns.id.desc()).limit(keyset.checked(limit) + 1)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            known = dict(zip((row.id for row in rows), run_rows.cards(connection, rows), strict=True))
        return keyset.page(rows, limit, value=lambda row: known[row.id], place=lambda row: (row.created_at, row.id))

    def cancel(self, actor: Actor, run_id: str) -> RunCard:
        """Ask the worker to stop; one that waits is cancelled at once, and one that ended stays so. Raises NotFound."""
        with self._database.write() as connection:
            row = run_rows.find(connection, actor, run_id, change=True)
            if row.status == RunStatus.QUEUED.value:
                self._change(connection, run_id, _cancelled())
                quota_rows.release(connection, run_id, {})
            elif row.status == RunStatus.RUNNING.value:
                self._change(connection, run_id, {"cancel_requested": True})
            if not RunStatus(row.status).ended:
                audit.record(connection, actor, "cancel", "run", run_id)
            return run_rows.card(connection, run_id)

    def requeue(self, actor: Actor, run_id: str, *, bounds: str | None = None) -> RunCard:
        """Have a run that ended go on, within other bounds if given. What it has kept is not played again.

        Raises NotFound, and Conflict for one that waits or is being played.
        """
        with self._database.write() as connection:
            row = run_rows.find(connection, actor, run_id, change=True)
            if not RunStatus(row.status).ended:
                raise Conflict(
                    "This run cannot be gone on with.",
                    why=f"It is {row.status}.",
                    next_step="Watch it, or cancel it first.",
                )
            changed: dict[str, Any] = {
                "status": RunStatus.QUEUED.value,
                "why": "",
                "cancel_requested": False,
                "ended_at": None,
                "worker": "",
                "queued_at": datetime.now(UTC),
            }
            self._change(connection, run_id, changed | ({} if bounds is None else {"bounds": bounds}))
            audit.record(connection, actor, "resume", "run", run_id)
            return run_rows.card(connection, run_id)

    def delete(self, actor: Actor, run_id: str) -> RunCard:
        """Take a run out of sight, and stop it; `restore` brings it back. Its outcomes stay. Raises NotFound."""
        with self._database.write() as connection:
            row = run_rows.find(connection, actor, run_id, change=True)
            gone: dict[str, Any] = {"deleted_at": datetime.now(UTC)}
            if row.status == RunStatus.QUEUED.value:
                gone |= _cancelled()
            elif row.status == RunStatus.RUNNING.value:
                gone["cancel_requested"] = True
            self._change(connection, run_id, gone)
            audit.record(connection, actor, "delete", "run", run_id)
            return run_rows.card(connection, run_id)

    def restore(self, actor: Actor, run_id: str) -> RunCard:
        """Bring a deleted run back as it was. Raises NotFound."""
        with self._database.write() as connection:
            run_rows.find(connection, actor, run_id, change=True, deleted=True)
            self._change(connection, run_id, {"deleted_at": None})
            audit.record(connection, actor, "restore", "run", run_id)
            return run_rows.card(connection, run_id)

    @staticmethod
    def _change(connection: Connection, run_id: str, values: dict[str, Any]) -> None:
        connection.execute(runs.update().where(runs.c.id == run_id).values(values))


def _cancelled() -> dict[str, Any]:
    why = "It was cancelled before a worker took it."
    return {"status": RunStatus.CANCELLED.value, "why": why, "ended_at": datetime.now(UTC)}


def _require(connection: Connection, actor: Actor, one: RunSubject) -> None:
    if one.persona_id:
        visibility.persona(connection, actor, one.persona_id)
    if one.version_id and visibility.version(connection, actor, one.version_id).persona_id != one.persona_id:
        raise NotFound("This persona has no such version.", next_step="Check the id.")


def _subject(run_id: str, position: int, one: RunSubject) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "position": position,
        "slug": one.slug,
        "persona_id": one.persona_id or None,
        "version_id": one.version_id or None,
        "version": one.version,
    }
