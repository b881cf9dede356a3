"""The first tables: users, personas, versions, conversations, readings, memories, usage, audit log, outbox.

Stands alone: it never imports the tables of the day, so that it builds the same ones for ever.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FLAG: Final = sa.Boolean().with_variant(sa.Integer(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOAT: Final[sa.Double[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")
ARCHETYPES: Final = (
    "'sage', 'hero', 'creator', 'caregiver', 'ruler', 'jester', "
    "'rebel', 'lover', 'explorer', 'innocent', 'magician', 'outlaw'"
)
LOCAL_USER_ID: Final = "00000000-0000-4000-8000-000000000001"


def upgrade() -> None:
    """Make the tables, and the one user of a studio without accounts."""
    _users()
    _personas()
    _genomes()
    _versions()
    _audit_log()
    _sessions()
    _interactions()
    _readings()
    _drafts()
    _usage()
    _memories()
    _outbox()


def downgrade() -> None:
    """Take the tables away, the ones that refer to others first."""
    for table in (
        "outbox",
        "memories",
        "usage",
        "drafts",
        "readings",
        "interactions",
        "sessions",
        "audit_log",
        "versions",
        "genomes",
        "personas",
        "users",
    ):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _users() -> None:
    users = op.create_table(
        "users",
        *_texts("id", "name"),
        sa.Column("email", sa.Text(), nullable=True),
        *_texts("role", "time_zone"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('member', 'admin')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sqlite_strict=True,
    )
    op.create_index("users_email_unique", "users", ["email"], unique=True)
    now = datetime.now(UTC)
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.bulk_insert(
        users,
        [
            {
                "id": LOCAL_USER_ID,
                "name": "You",
                "email": None,
                "role": "member",
                "time_zone": "UTC",
                "created_at": now.isoformat(timespec="microseconds") if on_sqlite else now,
            }
        ],
    )


def _personas() -> None:
    op.create_table(
        "personas",
        *_texts("id", "user_id", "name", "slug", "tagline", "archetype", "domains", "status"),
        sa.Column("is_real", FLAG, nullable=False),
        sa.Column("is_demo", FLAG, nullable=False),
        sa.Column("is_public", FLAG, nullable=False),
        *_texts("accent", "search_text", "version_id"),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("total_interactions", BIG, nullable=False),
        sa.Column("total_cost_microdollars", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"archetype IN ({ARCHETYPES})", name=op.f("ck_personas_archetype")),
        sa.CheckConstraint(
            "status IN ('creating', 'active', 'paused', 'archived', 'deleted')", name=op.f("ck_personas_status")
        ),
        sa.CheckConstraint("total_interactions >= 0", name=op.f("ck_personas_total_interactions")),
        sa.CheckConstraint("version_number >= 1", name=op.f("ck_personas_version_number")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_personas_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personas")),
        sqlite_strict=True,
    )
    op.create_index("personas_archetype_idx", "personas", ["user_id", "archetype", "created_at", "id"], unique=False)
    op.create_index("personas_created_at_idx", "personas", ["created_at", "id"], unique=False)
    op.create_index(
        "personas_is_public_idx",
        "personas",
        ["created_at", "id"],
        unique=False,
        sqlite_where=sa.text("(is_public OR is_demo) AND deleted_at IS NULL"),
        postgresql_where=sa.text("(is_public OR is_demo) AND deleted_at IS NULL"),
    )
    op.create_index("personas_slug_idx", "personas", ["slug"], unique=False)
    op.create_index("personas_status_idx", "personas", ["user_id", "status", "created_at", "id"], unique=False)
    op.create_index("personas_user_id_idx", "personas", ["user_id", "created_at", "id"], unique=False)
    op.create_index(
        "personas_user_slug_unique",
        "personas",
        ["user_id", "slug"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _genomes() -> None:
    op.create_table(
        "genomes",
        *_texts("hash"),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        *_texts("document"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_genomes")),
        sqlite_strict=True,
    )


def _versions() -> None:
    op.create_table(
        "versions",
        *_texts("id", "persona_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        *_texts("message", "genome_hash", "author_id"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_versions_number")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_versions_author_id")),
        sa.ForeignKeyConstraint(["genome_hash"], ["genomes.hash"], name=op.f("fk_versions_genome_hash")),
        sa.ForeignKeyConstraint(["parent_id"], ["versions.id"], name=op.f("fk_versions_parent_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_versions_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("persona_id", "number", name=op.f("uq_versions_persona_id")),
        sqlite_strict=True,
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        *_texts("id", "actor_id", "action", "noun", "noun_id", "detail"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sqlite_strict=True,
    )
    op.create_index("audit_log_actor_id_idx", "audit_log", ["actor_id", "created_at", "id"], unique=False)
    op.create_index("audit_log_created_at_idx", "audit_log", ["created_at", "id"], unique=False)
    op.create_index("audit_log_noun_id_idx", "audit_log", ["noun_id", "created_at", "id"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        *_texts("id", "persona_id", "version_id", "user_id", "title", "mode", "persona_mode", "model"),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("drift", sa.Text(), nullable=True),
        sa.Column("fresh", FLAG, nullable=False),
        *_texts("initial_state", "state"),
        sa.Column("turn_count", BIG, nullable=False),
        sa.Column("total_cost_microdollars", BIG, nullable=False),
        sa.Column("forked_from_session", sa.Text(), nullable=True),
        sa.Column("forked_before_turn", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_activity_at", MOMENT, nullable=False),
        sa.CheckConstraint("mode IN ('chat', 'voice', 'video')", name=op.f("ck_sessions_mode")),
        sa.CheckConstraint("forked_before_turn >= 1", name=op.f("ck_sessions_forked_before_turn")),
        sa.CheckConstraint("turn_count >= 0", name=op.f("ck_sessions_turn_count")),
        sa.ForeignKeyConstraint(["forked_from_session"], ["sessions.id"], name=op.f("fk_sessions_forked_from_session")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_sessions_persona_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_sessions_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sqlite_strict=True,
    )
    op.create_index("sessions_last_activity_at_idx", "sessions", ["last_activity_at", "id"], unique=False)
    op.create_index(
        "sessions_persona_id_idx", "sessions", ["persona_id", "user_id", "last_activity_at", "id"], unique=False
    )
    op.create_index("sessions_user_id_idx", "sessions", ["user_id", "last_activity_at", "id"], unique=False)


def _interactions() -> None:
    op.create_table(
        "interactions",
        *_texts("id", "session_id", "persona_id", "user_id"),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        *_texts(
            "mode",
            "user_message",
            "persona_response",
            "tags",
            "status",
            "problem",
            "user_emotion",
            "persona_emotion",
            "state",
            "recall",
        ),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("instruction", sa.Text(), nullable=True),
        *_texts("prompt_hash", "provider", "model"),
        sa.Column("input_tokens", BIG, nullable=False),
        sa.Column("output_tokens", BIG, nullable=False),
        sa.Column("cache_read_tokens", BIG, nullable=False),
        sa.Column("cache_write_tokens", BIG, nullable=False),
        sa.Column("llm_cost_microdollars", BIG, nullable=True),
        sa.Column("tts_cost_microdollars", BIG, nullable=False),
        sa.Column("video_cost_microdollars", BIG, nullable=False),
        sa.Column("first_token_ms", FLOAT, nullable=True),
        sa.Column("latency_ms", FLOAT, nullable=False),
        sa.Column("overhead_ms", FLOAT, nullable=False),
        sa.Column("copied_from", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("mode IN ('chat', 'voice', 'video')", name=op.f("ck_interactions_mode")),
        sa.CheckConstraint("status IN ('complete', 'interrupted', 'failed')", name=op.f("ck_interactions_status")),
        sa.CheckConstraint("llm_cost_microdollars >= 0", name=op.f("ck_interactions_llm_cost_microdollars")),
        sa.CheckConstraint("turn_index >= 1", name=op.f("ck_interactions_turn_index")),
        sa.ForeignKeyConstraint(["copied_from"], ["interactions.id"], name=op.f("fk_interactions_copied_from")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_interactions_persona_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_interactions_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_interactions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
        sa.UniqueConstraint("session_id", "turn_index", name=op.f("uq_interactions_session_id")),
        sqlite_strict=True,
    )
    op.create_index("interactions_persona_id_idx", "interactions", ["persona_id", "created_at"], unique=False)
    op.create_index("interactions_user_id_idx", "interactions", ["user_id", "created_at"], unique=False)


def _readings() -> None:
    op.create_table(
        "readings",
        *_texts("interaction_id", "verdict", "severity"),
        sa.Column("score", FLOAT, nullable=True),
        sa.Column("low", FLOAT, nullable=True),
        sa.Column("high", FLOAT, nullable=True),
        *_texts("interval", "signals"),
        sa.Column("change_statistic", FLOAT, nullable=False),
        sa.Column("change_threshold", FLOAT, nullable=False),
        sa.Column("change_alarm", FLAG, nullable=False),
        sa.Column("began_turn", sa.Integer(), nullable=True),
        *_texts("reason", "source", "calibration"),
        sa.CheckConstraint("severity IN ('none', 'minor', 'moderate', 'severe')", name=op.f("ck_readings_severity")),
        sa.CheckConstraint("source IN ('local', 'judge')", name=op.f("ck_readings_source")),
        sa.CheckConstraint(
            "verdict IN ('in character', 'drifting', 'out of character', 'cannot tell')",
            name=op.f("ck_readings_verdict"),
        ),
        sa.CheckConstraint("high >= 0 AND high <= 1", name=op.f("ck_readings_high")),
        sa.CheckConstraint("low >= 0 AND low <= 1", name=op.f("ck_readings_low")),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_readings_score")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_readings_interaction_id")),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_readings")),
        sqlite_strict=True,
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        *_texts("id", "session_id"),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        *_texts("user_message", "shown", "owner"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("turn_index >= 1", name=op.f("ck_drafts_turn_index")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_drafts_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("session_id", name=op.f("uq_drafts_session_id")),
        sqlite_strict=True,
    )


def _usage() -> None:
    op.create_table(
        "usage",
        *_texts("id", "user_id"),
        sa.Column("persona_id", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("interaction_id", sa.Text(), nullable=True),
        *_texts("purpose", "provider", "model"),
        sa.Column("input_tokens", BIG, nullable=False),
        sa.Column("output_tokens", BIG, nullable=False),
        sa.Column("cache_read_tokens", BIG, nullable=False),
        sa.Column("cache_write_tokens", BIG, nullable=False),
        sa.Column("cost_microdollars", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("cost_microdollars >= 0", name=op.f("ck_usage_cost_microdollars")),
        sa.CheckConstraint("input_tokens >= 0", name=op.f("ck_usage_input_tokens")),
        sa.CheckConstraint("output_tokens >= 0", name=op.f("ck_usage_output_tokens")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_usage_interaction_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_usage_persona_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_usage_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_usage_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage")),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_usage_interaction_id")),
        sqlite_strict=True,
    )
    op.create_index("usage_persona_id_idx", "usage", ["persona_id"], unique=False)
    op.create_index("usage_session_id_idx", "usage", ["session_id"], unique=False)
    op.create_index("usage_user_id_idx", "usage", ["user_id", "created_at"], unique=False)


def _memories() -> None:
    op.create_table(
        "memories",
        *_texts("id", "persona_id", "user_id"),
        sa.Column("session_id", sa.Text(), nullable=True),
        *_texts("content", "content_hash", "type", "about"),
        sa.Column("importance", FLOAT, nullable=False),
        sa.Column("access_count", BIG, nullable=False),
        sa.Column("stability_days", FLOAT, nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=True),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("quarantined", FLAG, nullable=False),
        sa.Column("pinned", FLAG, nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("recalled_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint("about IN ('user', 'persona')", name=op.f("ck_memories_about")),
        sa.CheckConstraint(
            "type IN ('fact', 'preference', 'event', 'belief', 'opinion')", name=op.f("ck_memories_type")
        ),
        sa.CheckConstraint("access_count >= 0", name=op.f("ck_memories_access_count")),
        sa.CheckConstraint("importance >= 0 AND importance <= 1", name=op.f("ck_memories_importance")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_memories_persona_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_memories_session_id")),
        sa.ForeignKeyConstraint(["superseded_by"], ["memories.id"], name=op.f("fk_memories_superseded_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memories_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memories")),
        sqlite_strict=True,
    )
    op.create_index(
        "memories_content_unique",
        "memories",
        ["persona_id", "user_id", "about", "content_hash"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "memories_persona_id_idx",
        "memories",
        ["persona_id", "user_id", "created_at", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *_texts("memory_id", "persona_id", "user_id", "operation"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("operation IN ('upsert', 'delete')", name=op.f("ck_outbox_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_strict=True,
    )
