"""What runs come to without their words, kept by what it was made of. Knows no score.

An outline is derived: it may be missing or of an earlier state, and is then made again.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from store import outcome_rows, run_rows
from store.run_values import OutcomePlace
from store.tables import outcomes, run_outcomes, run_outlines
from store.tables.columns import clean

if TYPE_CHECKING:
    from store.actor import Actor
    from store.database import Database


class Outlines:
    """The outlines of one database. An actor sees those of their own runs, an admin all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self, actor: Actor, run_id: str) -> tuple[OutcomePlace, ...]:
        """Which outcomes stand where in a run, in the order of its cases, without opening one. Raises NotFound."""
        query = (
            select(run_outcomes.c.position, outcomes.c.id, outcomes.c.case_id, outcomes.c.persona)
            .join(outcomes, outcomes.c.id == run_outcomes.c.outcome_id)
            .where(run_outcomes.c.run_id == run_id)
            .order_by(run_outcomes.c.position)
        )
        with self._database.read() as connection:
            run_rows.find(connection, actor, run_id)
            return tuple(OutcomePlace(*row) for row in connection.execute(query))

    def get(self, actor: Actor, run_id: str, key: str) -> str | None:
        """The outline of a run that was made of `key`; None where there is none, or another. Raises NotFound."""
        columns = run_outlines.c
        query = select(columns.body).where(columns.run_id == run_id, columns.key == key)
        with self._database.read() as connection:
            run_rows.find(connection, actor, run_id)
            body = connection.execute(query).scalar_one_or_none()
        return None if body is None else outcome_rows.inflated(body)

    def put(self, actor: Actor, run_id: str, key: str, body: str) -> None:
        """Keep the outline of a run in place of the one there was. Raises NotFound."""
        values = {"key": key, "body": zlib.compress(clean(body).encode(), level=1)}
        with self._database.write() as connection:
            run_rows.find(connection, actor, run_id)
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            statement = dialect.insert(run_outlines).values(run_id=run_id, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["run_id"], set_=values))
