"""Wizard sessions: personas that are being made.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STEPS: Final = "'spark', 'visual', 'voice', 'mind', 'review'"
TEXTS: Final = (
    "current_step", "spark_data", "visual_data", "voice_data", "mind_data", "motion_data", "costs",
)  # fmt: skip


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "wizard_sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("total_cost_microdollars", BIG, nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("abandoned_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wizard_sessions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_wizard_sessions_user_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_wizard_sessions_persona_id")),
        sa.CheckConstraint(f"current_step IN ({STEPS})", name=op.f("ck_wizard_sessions_current_step")),
        sa.CheckConstraint("total_cost_microdollars >= 0", name=op.f("ck_wizard_sessions_total_cost_microdollars")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_wizard_sessions_revision")),
        sqlite_strict=True,
    )
    op.create_index("wizard_sessions_user_id_idx", "wizard_sessions", ["user_id", "updated_at", "id"])
    op.create_index("wizard_sessions_persona_id_idx", "wizard_sessions", ["persona_id"])


def downgrade() -> None:
    """Take the table away. What was being made is lost; what was published stays."""
    op.drop_table("wizard_sessions")
