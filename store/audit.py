"""The audit log: who did what to which noun, and when. Entries are added with the change itself, and never changed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import select

from brain.errors import Protected, Uncited
from store import cursor as keyset
from store.tables import audit_log
from store.values import AuditEntry, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database

REFUSED: Final = (Protected, Uncited)
"""What the rules for real persons raise."""


def record(connection: Connection, actor: Actor, action: str, noun: str, noun_id: str, **detail: str) -> None:
    """Add an entry within the transaction of the change. `detail` holds no secrets and no texts."""
    connection.execute(
        audit_log.insert().values(
            id=str(uuid4()),
            actor_id=actor.user_id,
            action=action,
            noun=noun,
            noun_id=noun_id,
            detail=json.dumps(detail),
            created_at=datetime.now(UTC),
        )
    )


@contextmanager
def refusals(database: Database, actor: Actor, action: str, noun_id: str, *, noun: str = "persona") -> Iterator[None]:
    """Enter what the rules for real persons refuse inside, in a transaction of its own: the refused one is undone."""
    try:
        yield
    except REFUSED as error:
        with database.write() as connection:
            record(connection, actor, f"refused to {action}", noun, noun_id, why=type(error).__name__)
        raise


class Audit:
    """Reads the log: an admin all of it, anybody else what they did themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, actor: Actor, *, noun_id: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[AuditEntry]:
        """Entries, newest first, of one noun if named. Raises InvalidInput for a cursor of another list."""
        columns = audit_log.c
        query = (
            select(audit_log)
            .where(*keyset.after(cursor, columns.created_at, columns.id))
            .order_by(columns.created_at.desc(), columns.id.desc())
            .limit(keyset.checked(limit) + 1)
        )
        if actor.role != "admin":
            query = query.where(columns.actor_id == actor.user_id)
        if noun_id is not None:
            query = query.where(columns.noun_id == noun_id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=_entry, place=lambda row: (row.created_at, row.id))


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        actor_id=row.actor_id,
        action=row.action,
        noun=row.noun,
        noun_id=row.noun_id,
        detail=json.loads(row.detail),
        created_at=row.created_at,
    )
