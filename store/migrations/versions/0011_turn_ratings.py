"""What users think of single replies: a thumb and stars.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
TABLE: Final = "turn_ratings"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("thumb", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("interaction_id", "user_id", name=op.f("pk_turn_ratings")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_turn_ratings_interaction_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_turn_ratings_user_id")),
        sa.CheckConstraint("thumb IN (-1, 1)", name=op.f("ck_turn_ratings_thumb")),
        sa.CheckConstraint("stars >= 1 AND stars <= 5", name=op.f("ck_turn_ratings_stars")),
        sa.CheckConstraint("thumb IS NOT NULL OR stars IS NOT NULL", name=op.f("ck_turn_ratings_said")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take it away. What was said is lost."""
    op.drop_table(TABLE)
