"""Quotas: the plan of a user, what is used and set aside of each limit, and budgets.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOCAL_USER: Final = "00000000-0000-4000-8000-000000000001"
QUOTAS: Final = "quota IN ('cost', 'messages', 'video', 'voice')"


def upgrade() -> None:
    """Add the plan and the tables. The user of a studio without accounts has everything; others begin free."""
    op.add_column("users", sa.Column("tier", sa.Text(), nullable=False, server_default="free"))
    op.execute(f"UPDATE users SET tier = 'local' WHERE id = '{LOCAL_USER}'")  # noqa: S608 - our own words
    _counters()
    _holds()
    _budgets()


def downgrade() -> None:
    """Take them away; plans and budgets are lost, the ledger is not."""
    for table in ("budgets", "quota_holds", "quota_counters"):
        op.drop_table(table)
    op.drop_column("users", "tier")


def _columns(names: str, kind: sa.types.TypeEngine[Any]) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind, nullable=False) for name in names.split())


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"))


def _counters() -> None:
    op.create_table(
        "quota_counters",
        *_columns("user_id quota persona_id", sa.Text()),
        *_columns("starts_at ends_at", MOMENT),
        *_columns("used", BIG),
        sa.PrimaryKeyConstraint(
            "user_id", "quota", "persona_id", "starts_at", "ends_at", name=op.f("pk_quota_counters")
        ),
        _of_user("quota_counters"),
        sa.CheckConstraint(QUOTAS, name=op.f("ck_quota_counters_quota")),
        sqlite_strict=True,
    )


def _holds() -> None:
    op.create_table(
        "quota_holds",
        *_columns("id user_id quota persona_id", sa.Text()),
        *_columns("starts_at ends_at", MOMENT),
        *_columns("amount", BIG),
        *_columns("owner status", sa.Text()),
        *_columns("expires_at", MOMENT),
        sa.PrimaryKeyConstraint("id", "quota", "persona_id", "starts_at", "ends_at", name=op.f("pk_quota_holds")),
        sa.CheckConstraint("status IN ('held', 'lapsed')", name=op.f("ck_quota_holds_status")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_quota_holds_amount")),
        sqlite_strict=True,
    )
    op.create_index("quota_holds_user_id_idx", "quota_holds", ["user_id", "status"])


def _budgets() -> None:
    op.create_table(
        "budgets",
        *_columns("user_id persona_id period", sa.Text()),
        *_columns("cap_microdollars", BIG),
        *_columns("updated_at", MOMENT),
        sa.PrimaryKeyConstraint("user_id", "persona_id", "period", name=op.f("pk_budgets")),
        _of_user("budgets"),
        sa.CheckConstraint("period IN ('day', 'month')", name=op.f("ck_budgets_period")),
        sa.CheckConstraint("cap_microdollars >= 0", name=op.f("ck_budgets_cap_microdollars")),
        sqlite_strict=True,
    )
