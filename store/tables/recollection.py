"""Tables of memories, of the passages that can be searched, and of what the vector index has still to learn."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from brain.memory.memory import MemoryType, Origin
from store.tables.columns import BIG, FLOAT, Words, at_least, count, flag, moment, one_of, share, text
from store.tables.library import metadata

_LIVE: Final = sql("forgotten_at IS NULL AND superseded_at IS NULL")
_KINDS: Final = ("memory", "said", "replied", "window")

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
    moment("forgotten_at", nullable=True),
    text("origin", default=Origin.RULES.value),
    # Null where nobody has read it from the words yet.
    Column("slot", Words, nullable=True),
    text("sources", default="[]"),
    moment("superseded_at", nullable=True),
    text("superseded_why"),
    text("forgotten_why"),
    one_of("type", MemoryType),
    one_of("about", ("user", "persona")),
    share("importance"),
    at_least("access_count", 0),
    Index(
        "memories_persona_id_idx", "persona_id", "user_id", "created_at", "id",
        sqlite_where=sql("forgotten_at IS NULL"), postgresql_where=sql("forgotten_at IS NULL"),
    ),
    # The same words are kept once, among those that hold now.
    Index(
        "memories_content_unique", "persona_id", "user_id", "about", "content_hash",
        unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE,
    ),
    Index("memories_slot_idx", "persona_id", "user_id", "slot", sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index(
        "memories_pinned_idx", "persona_id", "user_id", "created_at", "id",
        sqlite_where=sql("pinned"), postgresql_where=sql("pinned"),
    ),
    Index("memories_session_id_idx", "session_id", "turn_index"),
    Index("memories_superseded_by_idx", "superseded_by"),
    Index("memories_forgotten_at_idx", "forgotten_at"),
    sqlite_strict=True,
)  # fmt: skip

# What can be searched by words: memories that hold, what was said and replied, and windows over two turns. The words
# themselves are in `passage_words`, which each database indexes in its own way: store/tables/words.py.
passages: Final = Table(
    "passages",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=True),
    text("kind"),
    text("source_id"),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("session_id", Words, ForeignKey("sessions.id"), nullable=True),
    Column("turn_index", Integer, nullable=True),
    UniqueConstraint("source_id", "kind"),
    one_of("kind", _KINDS),
    Index("passages_session_id_idx", "session_id", "turn_index"),
    Index("passages_persona_id_idx", "persona_id", "user_id", "kind"),
    sqlite_strict=True,
)

# No foreign key to the memory or turn: a removal is still due after that was erased.
outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=True),
    text("memory_id"),
    text("persona_id"),
    text("user_id"),
    text("operation"),
    moment("created_at"),
    text("noun", default="memory"),
    one_of("operation", ("upsert", "delete")),
    one_of("noun", ("memory", "turn")),
    sqlite_strict=True,
)
