"""Summing up old episodes with a model: in upkeep, by the vendor's wire format, counted, and never instead of rules."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from brain.memory.memory import MemoryType, NewMemory
from studio.indexing import Indexer
from studio.settings import Settings
from studio.summing import Summing
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.memory.memory import Memory
    from studio.wiring import Services
    from tests.conftest import ReadingServer

LATER = datetime.now(UTC) + timedelta(days=31)
ANSWER = {"WorthKeeping": {"kept": [{"episode": 2, "quote": "film 1"}, {"episode": 3, "quote": "never said"}]}}


@pytest.fixture
def server(reading_server: Callable[[dict[str, dict[str, Any]]], ReadingServer]) -> ReadingServer:
    """The reader; it fails until it is given answers."""
    return reading_server({})


@pytest.fixture
def served(tmp_path: Path, server: ReadingServer) -> Iterator[Services]:
    """Services whose reader is a server on loopback, and whose memories are read by it."""
    made = build(Settings(data_dir=tmp_path, anthropic_base_url=server.url, memory_tier="llm"))
    yield made
    made.close()


def episodes(services: Services) -> list[Memory]:
    """Four episodes of one conversation."""
    services.library.load_demo(services.actor)
    persona = services.library.find(services.actor, "albert-einstein").card.id
    session = services.conversations.start(services.actor, persona)
    new = [NewMemory(content=f"saw film {n}", type=MemoryType.EVENT, importance=0.6, turn_index=n) for n in range(4)]
    kept = services.store.memories.add(services.actor, persona, new, session_id=session.id)
    services.store.memories.touch(services.actor, persona, [one.id for one in kept])
    return list(kept)


def test_a_model_sums_up_and_is_counted(served: Services, server: ReadingServer) -> None:
    """Its quotations stand for the episodes, with the call in the ledger; the rules find nothing left to do."""
    server.answers = ANSWER
    kept = episodes(served)
    assert served.memories.summing.run(LATER) == 4
    (summary,) = served.store.memories.recent(served.actor, kept[0].persona_id)
    assert summary.content.endswith('"film 1".')
    assert served.store.usage.total(served.actor, session_id=kept[0].session_id).input_tokens == 1_000
    assert served.store.upkeep.run(LATER).summed_up == 0
    (asked,) = server.asked
    assert "saw film 2" in str(asked["messages"])
    assert "film" not in str(asked["system"])


def test_without_a_model_or_where_it_fails_the_rules_sum_up(served: Services) -> None:
    """The server answers with 529: nothing is summed up by it, the reason is told, and the rules quote each."""
    kept = episodes(served)
    assert Summing(store=served.store, model=None).run(LATER) == 0
    assert served.memories.summing.run(LATER) == 0
    assert served.memories.summing.problem
    assert served.store.upkeep.run(LATER).summed_up == 4
    (summary,) = served.store.memories.recent(served.actor, kept[0].persona_id)
    assert summary.content.count('"') == 8


def test_the_indexer_sees_to_upkeep_beside_its_work(served: Services) -> None:
    """A round of upkeep that takes long keeps no memory from the index."""
    kept_up: list[float] = []

    def slow() -> object:
        kept_up.append(time.monotonic())
        time.sleep(0.5)
        return "kept up"

    indexer = Indexer(
        store=served.store,
        embedder=served.conversations.casting.embedder,
        interval=0.01,
        keep_up=slow,  # type: ignore[arg-type]
        keep_up_every=0.0,
    )
    indexer.start()
    while not kept_up:
        time.sleep(0.01)
    episodes(served)
    until = time.monotonic() + 10.0
    while served.store.vectors.waiting() and time.monotonic() < until:
        time.sleep(0.01)
    assert served.store.vectors.waiting() == 0
    indexer.stop()
