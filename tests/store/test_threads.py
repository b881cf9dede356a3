"""Several threads at once: the studio's pages, its API and its indexer share one store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from brain.errors import Conflict
from brain.memory.memory import NewMemory
from brain.state import PersonaState
from brain.turn import TurnResult, Usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from store import Store
    from store.values import Persona, Session

    from .conftest import People

THREADS = 6


def test_one_of_many_tabs_begins(store: Store, people: People, session: Session) -> None:
    """Of several that begin a turn in the same conversation at once, one does and the others are told."""

    def begin(number: int) -> str:
        try:
            store.conversations.begin(people.owner, session.id, str(number))
        except Conflict:
            return "conflict"
        return "begun"

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(begin, range(THREADS)))
    assert sorted(outcomes) == ["begun"] + ["conflict"] * (THREADS - 1)


def test_one_of_many_closes_a_draft(store: Store, people: People, session: Session) -> None:
    """Finished by one and stopped by others at once, a draft becomes one turn."""
    draft = store.conversations.begin(people.owner, session.id, "hello")

    def close(number: int) -> bool:
        try:
            if number % 2:
                return store.conversations.stop(people.owner, session.id) is not None
            store.conversations.finish(people.owner, draft, TurnResult(index=1, user_text="hello", reply="hi"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(close, range(THREADS))) == 1
    assert len(store.conversations.turns(people.owner, session.id)) == 1


def test_conversations_do_not_lose_each_others_counts(
    store: Store, people: People, persona: Persona, genome: Callable[..., PersonaGenome]
) -> None:
    """Turns of several conversations and new versions at once: every one is counted, none fails."""
    turns = 5

    def talk(number: int) -> None:
        session = store.conversations.start(
            people.owner, persona_id=persona.card.id, model="m", seed=number, state=PersonaState()
        )
        for index in range(1, turns + 1):
            draft = store.conversations.begin(people.owner, session.id, f"{number} {index}")
            store.conversations.grow(draft, "well")
            result = TurnResult(index=index, user_text=draft.user_text, usage=Usage(cost_microdollars=1))
            store.conversations.finish(
                people.owner, draft, result,
                new_memories=[NewMemory(content=f"all said {index}"), NewMemory(content=f"{number} said {index}")],
            )  # fmt: skip
            store.personas.save_version(people.owner, persona.card.id, genome("Ada"), message=str(number))

    with ThreadPoolExecutor(THREADS) as pool:
        problems = [done.exception() for done in [pool.submit(talk, number) for number in range(THREADS)]]
    assert problems == [None] * THREADS
    card = store.personas.get(people.owner, persona.card.id).card
    assert (card.turn_count, card.version_number) == (THREADS * turns, THREADS * turns + 1)
    total = store.usage.total(people.owner, persona_id=persona.card.id)
    assert (total.calls, total.cost_microdollars) == (THREADS * turns, THREADS * turns)
    assert len(store.memories.recent(people.owner, persona.card.id, limit=500)) == THREADS * turns + turns
