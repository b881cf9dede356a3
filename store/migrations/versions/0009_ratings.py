"""Human ratings: rounds, what is rated in them, and what was said.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG: Final = sa.Boolean().with_variant(sa.Integer(), "sqlite")
FLOAT: Final[sa.Double[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _rounds()
    _items()
    _ratings()


def downgrade() -> None:
    """Take them away. What was rated is lost."""
    for table in ("ratings", "rating_items", "rating_rounds"):
        op.drop_table(table)


def _columns(names: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind, nullable=nullable) for name in names.split())


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _rounds() -> None:
    op.create_table(
        "rating_rounds",
        *_columns("id user_id title kind run_a", sa.Text()),
        *_columns("run_b", sa.Text(), nullable=True),
        *_columns("seed", BIG),
        *_columns("overlap", sa.Integer()),
        *_columns("created_at", MOMENT),
        *_columns("deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_rounds")),
        _refers("rating_rounds", "user_id", "users.id"),
        _refers("rating_rounds", "run_a", "runs.id"),
        _refers("rating_rounds", "run_b", "runs.id"),
        sa.CheckConstraint("kind IN ('pair', 'single')", name=op.f("ck_rating_rounds_kind")),
        sa.CheckConstraint("overlap >= 1", name=op.f("ck_rating_rounds_overlap")),
        sqlite_strict=True,
    )
    op.create_index("rating_rounds_user_id_idx", "rating_rounds", ["user_id", "created_at", "id"])


def _items() -> None:
    op.create_table(
        "rating_items",
        *_columns("round_id", sa.Text()),
        *_columns("position", sa.Integer()),
        *_columns("outcome_a", sa.Text()),
        *_columns("outcome_b", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_rating_items")),
        _refers("rating_items", "round_id", "rating_rounds.id"),
        _refers("rating_items", "outcome_a", "outcomes.id"),
        _refers("rating_items", "outcome_b", "outcomes.id"),
        sqlite_strict=True,
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        *_columns("id round_id", sa.Text()),
        *_columns("position", sa.Integer()),
        *_columns("user_id rater", sa.Text()),
        *_columns("swapped", FLAG),
        *_columns("value seconds", FLOAT),
        *_columns("created_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        _refers("ratings", "user_id", "users.id"),
        sa.ForeignKeyConstraint(
            ["round_id", "position"],
            ["rating_items.round_id", "rating_items.position"],
            name=op.f("fk_ratings_round_id"),
        ),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_ratings_seconds")),
        sqlite_strict=True,
    )
    op.create_index("ratings_unique", "ratings", ["round_id", "position", "rater"], unique=True)
