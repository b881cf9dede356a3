"""The table of assets: pictures, sounds, videos and models of a persona, by the hash of their content."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlalchemy import text as sql

from store.tables.columns import BIG, FLOAT, Words, at_least, flag, moment, one_of, text
from store.tables.library import metadata
from store.values import AssetKind

_PRIMARY: Final = "is_primary AND deleted_at IS NULL"

# `wizard_id` names a wizard's session that may be gone since: no foreign key.
assets: Final = Table(
    "assets",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=True),
    Column("wizard_id", Words, nullable=True),
    text("kind"),
    text("label"),
    flag("is_primary"),
    text("content_hash"),
    text("media_type"),
    Column("bytes", BIG, nullable=False),
    Column("width", Integer, nullable=True),
    Column("height", Integer, nullable=True),
    Column("seconds", FLOAT, nullable=True),
    text("provider"),
    text("provider_label"),
    Column("seed", BIG, nullable=True),
    Column("cost_microdollars", BIG, nullable=True),
    flag("sensitive"),
    text("provenance", default="{}"),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    one_of("kind", AssetKind),
    at_least("bytes", 1),
    at_least("cost_microdollars", 0),
    Index("assets_persona_id_idx", "persona_id", "created_at", "id"),
    Index("assets_wizard_id_idx", "wizard_id", "created_at", "id"),
    Index("assets_user_id_idx", "user_id", "created_at", "id"),
    Index("assets_content_hash_idx", "content_hash"),
    # One picture of a kind and label is the one that is shown.
    Index(
        "assets_primary_unique",
        "persona_id",
        "kind",
        "label",
        unique=True,
        sqlite_where=sql(_PRIMARY),
        postgresql_where=sql(_PRIMARY),
    ),
    sqlite_strict=True,
)
