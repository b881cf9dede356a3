"""What the warehouse has still to learn from the database, and which copy of it learns. Filled by triggers.

The triggers stand in the migrations and on the tables themselves, so that whatever changes a row, and however late its
transaction commits, the entry becomes visible with the change. A migration that makes one of those tables anew has to
make its triggers anew.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, Integer, Table

from store.tables.columns import BIG, Words, count, moment, one_of, text
from store.tables.library import metadata

COPIED: Final = ("turns", "usage", "runs", "scores")
"""The tables of the warehouse, of which entries speak."""

# `key` is the id of a turn, an entry of the ledger or a run; for scores the run's. `day` is that of `created_at` in UTC
# (for scores the run's); null stands for any.
warehouse_changes: Final = Table(
    "warehouse_changes",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=True),
    text("noun"),
    text("key"),
    Column("day", Words, nullable=True),
    one_of("noun", COPIED),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

# One row: the copy that learns, by the token of the newest state that it has settled. `drained` grows whenever entries
# are removed, so that token, `drained` and the number of entries together tell one queue from another.
warehouse_feed: Final = Table(
    "warehouse_feed",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    text("warehouse"),
    text("token"),
    count("drained"),
    moment("settled_at", nullable=True),
    CheckConstraint("id = 1", name="one"),
    sqlite_strict=True,
)
