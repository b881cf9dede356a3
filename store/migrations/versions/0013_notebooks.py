"""Notebooks of the lab, their versions, and what their cells gave.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notebooks",
        *_columns("id user_id title", sa.Text()),
        *_columns("number size", sa.Integer()),
        *_columns("created_at updated_at", MOMENT),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notebooks")),
        _refers("notebooks", "user_id", "users.id"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_notebooks_number")),
        sqlite_strict=True,
    )
    op.create_index("notebooks_user_id_idx", "notebooks", ["user_id", "updated_at", "id"])
    op.create_table(
        "notebook_versions",
        *_columns("notebook_id", sa.Text()),
        *_columns("number", sa.Integer()),
        *_columns("title message cells", sa.Text()),
        *_columns("created_at", MOMENT),
        sa.PrimaryKeyConstraint("notebook_id", "number", name=op.f("pk_notebook_versions")),
        _refers("notebook_versions", "notebook_id", "notebooks.id"),
        sqlite_strict=True,
    )
    op.create_table(
        "notebook_results",
        *_columns("id notebook_id cell_id", sa.Text()),
        *_columns("number", sa.Integer()),
        *_columns("fingerprint document", sa.Text()),
        *_columns("made_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notebook_results")),
        _refers("notebook_results", "notebook_id", "notebooks.id"),
        sqlite_strict=True,
    )
    op.create_index("notebook_results_notebook_id_idx", "notebook_results", ["notebook_id", "cell_id", "made_at"])


def downgrade() -> None:
    """Take them away. Notebooks are lost."""
    for table in ("notebook_results", "notebook_versions", "notebooks"):
        op.drop_table(table)


def _columns(names: str, kind: sa.types.TypeEngine[Any]) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind, nullable=False) for name in names.split())


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
