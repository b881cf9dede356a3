"""What changed since the warehouse last looked, kept by triggers on the tables that it copies.

Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

OF_TURN: Final = "(SELECT created_at FROM interactions WHERE id = {row}.interaction_id)"
OF_RUN: Final = "(SELECT created_at FROM runs WHERE id = {row}.run_id)"
# A turn is its interaction, reading and ratings; the reading comes after the interaction, so that the insertion of the
# interaction alone says nothing.
WATCHED: Final = (
    ("interactions", "turns", "{row}.id", "{row}.created_at", ("UPDATE", "DELETE")),
    ("readings", "turns", "{row}.interaction_id", OF_TURN, ("INSERT", "UPDATE", "DELETE")),
    ("turn_ratings", "turns", "{row}.interaction_id", OF_TURN, ("INSERT", "UPDATE", "DELETE")),
    ("usage", "usage", "{row}.id", "{row}.created_at", ("INSERT", "UPDATE", "DELETE")),
    ("runs", "runs", "{row}.id", "{row}.created_at", ("INSERT", "UPDATE", "DELETE")),
    ("scores", "scores", "{row}.run_id", OF_RUN, ("INSERT", "UPDATE", "DELETE")),
)
ADD: Final = "INSERT INTO warehouse_changes (noun, key, day)"
# A run that is deleted or brought back takes its scores with it; one that moves moves them.
SCORES_FOLLOW: Final = f"{ADD} SELECT 'scores', NEW.id, NULL WHERE {{changed}};"
TURNS_FOLLOW: Final = f"""{ADD} SELECT 'turns', id, NULL FROM interactions WHERE session_id = NEW.id AND {{changed}};
    {ADD} SELECT 'usage', id, NULL FROM usage WHERE session_id = NEW.id AND {{changed}};"""  # noqa: S608 - the same
FOLLOWING: Final = (
    ("runs", "scores_follow", SCORES_FOLLOW, ("deleted_at", "created_at")),
    ("sessions", "turns_follow", TURNS_FOLLOW, ("version_id", "mode")),
)


def upgrade() -> None:
    """Make the queue and what fills it. What is there already is no change: the first copy reads all of it."""
    op.create_table(
        "warehouse_changes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("noun", "key")),
        sa.Column("day", sa.Text(), nullable=True),
        sa.CheckConstraint("noun IN ('turns', 'usage', 'runs', 'scores')", name=op.f("ck_warehouse_changes_noun")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_changes")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "warehouse_feed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("warehouse", "token")),
        sa.Column("drained", BIG, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_warehouse_feed_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_feed")),
        sqlite_strict=True,
    )
    for statement in _on_sqlite_triggers() if _on_sqlite() else _on_postgres_triggers():
        op.execute(statement)


def downgrade() -> None:
    """Take them away; copies are made anew after the next upgrade."""
    for table, name in _names():
        op.execute(f"DROP TRIGGER {name}" + ("" if _on_sqlite() else f" ON {table}"))
        if not _on_sqlite():
            op.execute(f"DROP FUNCTION {name}")
    op.drop_table("warehouse_feed")
    op.drop_table("warehouse_changes")


def _names() -> Iterator[tuple[str, str]]:
    for table, *_, events in WATCHED:
        yield from ((table, f"warehouse_{table}_{event.lower()}") for event in events)
    yield from ((table, f"warehouse_{name}") for table, name, *_ in FOLLOWING)


def _entries(noun: str, key: str, created: str, event: str, day: str, differs: str) -> str:
    """What a trigger adds; a row that moves to another day is looked for on both."""
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]
    told = []
    for row in rows:
        at = created.format(row=row)
        again = f" WHERE {at} {differs} {created.format(row='OLD')}" if event == "UPDATE" and row == "NEW" else ""
        told.append(f"{ADD} SELECT '{noun}', {key.format(row=row)}, {day.format(at=at)}{again};")
    return "\n".join(told)


def _on_sqlite_triggers() -> Iterator[str]:
    for table, noun, key, created, events in WATCHED:
        for event in events:
            body = _entries(noun, key, created, event, "substr({at}, 1, 10)", "IS NOT")
            yield f"CREATE TRIGGER warehouse_{table}_{event.lower()} AFTER {event} ON {table} BEGIN {body} END"
    for table, name, body, columns in FOLLOWING:
        changed = " OR ".join(f"NEW.{one} IS NOT OLD.{one}" for one in columns)
        told = body.format(changed=f"({changed})")
        yield f"CREATE TRIGGER warehouse_{name} AFTER UPDATE OF {', '.join(columns)} ON {table} BEGIN {told} END"


def _on_postgres_triggers() -> Iterator[str]:
    day = "to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    for table, noun, key, created, events in WATCHED:
        for event in events:
            body = _entries(noun, key, created, event, day, "IS DISTINCT FROM")
            yield from _function(f"warehouse_{table}_{event.lower()}", f"AFTER {event} ON {table}", body)
    for table, name, body, columns in FOLLOWING:
        changed = " OR ".join(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in columns)
        told = body.format(changed=f"({changed})")
        yield from _function(f"warehouse_{name}", f"AFTER UPDATE OF {', '.join(columns)} ON {table}", told)


def _function(name: str, when: str, body: str) -> Iterator[str]:
    yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
    yield f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
