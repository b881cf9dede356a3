"""The ledger page by page, and its sums by purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text as sql

from brain.models.chat import TokenCount
from brain.turn import Usage
from store import LOCAL_ACTOR, migrate, open_store
from store.database import Database

if TYPE_CHECKING:
    from store import Store
    from store.values import Persona

    from .conftest import People

SPEECH = Usage(
    provider="elevenlabs", model="eleven_v3", operation="speech", characters=120, seconds=7.25, cost_microdollars=12_000
)
PICTURE = Usage(provider="replicate", model="sdxl", operation="picture", pictures=2, cost_microdollars=None)
TEXT = Usage(
    provider="anthropic",
    model="claude-haiku-4-5",
    tokens=TokenCount(input=10, output=3, cache_read=100, cache_write=20),
    cost_microdollars=60,
)


def test_entries_say_what_each_call_took(store: Store, people: People, persona: Persona) -> None:
    """Tokens, characters, seconds and pictures come back as they were entered, newest first, page by page."""
    for spent, purpose in ((TEXT, "judge"), (SPEECH, "speech"), (PICTURE, "picture")):
        store.usage.add(people.owner, spent, purpose=purpose, persona_id=persona.card.id)
    first = store.usage.entries(people.owner, limit=2)
    rest = store.usage.entries(people.owner, limit=2, cursor=first.next_cursor)
    found = [*first.items, *rest.items]
    assert rest.next_cursor is None
    assert [(one.purpose, one.operation) for one in found] == [
        ("picture", "picture"), ("speech", "speech"), ("judge", "text"),
    ]  # fmt: skip
    picture, speech, text = found
    assert (picture.pictures, picture.cost_microdollars) == (2, None)
    assert (speech.characters, speech.seconds, speech.persona_id) == (120, 7.25, persona.card.id)
    assert text.tokens == TEXT.tokens
    assert store.usage.entries(people.other).items == ()
    assert len(store.usage.entries(people.admin).items) == 3


def test_sums_by_purpose_are_the_whole_ledger(store: Store, people: People, persona: Persona) -> None:
    """The sums of the purposes add up to the total, to the micro-dollar; a time narrows both ends."""
    for spent, purpose in ((TEXT, "judge"), (TEXT, "judge"), (SPEECH, "speech"), (PICTURE, "picture")):
        store.usage.add(people.owner, spent, purpose=purpose, persona_id=persona.card.id)
    sums, total = store.usage.by_purpose(people.owner), store.usage.total(people.owner)
    assert sorted(sums) == ["judge", "picture", "speech"]
    assert sum(one.cost_microdollars for one in sums.values()) == total.cost_microdollars == 12_120
    assert (sums["judge"].calls, sums["judge"].cache_read_tokens, sums["judge"].cache_write_tokens) == (2, 200, 40)
    assert (sums["speech"].characters, sums["speech"].seconds) == (120, 7.25)
    assert (sums["picture"].pictures, sums["picture"].unpriced) == (2, 1)
    now = datetime.now(UTC)
    assert store.usage.by_purpose(people.owner, before=now - timedelta(hours=1)) == {}
    assert store.usage.by_purpose(people.owner, since=now - timedelta(hours=1), before=now) == sums


@pytest.mark.parametrize(("purpose", "operation", "pictures"), [("speech", "speech", 0), ("picture", "picture", 1)])
def test_older_entries_are_told_by_their_purpose(empty_url: str, purpose: str, operation: str, pictures: int) -> None:
    """A row from before the columns is of the operation that its purpose names."""
    migrate.upgrade(empty_url, revision="0009")
    database = Database(empty_url)
    with database.write() as connection:
        user = connection.execute(sql("SELECT id FROM users")).scalar_one()
        connection.execute(
            sql(
                "INSERT INTO usage (id, user_id, purpose, provider, model, input_tokens, output_tokens, "
                "cache_read_tokens, cache_write_tokens, cost_microdollars, created_at) "
                "VALUES ('u', :user, :purpose, 'p', 'm', 0, 0, 0, 0, 5, '2026-01-01T00:00:00.000000+00:00')"
            ),
            {"user": user, "purpose": purpose},
        )
    database.close()
    migrate.upgrade(empty_url)
    store = open_store(empty_url)
    (entry,) = store.usage.entries(LOCAL_ACTOR).items
    assert (entry.operation, entry.pictures, entry.cost_microdollars) == (operation, pictures, 5)
    store.close()
