"""Runs between rows and values. Works within a caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from brain.errors import NotFound
from store import visibility
from store.run_values import RunCard, RunStatus, RunSubject
from store.tables import run_subjects, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from store.actor import Actor

SHOWN: Final = tuple(column for column in runs.c if column.name not in {"document", "worker", "queued_at"})
"""What a list needs: not the order, which holds whole genomes."""


def find(connection: Connection, actor: Actor, run_id: str, *, change: bool = False, deleted: bool = False) -> Row[Any]:
    """The row of a run of the actor's own, or any for an admin; with `change` locked. Raises NotFound."""
    query = select(runs).where(runs.c.id == run_id)
    row = connection.execute(query.with_for_update(key_share=True) if change else query).first()
    if row is None or not visibility.owns(actor, row.user_id) or (row.deleted_at is not None and not deleted):
        raise NotFound("There is no such run.", next_step="List the runs with `personaforge eval runs`.")
    return row


def cards(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[RunCard, ...]:
    """The runs of these rows, in their order."""
    tested = subjects(connection, [row.id for row in rows])
    return tuple(_card(row, tested[row.id]) for row in rows)


def card(connection: Connection, run_id: str) -> RunCard:
    """The run as it is now, deleted or not."""
    return cards(connection, connection.execute(select(*SHOWN).where(runs.c.id == run_id)).all())[0]


def subjects(connection: Connection, run_ids: Sequence[str]) -> defaultdict[str, tuple[RunSubject, ...]]:
    """Whom each run tests."""
    columns = run_subjects.c
    query = select(run_subjects).where(columns.run_id.in_(run_ids)).order_by(columns.run_id, columns.position)
    found: defaultdict[str, tuple[RunSubject, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        found[row.run_id] += (RunSubject(row.slug, row.persona_id or "", row.version_id or "", row.version),)
    return found


def _card(row: Row[Any], tested: tuple[RunSubject, ...]) -> RunCard:
    fields = {name: getattr(row, name) for name in _SAME}
    return RunCard(**fields, status=RunStatus(row.status), subjects=tested)


_SAME: Final = tuple(column.name for column in SHOWN if column.name != "status")
