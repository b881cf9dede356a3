"""Tables beside the versions: an edit that is not saved yet, and who agreed to what of a real person's is copied."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from store.tables.columns import Words, moment, one_of, text
from store.tables.library import metadata
from store.values import CONSENTS

version_drafts: Final = Table(
    "version_drafts",
    metadata,
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("base_version_id", Words, ForeignKey("versions.id"), nullable=False),
    # As it was typed: it may be no genome yet, and no JSON.
    text("document"),
    moment("updated_at"),
    PrimaryKeyConstraint("user_id", "persona_id"),
    sqlite_strict=True,
)

consents: Final = Table(
    "consents",
    metadata,
    Column("id", Words, primary_key=True),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    text("kind"),
    text("given_by"),
    text("statement"),
    Column("recorded_by", Words, ForeignKey("users.id"), nullable=False),
    moment("recorded_at"),
    moment("revoked_at", nullable=True),
    one_of("kind", CONSENTS),
    Index("consents_persona_id_idx", "persona_id", "recorded_at"),
    sqlite_strict=True,
)
