"""Tables of evaluation: runs and whom they test, outcomes of cases by what they follow from, and scores for charts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql

from store.run_values import RunStatus
from store.tables.columns import BIG, FLOAT, Words, at_least, count, flag, moment, one_of, text
from store.tables.library import metadata

# `worker` and `attempt` are the lease: whoever holds both may write, and nobody else.
runs: Final = Table(
    "runs",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("title"),
    text("suite"),
    text("document"),
    text("harness"),
    text("model"),
    text("status"),
    text("why"),
    text("bounds"),
    count("done"),
    count("total"),
    count("failed"),
    count("reused"),
    count("calls"),
    count("microdollars"),
    flag("unpriced"),
    Column("seconds", FLOAT, nullable=False, default=0.0),
    text("environment"),
    text("worker"),
    count("attempt"),
    flag("cancel_requested"),
    text("batch_id"),
    moment("created_at"),
    moment("queued_at"),
    moment("began_at", nullable=True),
    moment("heartbeat_at", nullable=True),
    moment("ended_at", nullable=True),
    moment("deleted_at", nullable=True),
    one_of("status", RunStatus),
    at_least("done", 0),
    at_least("total", 0),
    at_least("microdollars", 0),
    Index("runs_user_id_idx", "user_id", "created_at", "id"),
    Index("runs_created_at_idx", "created_at", "id"),
    Index("runs_batch_id_idx", "batch_id"),
    Index("runs_status_idx", "status", "queued_at"),
    sqlite_strict=True,
)

run_subjects: Final = Table(
    "run_subjects",
    metadata,
    Column("run_id", Words, ForeignKey("runs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    text("slug"),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=True),
    Column("version_id", Words, ForeignKey("versions.id"), nullable=True),
    Column("version", Integer, nullable=True),
    PrimaryKeyConstraint("run_id", "position"),
    Index("run_subjects_persona_id_idx", "persona_id", "run_id"),
    sqlite_strict=True,
)

# The body is JSON, deflated. Whole ones are kept once for each owner and key, however many runs use them.
outcomes: Final = Table(
    "outcomes",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("key"),
    flag("whole"),
    text("case_id"),
    text("persona"),
    text("talk"),
    Column("seed", BIG, nullable=False),
    Column("turns", Integer, nullable=False),
    text("model"),
    count("calls"),
    count("input_tokens"),
    count("output_tokens"),
    count("cache_read_tokens"),
    count("cache_write_tokens"),
    Column("microdollars", BIG, nullable=True),
    Column("seconds", FLOAT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    moment("created_at"),
    at_least("microdollars", 0),
    Index(
        "outcomes_key_unique",
        "user_id",
        "key",
        unique=True,
        sqlite_where=sql("whole"),
        postgresql_where=sql("whole"),
    ),
    Index(
        "outcomes_begun_idx",
        "user_id",
        "key",
        sqlite_where=sql("NOT whole"),
        postgresql_where=sql("NOT whole"),
    ),
    Index("outcomes_model_idx", "user_id", "model", "created_at"),
    sqlite_strict=True,
)

run_outcomes: Final = Table(
    "run_outcomes",
    metadata,
    Column("run_id", Words, ForeignKey("runs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("outcome_id", Words, ForeignKey("outcomes.id"), nullable=False),
    flag("reused"),
    PrimaryKeyConstraint("run_id", "position"),
    Index("run_outcomes_outcome_id_idx", "outcome_id"),
    sqlite_strict=True,
)

# What a run comes to without its words, as deflated JSON; `key` says of which outcomes and which code it was made.
run_outlines: Final = Table(
    "run_outlines",
    metadata,
    Column("run_id", Words, ForeignKey("runs.id"), nullable=False),
    text("key"),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run_id"),
    sqlite_strict=True,
)

# One row a score, with all that a chart groups by, so that none has to open a body.
scores: Final = Table(
    "scores",
    metadata,
    Column("run_id", Words, ForeignKey("runs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("outcome_id", Words, ForeignKey("outcomes.id"), nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("case_id"),
    text("talk"),
    Column("seed", BIG, nullable=False),
    text("suite"),
    text("model"),
    text("persona"),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=True),
    Column("version_id", Words, ForeignKey("versions.id"), nullable=True),
    text("name"),
    Column("value", FLOAT, nullable=True),
    text("unit"),
    text("higher_is"),
    count("judged"),
    count("judged_of"),
    text("what"),
    text("reason"),
    moment("created_at"),
    PrimaryKeyConstraint("run_id", "position", "ordinal"),
    one_of("higher_is", ("better", "worse")),
    Index("scores_persona_id_idx", "persona_id", "name", "created_at"),
    Index("scores_user_id_idx", "user_id", "name", "created_at"),
    sqlite_strict=True,
)
