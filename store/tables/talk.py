"""Tables of conversations: sessions, interactions (turns), readings, ratings, drafts, and the ledger of costs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from brain.drift.reading import Severity, Verdict
from brain.turn import TurnStatus
from store.tables.columns import BIG, FLOAT, Words, at_least, count, flag, moment, one_of, share, sparse, text
from store.tables.library import metadata

MODES: Final = ("chat", "voice", "video")
"""The seeds' interaction modes."""

sessions: Final = Table(
    "sessions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("version_id", Words, ForeignKey("versions.id"), nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("title"),
    text("mode"),
    text("persona_mode"),
    text("model"),
    Column("seed", BIG, nullable=False),
    Column("drift", Words, nullable=True),
    flag("fresh"),
    text("initial_state"),
    text("state"),
    count("turn_count"),
    count("total_cost_microdollars"),
    Column("forked_from_session", Words, ForeignKey("sessions.id"), nullable=True),
    Column("forked_before_turn", Integer, nullable=True),
    moment("created_at"),
    moment("last_activity_at"),
    one_of("mode", MODES),
    at_least("turn_count", 0),
    at_least("forked_before_turn", 1),
    Index("sessions_user_id_idx", "user_id", "last_activity_at", "id"),
    Index("sessions_persona_id_idx", "persona_id", "user_id", "last_activity_at", "id"),
    Index("sessions_last_activity_at_idx", "last_activity_at", "id"),
    # Of forks alone, so that erasing a conversation need not read all others to find its branches.
    Index("sessions_forked_from_idx", "forked_from_session", **sparse("forked_from_session")),
    sqlite_strict=True,
)

interactions: Final = Table(
    "interactions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("session_id", Words, ForeignKey("sessions.id"), nullable=False),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("turn_index", Integer, nullable=False),
    text("mode"),
    text("user_message"),
    text("persona_response"),
    text("tags", default="[]"),
    text("status"),
    text("problem"),
    text("user_emotion", default="{}"),
    text("persona_emotion", default="{}"),
    text("state", default="{}"),
    text("recall", default="{}"),
    Column("seed", BIG, nullable=False),
    Column("instruction", Words, nullable=True),
    text("prompt_hash"),
    text("provider"),
    text("model"),
    count("input_tokens"),
    count("output_tokens"),
    count("cache_read_tokens"),
    count("cache_write_tokens"),
    Column("llm_cost_microdollars", BIG, nullable=True),
    count("tts_cost_microdollars"),
    count("video_cost_microdollars"),
    Column("first_token_ms", FLOAT, nullable=True),
    Column("latency_ms", FLOAT, nullable=False),
    Column("overhead_ms", FLOAT, nullable=False),
    Column("copied_from", Words, ForeignKey("interactions.id"), nullable=True),
    moment("created_at"),
    # Something said on it was purged: no index takes it in again.
    flag("unsearchable"),
    UniqueConstraint("session_id", "turn_index"),
    one_of("mode", MODES),
    one_of("status", TurnStatus),
    at_least("turn_index", 1),
    at_least("llm_cost_microdollars", 0),
    Index("interactions_persona_id_idx", "persona_id", "created_at"),
    Index("interactions_user_id_idx", "user_id", "created_at"),
    Index("interactions_copied_from_idx", "copied_from", **sparse("copied_from")),
    sqlite_strict=True,
)

# Signals that several readings have in common: those of a made history, of which thousands are copies of one.
shared_signals: Final = Table(
    "shared_signals",
    metadata,
    Column("id", Integer, primary_key=True),
    text("hash"),
    text("signals"),
    UniqueConstraint("hash"),
    sqlite_strict=True,
)

# The signals of a reading are those that it shares, if it does, or else its own.
readings: Final = Table(
    "readings",
    metadata,
    Column("interaction_id", Words, ForeignKey("interactions.id"), primary_key=True),
    text("verdict"),
    text("severity"),
    Column("score", FLOAT, nullable=True),
    Column("low", FLOAT, nullable=True),
    Column("high", FLOAT, nullable=True),
    text("interval"),
    text("signals", default="[]"),
    Column("change_statistic", FLOAT, nullable=False),
    Column("change_threshold", FLOAT, nullable=False),
    flag("change_alarm"),
    Column("began_turn", Integer, nullable=True),
    text("reason"),
    text("source"),
    text("calibration"),
    Column("judged", Words, nullable=True),
    # No foreign key: SQLite gives none with a name to a table that is there. `store.signals` alone fills and sweeps.
    Column("shared_signals", Integer, nullable=True),
    one_of("verdict", Verdict),
    one_of("severity", Severity),
    one_of("source", ("local", "judge")),
    share("score"),
    share("low"),
    share("high"),
    sqlite_strict=True,
)

# One word a user and a turn; another replaces it.
turn_ratings: Final = Table(
    "turn_ratings",
    metadata,
    Column("interaction_id", Words, ForeignKey("interactions.id"), nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("thumb", Integer, nullable=True),
    Column("stars", Integer, nullable=True),
    moment("updated_at"),
    PrimaryKeyConstraint("interaction_id", "user_id"),
    CheckConstraint("thumb IN (-1, 1)", name="thumb"),
    CheckConstraint("stars >= 1 AND stars <= 5", name="stars"),
    CheckConstraint("thumb IS NOT NULL OR stars IS NOT NULL", name="said"),
    sqlite_strict=True,
)

# One draft a session: the unique index is what makes two tabs conflict.
drafts: Final = Table(
    "drafts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("session_id", Words, ForeignKey("sessions.id"), nullable=False),
    Column("turn_index", Integer, nullable=False),
    text("user_message"),
    text("shown"),
    text("owner"),
    moment("created_at"),
    UniqueConstraint("session_id"),
    at_least("turn_index", 1),
    sqlite_strict=True,
)

# A ledger: rows are added, never changed. A null cost is a call whose price is unknown.
usage: Final = Table(
    "usage",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=True),
    Column("session_id", Words, ForeignKey("sessions.id"), nullable=True),
    Column("interaction_id", Words, ForeignKey("interactions.id"), nullable=True),
    text("purpose"),
    text("provider"),
    text("model"),
    count("input_tokens"),
    count("output_tokens"),
    count("cache_read_tokens"),
    count("cache_write_tokens"),
    Column("cost_microdollars", BIG, nullable=True),
    moment("created_at"),
    text("operation", default="text"),
    count("characters"),
    Column("seconds", FLOAT, nullable=False, default=0.0),
    count("pictures"),
    UniqueConstraint("interaction_id"),
    at_least("input_tokens", 0),
    at_least("output_tokens", 0),
    at_least("cost_microdollars", 0),
    Index("usage_user_id_idx", "user_id", "created_at"),
    Index("usage_session_id_idx", "session_id"),
    Index("usage_persona_id_idx", "persona_id"),
    sqlite_strict=True,
)
