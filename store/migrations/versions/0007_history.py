"""Edits that are not saved yet, consents, who verified a real person, and versions that the database itself keeps.

Stands alone.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
REFUSED: Final = "A version never changes."


def upgrade() -> None:
    """Add the tables and columns, and have the database refuse a change to a version."""
    op.add_column("personas", sa.Column("verified_at", MOMENT, nullable=True))
    op.add_column("personas", sa.Column("verified_by", sa.Text(), nullable=True))
    op.create_table(
        "version_drafts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user_id", "persona_id", "base_version_id")),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_version_drafts_user_id")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_version_drafts_persona_id")),
        sa.ForeignKeyConstraint(["base_version_id"], ["versions.id"], name=op.f("fk_version_drafts_base_version_id")),
        sa.PrimaryKeyConstraint("user_id", "persona_id", name=op.f("pk_version_drafts")),
        sqlite_strict=True,
    )
    op.create_table(
        "consents",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "persona_id", "kind", "given_by")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("statement", "recorded_by")),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('voice', 'likeness')", name=op.f("ck_consents_kind")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_consents_persona_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_consents_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sqlite_strict=True,
    )
    op.create_index("consents_persona_id_idx", "consents", ["persona_id", "recorded_at"])
    for statement in _GUARD_SQLITE if _on_sqlite() else _GUARD_POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Go back; edits that were not saved, consents and verifications are lost."""
    op.execute("DROP TRIGGER versions_immutable" + ("" if _on_sqlite() else " ON versions"))
    if not _on_sqlite():
        op.execute("DROP FUNCTION refuse_version_change")
    op.drop_table("consents")
    op.drop_table("version_drafts")
    op.drop_column("personas", "verified_by")
    op.drop_column("personas", "verified_at")


_GUARD_SQLITE: Final = (
    f"CREATE TRIGGER versions_immutable BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
)
_GUARD_POSTGRES: Final = (
    f"""CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    "CREATE TRIGGER versions_immutable BEFORE UPDATE ON versions FOR EACH ROW EXECUTE FUNCTION refuse_version_change()",
)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
