"""Assets: what pictures, sounds and models a persona has, by their content's hash.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FLAG: Final = sa.Boolean().with_variant(sa.Integer(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOAT: Final[sa.Double[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")
KINDS: Final = "'portrait', 'expression', 'photo', 'voice sample', 'video', 'model'"
PRIMARY: Final = "is_primary AND deleted_at IS NULL"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "assets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.Text(), nullable=True),
        sa.Column("wizard_id", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "label")),
        sa.Column("is_primary", FLAG, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("content_hash", "media_type")),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seconds", FLOAT, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("provider", "provider_label")),
        sa.Column("seed", BIG, nullable=True),
        sa.Column("cost_microdollars", BIG, nullable=True),
        sa.Column("sensitive", FLAG, nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_assets_kind")),
        sa.CheckConstraint("bytes >= 1", name=op.f("ck_assets_bytes")),
        sa.CheckConstraint("cost_microdollars >= 0", name=op.f("ck_assets_cost_microdollars")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assets_user_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_assets_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sqlite_strict=True,
    )
    for owner in ("persona_id", "wizard_id", "user_id"):
        op.create_index(f"assets_{owner}_idx", "assets", [owner, "created_at", "id"])
    op.create_index("assets_content_hash_idx", "assets", ["content_hash"])
    op.create_index(
        "assets_primary_unique", "assets", ["persona_id", "kind", "label"],
        unique=True, sqlite_where=sa.text(PRIMARY), postgresql_where=sa.text(PRIMARY),
    )  # fmt: skip


def downgrade() -> None:
    """Take the table away; the files stay in the data folder."""
    op.drop_table("assets")
