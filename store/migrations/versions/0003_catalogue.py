"""Personas that can be filtered by domain and tag, sorted by name and searched by words.

Stands alone. What it adds is derived from the genomes: the store fills it when it next opens (`store.catalogue`).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the labels, the lines and their words; a name to sort by, and what a copy and a deletion leave behind."""
    op.drop_column("personas", "search_text")
    op.add_column("personas", sa.Column("sort_name", sa.Text(), nullable=False, server_default=""))
    if not _on_sqlite():
        op.alter_column("personas", "sort_name", server_default=None)
    op.execute("UPDATE personas SET sort_name = lower(name)")
    for name in ("status_before", "copied_from"):
        op.add_column("personas", sa.Column(name, sa.Text(), nullable=True))
    op.create_index("personas_sort_name_idx", "personas", ["user_id", "sort_name", "id"])
    counted = ["user_id", "deleted_at", "status", "archetype", "is_real", "is_demo", "is_public"]
    op.create_index("personas_facets_idx", "personas", counted)
    _labels()
    _texts()


def downgrade() -> None:
    """Go back; what only the index held can be made again from the genomes."""
    op.execute("DROP TABLE persona_words")
    op.drop_table("persona_texts")
    op.drop_table("persona_labels")
    op.drop_index("personas_facets_idx", "personas")
    op.drop_index("personas_sort_name_idx", "personas")
    for name in ("copied_from", "status_before", "sort_name"):
        op.drop_column("personas", name)
    op.add_column("personas", sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    if not _on_sqlite():
        op.alter_column("personas", "search_text", server_default=None)
    op.execute("UPDATE personas SET search_text = lower(name || ' ' || slug || ' ' || tagline || ' ' || domains)")


def _labels() -> None:
    op.create_table(
        "persona_labels",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("persona_id", "kind", "folded", "label")),
        sa.CheckConstraint("kind IN ('domain', 'tag')", name=op.f("ck_persona_labels_kind")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_persona_labels_persona_id")),
        sa.PrimaryKeyConstraint("persona_id", "kind", "folded", name=op.f("pk_persona_labels")),
        sqlite_strict=True,
    )
    op.create_index("persona_labels_kind_idx", "persona_labels", ["kind", "folded", "persona_id"])


def _texts() -> None:
    op.create_table(
        "persona_texts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("persona_id", sa.Text(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_persona_texts_persona_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persona_texts")),
        sa.UniqueConstraint("persona_id", name=op.f("uq_persona_texts_persona_id")),
        sqlite_strict=True,
    )
    if _on_sqlite():
        op.execute(
            "CREATE VIRTUAL TABLE persona_words USING fts5"
            "(name, labels, beliefs, others, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')"
        )
        return
    op.execute(
        "CREATE TABLE persona_words (id BIGINT CONSTRAINT pk_persona_words PRIMARY KEY "
        "CONSTRAINT fk_persona_words_id REFERENCES persona_texts (id) ON DELETE CASCADE, "
        "name TEXT NOT NULL, labels TEXT NOT NULL, beliefs TEXT NOT NULL, others TEXT NOT NULL, "
        "lexemes TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX persona_words_lexemes_idx ON persona_words USING gin (lexemes)")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
