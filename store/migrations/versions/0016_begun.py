"""Outcomes that are not whole are found by their key: of one that was not judged yet, the conversation is kept.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    rest = sa.text("NOT whole")
    op.create_index("outcomes_begun_idx", "outcomes", ["user_id", "key"], sqlite_where=rest, postgresql_where=rest)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("outcomes_begun_idx", "outcomes")
