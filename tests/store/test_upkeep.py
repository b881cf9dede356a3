"""Upkeep: merge, sum up, fade, purge; seen, undone, and done only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from brain.errors import NotFound
from brain.memory.memory import MemoryStatus, MemoryType, NewMemory
from store.upkeep import Kept

if TYPE_CHECKING:
    from store import Store
    from store.values import Persona, Session

    from .conftest import People

CURRENT, SUPERSEDED, FORGOTTEN = MemoryStatus


def later(days: float) -> datetime:
    """So many days from now."""
    return datetime.now(UTC) + timedelta(days=days)


def test_what_fades_can_be_seen_and_restored_until_it_is_purged(store: Store, people: People, persona: Persona) -> None:
    """After 33 days it is set aside, with when and why; after 30 more it is gone. The important and pinned stay."""
    texts = [("saw a heron", 0.4), ("is called Olga", 0.9), ("likes tea", 0.4)]
    new = [NewMemory(content=text, importance=weight) for text, weight in texts]
    heron, name, tea = store.memories.add(people.owner, persona.card.id, new)
    store.memories.pin(people.owner, tea.id)
    assert store.upkeep.run(later(30)) == Kept()
    assert store.upkeep.run(later(33)) == Kept(faded=1)
    faded = store.memories.get(people.owner, heron.id)
    assert (faded.status, faded.forgotten_why) == (FORGOTTEN, "faded")
    assert store.upkeep.run(later(33)) == Kept()
    assert store.memories.restore(people.owner, heron.id).status is CURRENT
    assert store.upkeep.run(later(33)) == Kept(faded=1)
    assert store.upkeep.run(later(33 + 31)) == Kept(purged=1)
    with pytest.raises(NotFound):
        store.memories.get(people.owner, heron.id)
    assert {name.id, tea.id} == {one.id for one in store.memories.list(people.owner, persona.card.id).items}
    actions = [entry.action for entry in store.audit.list(people.owner, noun_id=heron.id).items]
    assert actions == ["purge", "forget", "restore", "forget"]


def test_like_memories_become_one(store: Store, people: People, persona: Persona) -> None:
    """The better one stays; the other is history, can be restored, and is then left apart."""
    new = [NewMemory(content="I like green tea", importance=0.8), NewMemory(content="I really like green tea")]
    best, other = store.memories.add(people.owner, persona.card.id, new)
    assert store.upkeep.run().merged == 1
    merged = store.memories.get(people.owner, other.id)
    assert (merged.superseded_by, merged.superseded_why) == (best.id, "merged")
    store.memories.restore(people.owner, other.id)
    assert store.memories.get(people.owner, best.id).status is CURRENT
    assert store.upkeep.run() == Kept()


def test_old_episodes_become_one_memory(store: Store, people: People, persona: Persona, session: Session) -> None:
    """With links to what it was made of, found by their words; restoring one of them brings all back."""
    new = [NewMemory(content=f"saw film {n}", type=MemoryType.EVENT, importance=0.6, turn_index=n) for n in range(5)]
    kept = store.memories.add(people.owner, persona.card.id, new, session_id=session.id)
    store.memories.touch(people.owner, persona.card.id, [one.id for one in kept])
    assert store.upkeep.run(later(31)) == Kept(summed_up=5)
    (summary,) = store.memories.list(people.owner, persona.card.id).items
    assert set(summary.sources) == {one.id for one in kept}
    hits = store.search.find(people.owner, persona.card.id, "film", places=["memory"])["memory"]
    assert [hit.source_id for hit in hits] == [summary.id]
    store.memories.restore(people.owner, kept[2].id)
    assert {one.id for one in store.memories.list(people.owner, persona.card.id).items} == {one.id for one in kept}
    assert store.memories.get(people.owner, summary.id).status is FORGOTTEN
    store.memories.restore(people.owner, summary.id)
    assert store.memories.list(people.owner, persona.card.id).items[0].id == summary.id
    assert len(store.memories.list(people.owner, persona.card.id, status=SUPERSEDED).items) == 5


def test_a_summary_made_elsewhere_takes_the_place_of_what_is_due(
    store: Store, people: People, persona: Persona, session: Session
) -> None:
    """What is due is told without changing it; a summary of it is kept once, and not if one of them has changed."""
    new = [NewMemory(content=f"saw film {n}", type=MemoryType.EVENT, importance=0.6, turn_index=n) for n in range(4)]
    kept = store.memories.add(people.owner, persona.card.id, new, session_id=session.id)
    store.memories.touch(people.owner, persona.card.id, [one.id for one in kept])
    assert store.upkeep.episodes() == ()
    (told,) = store.upkeep.episodes(later(31))
    assert [one.id for one in told] == [one.id for one in kept]
    made = NewMemory(content='Told: "film 1".', type=MemoryType.EVENT, sources=tuple(one.id for one in told))
    store.memories.pin(people.owner, kept[1].id)
    assert store.upkeep.sum_up(made) == 0
    store.memories.pin(people.owner, kept[1].id, pinned=False)
    assert store.upkeep.sum_up(made) == 4
    assert store.upkeep.sum_up(made) == 0
    (summary,) = store.memories.list(people.owner, persona.card.id).items
    assert (summary.content, summary.session_id) == (made.content, session.id)
    assert store.memories.get(people.owner, kept[0].id).superseded_why == "summed up"


def test_everybody_is_kept_up_by_themselves(store: Store, people: People, persona: Persona) -> None:
    """Two users who said the same keep each their own."""
    store.personas.publish(people.owner, persona.card.id, public=True)
    for actor in (people.owner, people.other):
        store.memories.add(actor, persona.card.id, [NewMemory(content="I like green tea")])
    assert store.upkeep.run() == Kept()
