"""Tables of the lab: notebooks, their versions, and what their cells gave."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table

from store.tables.columns import Words, at_least, moment, text
from store.tables.library import metadata

notebooks: Final = Table(
    "notebooks",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("title"),
    Column("number", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
    at_least("number", 1),
    Index("notebooks_user_id_idx", "user_id", "updated_at", "id"),
    sqlite_strict=True,
)

notebook_versions: Final = Table(
    "notebook_versions",
    metadata,
    Column("notebook_id", Words, ForeignKey("notebooks.id"), nullable=False),
    Column("number", Integer, nullable=False),
    text("title"),
    text("message"),
    text("cells"),
    moment("created_at"),
    PrimaryKeyConstraint("notebook_id", "number"),
    sqlite_strict=True,
)

notebook_results: Final = Table(
    "notebook_results",
    metadata,
    Column("id", Words, primary_key=True),
    Column("notebook_id", Words, ForeignKey("notebooks.id"), nullable=False),
    text("cell_id"),
    Column("number", Integer, nullable=False),
    text("fingerprint"),
    text("document"),
    moment("made_at"),
    Index("notebook_results_notebook_id_idx", "notebook_id", "cell_id", "made_at"),
    sqlite_strict=True,
)
