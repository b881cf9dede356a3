"""Erasing notebooks that were deleted a while ago: every version, every result. Cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from store import audit
from store.actor import Actor
from store.forgetting import GRACE
from store.tables import notebook_results, notebook_versions, notebooks

if TYPE_CHECKING:
    from datetime import datetime

    from store.database import Database

MOST: Final = 1_000
"""Erased in one round of upkeep."""


def purge(database: Database, at: datetime) -> int:
    """Erase those that could be restored until before `at`, on behalf of whose they are; how many. StoreErrors."""
    columns = notebooks.c
    due = columns.deleted_at < at - GRACE
    query = select(columns.id, columns.user_id).where(due).order_by(columns.deleted_at)
    with database.read() as connection:
        if connection.execute(query.limit(1)).first() is None:
            return 0
    with database.write(erase=True) as connection:
        # Looked for once more: one may have been restored meanwhile, and none may be between here and the end.
        rows = connection.execute(query.limit(MOST).with_for_update()).all()
        for row in rows:
            for table in (notebook_results, notebook_versions):
                connection.execute(table.delete().where(table.c.notebook_id == row.id))
            connection.execute(notebooks.delete().where(columns.id == row.id))
            audit.record(connection, Actor(row.user_id), "purge", "notebook", row.id)
    return len(rows)
