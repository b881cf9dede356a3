from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from brain.memory.memory import NewMemory
from store.errors import IndexUnavailable
from store.searching import Search
from studio.indexing import Indexer
from studio.lab import Lab
from studio.retrieval import Asked, Retrieval
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    import pytest

    from studio.wiring import Services

TOLD = "My sister Petra lives in Oslo and my dog is called Rex."


def indexer(services: Services) -> Indexer:
    """An indexer that looks often."""
    return Indexer(store=services.store, embedder=services.conversations.casting.embedder, interval=0.02)


def found(services: Services) -> int:
    """How many memories the index finds; 0 while it cannot be asked."""
    card = services.library.find(services.actor, "albert-einstein").card
    try:
        return len(services.store.vectors.query(services.actor, card.id, np.full(256, 1 / 16, np.float32), limit=50))
    except IndexUnavailable:
        return 0


def wait_for(services: Services, count: int) -> None:
    """Wait until the index finds so many."""
    deadline = time.monotonic() + 30
    while found(services) != count:
        assert time.monotonic() < deadline, "the index did not catch up"
        time.sleep(0.02)


def test_it_follows_in_the_background(services: Services) -> None:
    """What is told is found by the index soon after, without anybody asking for it."""
    following = indexer(services)
    following.start()
    following.start()
    talk = Lab(services).talk("albert-einstein")
    talk.say(TOLD)
    kept = len(services.store.memories.recent(services.actor, talk.session.persona_id))
    assert kept > 0
    wait_for(services, kept)
    talk.say("My favourite colour is green.")
    wait_for(services, len(services.store.memories.recent(services.actor, talk.session.persona_id)))
    following.stop()


def test_a_damaged_index_is_made_again(services: Services) -> None:
    """An index whose files are damaged is rebuilt from the database at the next start; nothing is lost."""
    Lab(services).talk("albert-einstein").say(TOLD)
    services.indexer.drain()
    kept = found(services)
    assert kept > 0
    services.store.vectors.close()
    for path in services.settings.index_path.rglob("*.sqlite3"):
        path.write_bytes(b"\xa5" * 4_096)
    following = indexer(services)
    following.start()
    wait_for(services, kept)
    following.stop()


def test_another_process_has_the_index(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    """Where another studio owns the index, it is said once, and a conversation goes on with the newest memories."""
    services.indexer.drain()
    second = build(Settings())
    with caplog.at_level(logging.WARNING, "studio.indexing"):
        following = indexer(second)
        following.start()
        time.sleep(1.0)
        following.stop()
    assert len([record for record in caplog.records if "Another process" in record.getMessage()]) == 1
    talk = Lab(second).talk("albert-einstein")
    talk.say(TOLD)
    assert any("Oslo" in one.memory.content for one in talk.say("Where does my sister live?").recall.memories)
    second.close()


def test_recall_beyond_the_newest(services: Services) -> None:
    """A fact told long ago is found by the index; without the index the recall says what it could not search."""
    lab = Lab(services)
    talk = lab.talk("albert-einstein")
    talk.say("My sister Petra is a glass blower in Murano.")
    newer = [NewMemory(content=f"I met {number + 2} cousins in town number {number}") for number in range(40)]
    services.store.memories.add(services.actor, talk.session.persona_id, newer)
    asked = "What does my sister Petra the glass blower do in Murano?"
    degraded = lab.talk("albert-einstein").say(asked).recall
    assert "newest" in degraded.degraded
    services.indexer.drain()
    whole = lab.talk("albert-einstein").say(asked).recall
    assert whole.degraded == ""
    assert any("Murano" in one.memory.content for one in whole.memories)


def test_recall_without_a_search_by_words(services: Services) -> None:
    """Where a search by words takes too long, vectors and the newest memories answer, and the recall says so."""
    talk = Lab(services).talk("albert-einstein")
    persona = talk.session.persona_id
    told = [NewMemory(content="My sister Petra is a glass blower in Murano.")]
    newer = [NewMemory(content=f"I met {number + 2} sisters in town number {number}") for number in range(450)]
    services.store.memories.add(services.actor, persona, told + newer)
    services.indexer.drain()
    slow = replace(services.store, search=Search(services.store.database, seconds=0.0))
    found = Retrieval(slow, services.conversations.recollection.embedder).find(
        services.actor, Asked(persona_id=persona, words="What does my sister Petra the glass blower do in Murano?")
    )
    assert found.ways == ("by vectors",)
    assert "took longer than it may" in found.degraded
    assert any("Murano" in memory.content for memory, _ in found.candidates)
