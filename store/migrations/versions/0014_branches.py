"""Indices of what was forked and copied, so that a conversation can be erased without reading all others.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDICES: Final = (
    ("sessions_forked_from_idx", "sessions", "forked_from_session"),
    ("interactions_copied_from_idx", "interactions", "copied_from"),
)


def upgrade() -> None:
    """Make them."""
    for name, table, column in INDICES:
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, table, [column], sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    """Drop them."""
    for name, table, _ in INDICES:
        op.drop_index(name, table_name=table)
