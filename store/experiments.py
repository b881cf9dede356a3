"""Experiments: their title and document. Knows neither factors nor runs.

An actor sees and changes their own, an admin all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from brain.errors import NotFound
from store import audit, visibility
from store import cursor as keyset
from store.run_values import ExperimentRow
from store.tables import experiments

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database
    from store.values import Page


class Experiments:
    """The experiments of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, actor: Actor, *, title: str, document: str, experiment_id: str | None = None) -> ExperimentRow:
        """Keep an experiment of the actor's."""
        row = ExperimentRow(experiment_id or str(uuid4()), actor.user_id, title, document, datetime.now(UTC))
        with self._database.write() as connection:
            connection.execute(
                experiments.insert().values(
                    id=row.id, user_id=row.user_id, title=title, document=document, created_at=row.created_at
                )
            )
            audit.record(connection, actor, "create", "experiment", row.id)
        return row

    def get(self, actor: Actor, experiment_id: str) -> ExperimentRow:
        """One that is not deleted. Raises NotFound."""
        with self._database.read() as connection:
            return _value(_find(connection, actor, experiment_id))

    def list(self, actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[ExperimentRow]:
        """Those that are not deleted, newest first. Raises InvalidInput for a cursor of another list."""
        columns = experiments.c
        query = select(experiments).where(
            columns.deleted_at.is_(None), *keyset.after(cursor, columns.created_at, columns.id)
        )
        if actor.role != "admin":
            query = query.where(columns.user_id == actor.user_id)
        query = query.order_by(columns.created_at.desc(), columns.id.desc()).limit(keyset.checked(limit) + 1)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=_value, place=lambda row: (row.created_at, row.id))

    def delete(self, actor: Actor, experiment_id: str) -> None:
        """Take one out of sight; `restore` brings it back. Raises NotFound."""
        self._change(actor, experiment_id, "delete", datetime.now(UTC))

    def restore(self, actor: Actor, experiment_id: str) -> None:
        """Bring a deleted one back. Raises NotFound."""
        self._change(actor, experiment_id, "restore", None)

    def _change(self, actor: Actor, experiment_id: str, action: str, deleted_at: datetime | None) -> None:
        with self._database.write() as connection:
            _find(connection, actor, experiment_id, deleted=deleted_at is None)
            here = experiments.c.id == experiment_id
            connection.execute(experiments.update().where(here).values(deleted_at=deleted_at))
            audit.record(connection, actor, action, "experiment", experiment_id)


def _find(connection: Connection, actor: Actor, experiment_id: str, *, deleted: bool = False) -> Row[Any]:
    row = connection.execute(select(experiments).where(experiments.c.id == experiment_id)).first()
    if row is None or not visibility.owns(actor, row.user_id) or (row.deleted_at is not None and not deleted):
        raise NotFound(
            "There is no such experiment.", next_step="List the experiments with `personaforge eval experiments`."
        )
    return row


def _value(row: Row[Any]) -> ExperimentRow:
    return ExperimentRow(row.id, row.user_id, row.title, row.document, row.created_at)
