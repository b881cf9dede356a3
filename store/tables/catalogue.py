"""Tables derived from the newest genome of each persona: its labels, and the lines that a search quotes.

The words of those lines are indexed beside them in `persona_words`; see `store/tables/words.py`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from store.tables.columns import BIG, Words, one_of, text
from store.tables.library import metadata

LABELS: Final = ("domain", "tag")
"""What a label can be."""

persona_labels: Final = Table(
    "persona_labels",
    metadata,
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    text("kind"),
    text("folded"),
    text("label"),
    PrimaryKeyConstraint("persona_id", "kind", "folded"),
    one_of("kind", LABELS),
    Index("persona_labels_kind_idx", "kind", "folded", "persona_id"),
    sqlite_strict=True,
)

# `rules` is the number of the rules that the lines were made by: others are made anew when the store opens.
persona_texts: Final = Table(
    "persona_texts",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=True),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("rules", Integer, nullable=False),
    text("lines"),
    UniqueConstraint("persona_id"),
    sqlite_strict=True,
)
