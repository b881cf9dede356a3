"""On PostgreSQL, rows that are inserted together are entered into the warehouse's queue together, not one by one.

SQLite has no triggers of a statement. Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DAY: Final = "to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
OF_TURN: Final = "(SELECT created_at FROM interactions WHERE id = {row}.interaction_id)"
OF_RUN: Final = "(SELECT created_at FROM runs WHERE id = {row}.run_id)"
INSERTED: Final = (
    ("readings", "turns", "{row}.interaction_id", OF_TURN),
    ("turn_ratings", "turns", "{row}.interaction_id", OF_TURN),
    ("usage", "usage", "{row}.id", "{row}.created_at"),
    ("scores", "scores", "{row}.run_id", OF_RUN),
)


def upgrade() -> None:
    """Have one call enter all rows of a statement."""
    _replace("added", " FROM added", "REFERENCING NEW TABLE AS added FOR EACH STATEMENT")


def downgrade() -> None:
    """Have each row entered by itself again."""
    _replace("NEW", "", "FOR EACH ROW")


def _replace(row: str, source: str, each: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in _triggers(row, source, each):
            op.execute(statement)


def _triggers(row: str, source: str, each: str) -> Iterator[str]:
    for table, noun, key, created in INSERTED:
        name, day = f"warehouse_{table}_insert", DAY.format(at=created.format(row=row))
        told = f"SELECT '{noun}', {key.format(row=row)}, {day}{source}"
        body = f"BEGIN INSERT INTO warehouse_changes (noun, key, day) {told}; RETURN NULL; END"
        yield f"DROP TRIGGER {name} ON {table}"
        yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        yield f"CREATE TRIGGER {name} AFTER INSERT ON {table} {each} EXECUTE FUNCTION {name}()"
