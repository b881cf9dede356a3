"""Tables of human ratings: rounds, the conversations to rate in each, and what raters said of them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Table

from store.rating_values import RoundKind
from store.tables.columns import BIG, FLOAT, Words, at_least, flag, moment, one_of, text
from store.tables.library import metadata

rating_rounds: Final = Table(
    "rating_rounds",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("title"),
    text("kind"),
    Column("run_a", Words, ForeignKey("runs.id"), nullable=False),
    Column("run_b", Words, ForeignKey("runs.id"), nullable=True),
    Column("seed", BIG, nullable=False),
    Column("overlap", Integer, nullable=False),
    moment("created_at"),
    moment("deleted_at", nullable=True),
    one_of("kind", RoundKind),
    at_least("overlap", 1),
    Index("rating_rounds_user_id_idx", "user_id", "created_at", "id"),
    sqlite_strict=True,
)

rating_items: Final = Table(
    "rating_items",
    metadata,
    Column("round_id", Words, ForeignKey("rating_rounds.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("outcome_a", Words, ForeignKey("outcomes.id"), nullable=False),
    Column("outcome_b", Words, ForeignKey("outcomes.id"), nullable=True),
    PrimaryKeyConstraint("round_id", "position"),
    sqlite_strict=True,
)

# `swapped` tells on which side the rater saw which: `outcome_b` stood on the left. `value` is about a and b.
ratings: Final = Table(
    "ratings",
    metadata,
    Column("id", Words, primary_key=True),
    Column("round_id", Words, nullable=False),
    Column("position", Integer, nullable=False),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("rater"),
    flag("swapped"),
    Column("value", FLOAT, nullable=False),
    Column("seconds", FLOAT, nullable=False),
    moment("created_at"),
    ForeignKeyConstraint(["round_id", "position"], ["rating_items.round_id", "rating_items.position"]),
    at_least("seconds", 0),
    Index("ratings_unique", "round_id", "position", "rater", unique=True),
    sqlite_strict=True,
)
