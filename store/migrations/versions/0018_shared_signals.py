"""Readings that were copied may share their signals, by far the largest part of them.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the column that leads to it."""
    op.create_table(
        "shared_signals",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("hash", "signals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_signals")),
        sa.UniqueConstraint("hash", name=op.f("uq_shared_signals_hash")),
        sqlite_strict=True,
    )
    op.add_column("readings", sa.Column("shared_signals", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Give each reading its own signals again."""
    op.execute(
        "UPDATE readings SET signals = (SELECT signals FROM shared_signals WHERE id = readings.shared_signals) "
        "WHERE shared_signals IS NOT NULL"
    )
    op.drop_column("readings", "shared_signals")
    op.drop_table("shared_signals")
