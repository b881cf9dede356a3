"""Rows in bulk are the same rows: whatever stands in them comes back, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from store.bulk import ROWS, Bulk
from store.tables import audit_log

if TYPE_CHECKING:
    from store import Store

anything = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["\\N", "\\.", "a\tb\nc\rd\\", "\\t", "\x00"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(texts=st.lists(anything, min_size=1, max_size=5))
def test_what_goes_in_comes_out(store: Store, texts: list[str]) -> None:
    """Tabs, line ends, backslashes and the words for null are text; NUL becomes U+FFFD, as anywhere in the store."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with store.database.write() as connection:
        connection.execute(audit_log.delete())
        bulk = Bulk(connection, audit_log, ["id", "created_at"])
        tails = [bulk.tail({"actor_id": "a", "action": text, "noun": "n", "noun_id": text}) for text in texts]
        bulk.insert(connection, (((f"row-{number}", at), tail) for number, tail in enumerate(tails)))
    with store.database.read() as connection:
        found = connection.execute(select(audit_log).order_by(audit_log.c.id)).all()
    clean = [text.replace("\x00", "\ufffd") for text in texts]
    assert [(row.action, row.noun_id, row.detail, row.created_at) for row in found] == [
        (text, text, "{}", at) for text in clean
    ]


def test_any_number_of_rows_goes_in(store: Store) -> None:
    """Those that fill a statement and those that are left over, each once; a time may be given as text."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with store.database.write() as connection:
        connection.execute(audit_log.delete())
        bulk = Bulk(connection, audit_log, ["id", "created_at"])
        tail = bulk.tail({"actor_id": "a", "action": "x", "noun": "n", "noun_id": "m"})
        for number in (0, 1, ROWS, 2 * ROWS + 7):
            heads = ((f"{number}-{one:04d}", at.isoformat(timespec="microseconds")) for one in range(number))
            bulk.insert(connection, ((head, tail) for head in heads))
    with store.database.read() as connection:
        found = connection.execute(select(audit_log.c.id, audit_log.c.created_at)).all()
    wanted = {f"{number}-{one:04d}" for number in (1, ROWS, 2 * ROWS + 7) for one in range(number)}
    assert {row.id for row in found} == wanted
    assert len(found) == len(wanted)
    assert {row.created_at for row in found} == {at}
