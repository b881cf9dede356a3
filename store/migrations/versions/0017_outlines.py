"""What a run comes to without its words, so that a page need not read every conversation.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. Outlines of runs that ended before are made when somebody looks at them."""
    op.create_table(
        "run_outlines",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("run_id", "key")),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_outlines")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_outlines_run_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take it away. Nothing is lost that could not be made again."""
    op.drop_table("run_outlines")
