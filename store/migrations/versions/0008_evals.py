"""Runs of suites, whom they test, outcomes of cases, and their scores.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG: Final = sa.Boolean().with_variant(sa.Integer(), "sqlite")
FLOAT: Final[sa.Double[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")
STATUS: Final = "'queued', 'running', 'done', 'capped', 'cancelled', 'failed', 'interrupted'"


def upgrade() -> None:
    """Make the tables."""
    _runs()
    _run_subjects()
    _outcomes()
    _run_outcomes()
    _scores()


def downgrade() -> None:
    """Take them away. What was evaluated is lost; what it cost stays in the ledger."""
    for table in ("scores", "run_outcomes", "outcomes", "run_subjects", "runs"):
        op.drop_table(table)


def _columns(names: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind, nullable=nullable) for name in names.split())


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _runs() -> None:
    op.create_table(
        "runs",
        *_columns("id user_id title suite document harness model status why bounds", sa.Text()),
        *_columns("done total failed reused calls microdollars", BIG),
        *_columns("unpriced", FLAG),
        *_columns("seconds", FLOAT),
        *_columns("environment worker", sa.Text()),
        *_columns("attempt", BIG),
        *_columns("cancel_requested", FLAG),
        *_columns("batch_id", sa.Text()),
        *_columns("created_at queued_at", MOMENT),
        *_columns("began_at heartbeat_at ended_at deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        _refers("runs", "user_id", "users.id"),
        sa.CheckConstraint(f"status IN ({STATUS})", name=op.f("ck_runs_status")),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_runs_{name}"))
            for name in ("done", "total", "microdollars")
        ),
        sqlite_strict=True,
    )
    op.create_index("runs_user_id_idx", "runs", ["user_id", "created_at", "id"])
    op.create_index("runs_created_at_idx", "runs", ["created_at", "id"])
    op.create_index("runs_batch_id_idx", "runs", ["batch_id"])
    op.create_index("runs_status_idx", "runs", ["status", "queued_at"])


def _run_subjects() -> None:
    op.create_table(
        "run_subjects",
        *_columns("run_id", sa.Text()),
        *_columns("position", sa.Integer()),
        *_columns("slug", sa.Text()),
        *_columns("persona_id version_id", sa.Text(), nullable=True),
        *_columns("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_run_subjects")),
        _refers("run_subjects", "run_id", "runs.id"),
        _refers("run_subjects", "persona_id", "personas.id"),
        _refers("run_subjects", "version_id", "versions.id"),
        sqlite_strict=True,
    )
    op.create_index("run_subjects_persona_id_idx", "run_subjects", ["persona_id", "run_id"])


def _outcomes() -> None:
    op.create_table(
        "outcomes",
        *_columns("id user_id key", sa.Text()),
        *_columns("whole", FLAG),
        *_columns("case_id persona talk", sa.Text()),
        *_columns("seed", BIG),
        *_columns("turns", sa.Integer()),
        *_columns("model", sa.Text()),
        *_columns("calls input_tokens output_tokens cache_read_tokens cache_write_tokens", BIG),
        *_columns("microdollars", BIG, nullable=True),
        *_columns("seconds", FLOAT),
        *_columns("body", sa.LargeBinary()),
        *_columns("created_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        _refers("outcomes", "user_id", "users.id"),
        sa.CheckConstraint("microdollars >= 0", name=op.f("ck_outcomes_microdollars")),
        sqlite_strict=True,
    )
    whole = sa.text("whole")
    op.create_index(
        "outcomes_key_unique", "outcomes", ["user_id", "key"], unique=True, sqlite_where=whole, postgresql_where=whole
    )
    op.create_index("outcomes_model_idx", "outcomes", ["user_id", "model", "created_at"])


def _run_outcomes() -> None:
    op.create_table(
        "run_outcomes",
        *_columns("run_id", sa.Text()),
        *_columns("position", sa.Integer()),
        *_columns("outcome_id", sa.Text()),
        *_columns("reused", FLAG),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_run_outcomes")),
        _refers("run_outcomes", "run_id", "runs.id"),
        _refers("run_outcomes", "outcome_id", "outcomes.id"),
        sqlite_strict=True,
    )
    op.create_index("run_outcomes_outcome_id_idx", "run_outcomes", ["outcome_id"])


def _scores() -> None:
    op.create_table(
        "scores",
        *_columns("run_id", sa.Text()),
        *_columns("position ordinal", sa.Integer()),
        *_columns("outcome_id user_id case_id talk", sa.Text()),
        *_columns("seed", BIG),
        *_columns("suite model persona", sa.Text()),
        *_columns("persona_id version_id", sa.Text(), nullable=True),
        *_columns("name", sa.Text()),
        *_columns("value", FLOAT, nullable=True),
        *_columns("unit higher_is", sa.Text()),
        *_columns("judged judged_of", BIG),
        *_columns("what reason", sa.Text()),
        *_columns("created_at", MOMENT),
        sa.PrimaryKeyConstraint("run_id", "position", "ordinal", name=op.f("pk_scores")),
        _refers("scores", "run_id", "runs.id"),
        _refers("scores", "outcome_id", "outcomes.id"),
        _refers("scores", "user_id", "users.id"),
        _refers("scores", "persona_id", "personas.id"),
        _refers("scores", "version_id", "versions.id"),
        sa.CheckConstraint("higher_is IN ('better', 'worse')", name=op.f("ck_scores_higher_is")),
        sqlite_strict=True,
    )
    op.create_index("scores_persona_id_idx", "scores", ["persona_id", "name", "created_at"])
    op.create_index("scores_user_id_idx", "scores", ["user_id", "name", "created_at"])
