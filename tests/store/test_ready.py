"""Statements that go to the driver as they are give what SQLAlchemy gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, select

from brain.errors import Conflict, InvalidInput
from store.ready import Ready
from store.tables import outbox

if TYPE_CHECKING:
    from store import Store

ADD = Ready(outbox.insert())
FIND = select(outbox).where(outbox.c.memory_id == bindparam("sought")).order_by(outbox.c.id)
AT = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
ENTRY = {"memory_id": "m", "persona_id": "p", "user_id": "u", "operation": "upsert", "created_at": AT}


def test_rows_are_those_of_sqlalchemy(store: Store) -> None:
    """What is put in comes back with names, as UTC moments, cleaned, and with the defaults of what was not given."""
    with store.database.write() as connection:
        ADD.each(connection, [ENTRY, ENTRY | {"noun": "turn", "user_id": "u\x00"}])
        expected = connection.execute(FIND, {"sought": "m"}).all()
        found = Ready(FIND).rows(connection, {"sought": "m"})
        first = Ready(FIND).first(connection, {"sought": "m"})
    assert [tuple(row) for row in found] == [tuple(row) for row in expected]
    assert (first.noun, first.created_at) == ("memory", AT.astimezone(UTC))
    assert (found[1].noun, found[1].user_id) == ("turn", "u\ufffd")
    assert found[1].id > found[0].id


def test_nothing_found_and_nothing_changed(store: Store) -> None:
    """No row is None, and a statement says how many rows it changed."""
    change = Ready(outbox.update().where(outbox.c.memory_id == bindparam("sought")).values(noun=bindparam("new")))
    with store.database.write() as connection:
        assert Ready(FIND).first(connection, {"sought": "none"}) is None
        assert change.change(connection, {"sought": "none", "new": "turn"}) == 0
        assert ADD.change(connection, ENTRY) == 1
        assert change.change(connection, {"sought": "m", "new": "turn"}) == 1
        assert Ready(FIND).first(connection, {"sought": "m"}).noun == "turn"


def test_what_was_made_of_a_row_is_made_anew_when_the_row_changes(store: Store) -> None:
    """A row that is the same is not read twice; one that changed is."""
    nouns: list[str] = []

    def noted(row: tuple[str, ...]) -> str:
        nouns.append(row[-1])
        return row[-1]

    query = Ready(select(outbox.c.memory_id, outbox.c.noun), of=noted)
    with store.database.write() as connection:
        ADD.change(connection, ENTRY)
        assert query.rows(connection, {}) == query.rows(connection, {}) == ["memory"]
        connection.execute(outbox.update().values(noun="turn"))
        assert query.rows(connection, {}) == ["turn"]
    assert nouns == ["memory", "turn"]


@pytest.mark.parametrize(
    ("entry", "error"), [({"operation": "sing"}, Conflict), ({"created_at": None}, Conflict)], ids=["check", "null"]
)
def test_what_the_database_refuses_is_an_error_of_the_store(
    store: Store, entry: dict[str, object], error: type[Exception]
) -> None:
    """The driver's errors are told as SQLAlchemy's are, and the connection goes on."""
    with pytest.raises(error), store.database.write() as connection:
        ADD.each(connection, [ENTRY | entry])
    with pytest.raises(error), store.database.write() as connection:
        ADD.change(connection, ENTRY | entry)
    with store.database.read() as connection:
        assert Ready(FIND).rows(connection, {"sought": "m"}) == []


def test_a_number_that_no_column_holds_is_refused(store: Store) -> None:
    """Beyond 64 bits."""
    query = Ready(select(outbox).where(outbox.c.id == bindparam("number")))
    with pytest.raises(InvalidInput), store.database.read() as connection:
        query.first(connection, {"number": 2**70})
