"""The signals of readings as they are kept: each its own, or one document that copies have in common.

By far the largest part of a turn: of a made history, thousands of whose turns are copies of one, it is kept once.
Works within a caller's transaction.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from store.tables import readings, shared_signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

SIGNALS: Final = func.coalesce(shared_signals.c.signals, readings.c.signals).label("signals")
"""The signals of a reading as JSON, in a query over its readings that has an outer join `SHARING`."""

SHARING: Final = (shared_signals, shared_signals.c.id == readings.c.shared_signals)

OWN: Final = tuple(column for column in readings.c if column.name not in {"signals", "shared_signals"})
"""The columns of a reading beside them."""

_AT_ONCE: Final = 500


def share(connection: Connection, documents: Sequence[str]) -> list[int]:
    """Keep documents that are not kept yet; the id of each, in order."""
    columns, hashes = shared_signals.c, [sha256(one.encode()).hexdigest() for one in documents]
    known: dict[str, int] = {}
    for start in range(0, len(hashes), _AT_ONCE):
        query = select(columns.hash, columns.id).where(columns.hash.in_(hashes[start : start + _AT_ONCE]))
        known |= {row.hash: row.id for row in connection.execute(query)}
    for one, document in dict(zip(hashes, documents, strict=True)).items():
        if one not in known:
            new = shared_signals.insert().values(hash=one, signals=document).returning(columns.id)
            known[one] = connection.execute(new).scalar_one()
    return [known[one] for one in hashes]


def sweep(connection: Connection) -> None:
    """Erase documents that no reading names any more."""
    named = select(readings.c.shared_signals).where(readings.c.shared_signals.is_not(None))
    connection.execute(shared_signals.delete().where(shared_signals.c.id.not_in(named)))
