"""Users, the ledger of usage, and the audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from brain.errors import Conflict, InvalidInput
from brain.models.chat import TokenCount
from brain.turn import Usage
from store import LOCAL_USER_ID, Actor
from store.usage_values import UsageTotal

if TYPE_CHECKING:
    from store import Store
    from store.values import Persona, Session

    from .conftest import People


def test_a_user_is_added_and_changed(store: Store, people: People) -> None:
    """Name and time zone can be changed, and the email is taken once."""
    found = store.users.get(people.owner, people.owner.user_id)
    assert (found.name, found.email, found.time_zone) == ("Olga", "olga@example.org", "UTC")
    changed = store.users.change(people.owner, people.owner.user_id, name="Olga B", time_zone="Europe/Oslo")
    assert (changed.name, changed.time_zone) == ("Olga B", "Europe/Oslo")
    assert store.users.get(people.owner, people.owner.user_id) == changed
    with pytest.raises(Conflict):
        store.users.add(people.admin, name="Olga again", email="olga@example.org")
    with pytest.raises(Conflict):
        store.users.add(people.admin, name="Same id", user_id=people.owner.user_id)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "a\x00b"])
def test_a_time_zone_must_be_one(store: Store, people: People, zone: str) -> None:
    """Only a zone that the time zone database knows."""
    with pytest.raises(InvalidInput):
        store.users.change(people.owner, people.owner.user_id, time_zone=zone)


def test_the_local_user_is_there(store: Store) -> None:
    """However often it is asked for."""
    assert store.users.ensure_local() == store.users.ensure_local()
    assert store.users.ensure_local().id == LOCAL_USER_ID


def test_the_ledger_adds_up(store: Store, people: People, persona: Persona, session: Session) -> None:
    """Sums by session, persona and time; what has no price is counted apart."""
    for cost, purpose in ((5, "judge"), (None, "judge"), (7, "extraction")):
        spent = Usage(provider="p", model="m", tokens=TokenCount(input=2, output=1), cost_microdollars=cost)
        store.usage.add(people.owner, spent, purpose=purpose, persona_id=persona.card.id, session_id=session.id)
    store.usage.add(people.owner, Usage(cost_microdollars=2**40), purpose="judge")
    assert store.usage.total(people.owner, session_id=session.id) == UsageTotal(3, 6, 3, 12, 1)
    assert store.usage.total(people.owner, persona_id=persona.card.id) == UsageTotal(3, 6, 3, 12, 1)
    assert store.usage.total(people.owner) == UsageTotal(4, 6, 3, 12 + 2**40, 1)
    later = datetime.now(UTC) + timedelta(seconds=1)
    assert store.usage.total(people.owner, since=later) == UsageTotal(0, 0, 0, 0, 0)
    assert store.usage.total(people.other) == UsageTotal(0, 0, 0, 0, 0)
    assert store.usage.total(people.admin).calls == 4


def test_the_log_shows_everybody_their_own(store: Store, people: People, persona: Persona) -> None:
    """A member sees what they did, an admin everything, in pages without a gap."""
    store.personas.publish(people.admin, persona.card.id, public=True)
    assert [entry.action for entry in store.audit.list(people.owner).items] == ["create"]
    assert store.audit.list(people.other).items == ()
    seen, cursor = [], None
    while True:
        page = store.audit.list(people.admin, cursor=cursor, limit=1)
        seen += [entry.action for entry in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == ["publish", "create", "add", "add"]


def test_an_actor_without_a_row_sees_nothing(store: Store, people: People, persona: Persona) -> None:  # noqa: ARG001
    """An unknown id is an empty studio."""
    stranger = Actor("nobody")
    assert store.catalogue.list(stranger).items == ()
    assert store.users.list(stranger).items == ()
    assert store.conversations.list(stranger).items == ()
