"""The table of wizard sessions: personas that are being made. Names follow the system report, section 3.1."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table

from store.tables.columns import BIG, Words, at_least, count, moment, one_of, text
from store.tables.library import metadata

STEPS: Final = ("spark", "visual", "voice", "mind", "review")
"""The steps, in the order in which they are taken."""

wizard_sessions: Final = Table(
    "wizard_sessions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    # Null until it is published.
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=True),
    text("source"),
    # The genome it starts from (a card, a copy), as a document; empty where it is drafted from the spark.
    text("base"),
    Column("seed", BIG, nullable=False),
    text("drafted_by"),
    text("current_step", default=STEPS[0]),
    text("spark_data", default="{}"),
    text("visual_data", default="{}"),
    text("voice_data", default="{}"),
    text("mind_data", default="{}"),
    text("motion_data", default="{}"),
    text("costs", default="{}"),
    count("total_cost_microdollars"),
    count("revision"),
    moment("created_at"),
    moment("updated_at"),
    moment("completed_at", nullable=True),
    moment("abandoned_at", nullable=True),
    moment("deleted_at", nullable=True),
    one_of("current_step", STEPS),
    at_least("total_cost_microdollars", 0),
    at_least("revision", 0),
    Index("wizard_sessions_user_id_idx", "user_id", "updated_at", "id"),
    Index("wizard_sessions_persona_id_idx", "persona_id"),
    sqlite_strict=True,
)
