"""Tables of memories, and of what the vector index has still to learn about them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlalchemy import text as sql

from brain.memory.memory import MemoryType
from store.tables.columns import BIG, FLOAT, Words, at_least, count, flag, moment, one_of, share, text
from store.tables.library import metadata

memories: Final = Table(
    "memories",
    metadata,
    Column("id", Words, primary_key=True),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("session_id", Words, ForeignKey("sessions.id"), nullable=True),
    text("content"),
    text("content_hash"),
    text("type"),
    text("about"),
    Column("importance", FLOAT, nullable=False),
    count("access_count"),
    Column("stability_days", FLOAT, nullable=False),
    Column("turn_index", Integer, nullable=True),
    Column("span_start", Integer, nullable=True),
    Column("span_end", Integer, nullable=True),
    flag("quarantined"),
    flag("pinned"),
    Column("superseded_by", Words, ForeignKey("memories.id"), nullable=True),
    moment("created_at"),
    moment("recalled_at", nullable=True),
    moment("deleted_at", nullable=True),
    one_of("type", MemoryType),
    one_of("about", ("user", "persona")),
    share("importance"),
    at_least("access_count", 0),
    Index(
        "memories_persona_id_idx",
        "persona_id",
        "user_id",
        "created_at",
        "id",
        sqlite_where=sql("deleted_at IS NULL"),
        postgresql_where=sql("deleted_at IS NULL"),
    ),
    # The same words are kept once.
    Index(
        "memories_content_unique",
        "persona_id",
        "user_id",
        "about",
        "content_hash",
        unique=True,
        sqlite_where=sql("deleted_at IS NULL"),
        postgresql_where=sql("deleted_at IS NULL"),
    ),
    sqlite_strict=True,
)

# No foreign key to the memory: a removal is still due after the memory itself was erased.
outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=True),
    text("memory_id"),
    text("persona_id"),
    text("user_id"),
    text("operation"),
    moment("created_at"),
    one_of("operation", ("upsert", "delete")),
    sqlite_strict=True,
)
