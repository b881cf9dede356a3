"""Experiments: what is varied, and which runs play it.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "experiments",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "user_id", "title", "document")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_experiments_user_id")),
        sqlite_strict=True,
    )
    op.create_index("experiments_user_id_idx", "experiments", ["user_id", "created_at", "id"])


def downgrade() -> None:
    """Take it away. What was varied is lost; the runs stay."""
    op.drop_table("experiments")
