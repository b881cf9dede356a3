"""Tables of quotas: what is used of a limit in a period, what of it is set aside, and the budgets of users."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from store.tables.columns import BIG, Words, at_least, count, moment, one_of, text
from store.tables.library import metadata

QUOTAS: Final = ("cost", "messages", "video", "voice")
"""What is limited: micro-dollars, messages, and milliseconds of video and voice."""

PERIODS: Final = ("day", "month")

_KEY: Final = ("quota", "persona_id", "starts_at", "ends_at")

# Made when a period is first counted, from the ledger and the turns; from then on the row is the truth that limits.
# An empty persona_id is all personas: a null would not be unique.
quota_counters: Final = Table(
    "quota_counters",
    metadata,
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("quota"),
    text("persona_id"),
    moment("starts_at"),
    moment("ends_at"),
    count("used"),
    PrimaryKeyConstraint("user_id", *_KEY),
    one_of("quota", QUOTAS),
    sqlite_strict=True,
)

# What is set aside for work that has begun. The id is that of the draft, the run or the call; `lapsed` was given back
# because nobody came for it in time, and counts again if somebody does. The user is no foreign key: its lock would be
# asked for while counters are locked, and whoever makes counters locks the two the other way round.
quota_holds: Final = Table(
    "quota_holds",
    metadata,
    text("id"),
    text("user_id"),
    text("quota"),
    text("persona_id"),
    moment("starts_at"),
    moment("ends_at"),
    Column("amount", BIG, nullable=False),
    text("owner"),
    text("status", default="held"),
    moment("expires_at"),
    PrimaryKeyConstraint("id", *_KEY),
    one_of("status", ("held", "lapsed")),
    at_least("amount", 0),
    Index("quota_holds_user_id_idx", "user_id", "status"),
    sqlite_strict=True,
)

budgets: Final = Table(
    "budgets",
    metadata,
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("persona_id"),
    text("period"),
    Column("cap_microdollars", BIG, nullable=False),
    moment("updated_at"),
    PrimaryKeyConstraint("user_id", "persona_id", "period"),
    one_of("period", PERIODS),
    at_least("cap_microdollars", 0),
    sqlite_strict=True,
)
