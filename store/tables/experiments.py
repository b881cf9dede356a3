"""The table of experiments. Their arms are runs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table

from store.tables.columns import Words, moment, text
from store.tables.library import metadata

# `document` is JSON: what is varied, and the runs that play the arms.
experiments: Final = Table(
    "experiments",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("title"),
    text("document"),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    Index("experiments_user_id_idx", "user_id", "created_at", "id"),
    sqlite_strict=True,
)
