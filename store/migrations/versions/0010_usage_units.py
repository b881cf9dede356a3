"""The ledger counts characters, seconds and pictures beside tokens, and says what a call was asked for.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOAT: Final[sa.Double[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """Add the columns. What older rows were asked for is told by their purpose; how much of it nobody counted."""
    op.add_column("usage", sa.Column("operation", sa.Text(), nullable=False, server_default="text"))
    op.add_column("usage", sa.Column("characters", BIG, nullable=False, server_default="0"))
    op.add_column("usage", sa.Column("seconds", FLOAT, nullable=False, server_default="0"))
    op.add_column("usage", sa.Column("pictures", BIG, nullable=False, server_default="0"))
    op.execute("UPDATE usage SET operation = 'speech' WHERE purpose = 'speech'")
    op.execute("UPDATE usage SET operation = 'picture', pictures = 1 WHERE purpose = 'picture'")


def downgrade() -> None:
    """Drop the columns; what they counted is lost, what it cost is not."""
    for column in ("pictures", "seconds", "characters", "operation"):
        op.drop_column("usage", column)
