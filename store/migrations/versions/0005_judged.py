"""What a judge said beside a reading gets a column of its own; it lay in an object together with the signals.

Passages can be counted by whose they are, which tells a vector index that has diverged from one that has not.
Stands alone: it never imports the tables of the day.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 200


def upgrade() -> None:
    """Add the column, and move what judges said into it; add the index."""
    op.create_index("passages_persona_id_idx", "passages", ["persona_id", "user_id", "kind"])
    op.add_column("readings", sa.Column("judged", sa.Text(), nullable=True))
    for row in _rows("substr(signals, 1, 1) = '{'"):
        both = json.loads(row.signals)
        _keep(row.interaction_id, _document(both["signals"]), _document(both["judged"]))


def downgrade() -> None:
    """Put what judges said back beside the signals, and drop the index."""
    op.drop_index("passages_persona_id_idx", "passages")
    for row in _rows("judged IS NOT NULL"):
        both = {"signals": json.loads(row.signals), "judged": json.loads(row.judged)}
        _keep(row.interaction_id, _document(both), None)
    op.drop_column("readings", "judged")


def _rows(which: str) -> Iterator[sa.Row[Any]]:
    """Those readings, in batches: what is changed is none of them any more."""
    columns = "interaction_id, signals, judged"
    query = sa.text(f"SELECT {columns} FROM readings WHERE {which} ORDER BY interaction_id LIMIT {BATCH}")  # noqa: S608 - our own words
    while rows := op.get_bind().execute(query).all():
        yield from rows


def _keep(interaction_id: str, signals: str, judged: str | None) -> None:
    op.get_bind().execute(
        sa.text("UPDATE readings SET signals = :signals, judged = :judged WHERE interaction_id = :id"),
        {"signals": signals, "judged": judged, "id": interaction_id},
    )


def _document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
