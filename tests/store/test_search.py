"""Searching by words: at once, by the same rules on both databases, and never across persona or user."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.memory.memory import NewMemory
from brain.memory.terms import MOST, terms
from brain.state import PersonaState
from brain.turn import TurnResult
from store import lexical
from store.searching import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from store import Actor, Store
    from store.passages import Place
    from store.values import Persona, Session

    from .conftest import People

HOSTILE = ['"', '""', "a'b", "NEAR(a b)", "x* OR y", "scope : 1", "}{", "-- ", "'; DROP TABLE passages; --", "%s", ":p"]


def tell(store: Store, actor: Actor, session: Session, words: str, reply: str = "Indeed.") -> str:
    """A turn; its id."""
    draft = store.conversations.begin(actor, session.id, words)
    return store.conversations.finish(actor, draft, TurnResult(index=draft.index, user_text=words, reply=reply)).id


def ids(store: Store, actor: Actor, persona: Persona, question: str, place: Place = "turn") -> list[str]:
    """The turns or memories that are found, best first."""
    return [hit.source_id for hit in store.search.find(actor, persona.card.id, question, places=[place])[place]]


def test_a_turn_is_found_at_once(store: Store, people: People, persona: Persona, session: Session) -> None:
    """What was just said and replied is found by its words, also in another form, and not by other words."""
    turn = tell(store, people.owner, session, "I collected stamps in Lisbon", "Lisbon has steep hills.")
    assert ids(store, people.owner, persona, "the stamp collection") == [turn]
    assert ids(store, people.owner, persona, "Lisbon") == [turn, turn]
    assert ids(store, people.owner, persona, "Madrid") == []
    assert ids(store, people.owner, persona, "what did I tell you") == []


def test_rare_words_count_more(store: Store, people: People, persona: Persona) -> None:
    """BM25: of two memories with one word of the question each, the one with the rarer word comes first."""
    texts = ["The cellar is cold", "The zither is old", *(f"The cellar has box number {n}" for n in range(20))]
    kept = store.memories.add(people.owner, persona.card.id, [NewMemory(content=text) for text in texts])
    assert ids(store, people.owner, persona, "cellar or zither?", "memory")[0] == kept[1].id


def test_a_window_spans_two_turns(store: Store, people: People, persona: Persona, session: Session) -> None:
    """The window of a turn holds the words of the turn before it too, and of no other."""
    first = tell(store, people.owner, session, "Let us talk of zithers")
    second = tell(store, people.owner, session, "Mine is from Vienna")
    third = tell(store, people.owner, session, "It is raining")
    assert set(ids(store, people.owner, persona, "zithers", "window")) == {first, second}
    assert set(ids(store, people.owner, persona, "Vienna", "window")) == {second, third}


def test_nothing_is_found_across_persona_or_user(
    store: Store, people: People, genome: Callable[..., PersonaGenome]
) -> None:
    """Three pairs that said the same: each finds only its own, also when a session of another is named."""
    ada = store.personas.create(people.owner, genome("Ada"), message="", is_public=True)
    bob = store.personas.create(people.owner, genome("Bob"), message="")
    told = {}
    for actor, persona in ((people.owner, ada), (people.owner, bob), (people.other, ada)):
        session = store.conversations.start(actor, persona_id=persona.card.id, model="m", seed=0, state=PersonaState())
        store.memories.add(actor, persona.card.id, [NewMemory(content="My zither is old")])
        told[actor.user_id, persona.card.id] = (session, tell(store, actor, session, "My zither is old"))
    for (user_id, persona_id), (_, turn) in told.items():
        actor = people.owner if user_id == people.owner.user_id else people.other
        hits = store.search.find(actor, persona_id, "zither")
        assert [hit.source_id for hit in hits["turn"]] == [turn]
        assert [hit.source_id for hit in hits["window"]] == [turn]
        assert len(hits["memory"]) == 1
        others = [f"{other}/said" for _, other in told.values() if other != turn]
        assert store.search.utterances(actor, persona_id, others) == ()
    theirs = told[people.other.user_id, ada.card.id][0]
    assert store.search.find(people.owner, ada.card.id, "zither", session_id=theirs.id)["turn"] == ()


def test_one_session_can_be_searched_alone(store: Store, people: People, persona: Persona, session: Session) -> None:
    """Named, only that session's turns are found."""
    other = store.conversations.start(people.owner, persona_id=persona.card.id, model="m", seed=0, state=PersonaState())
    tell(store, people.owner, session, "My zither is old")
    turn = tell(store, people.owner, other, "My zither is new")
    found = store.search.find(people.owner, persona.card.id, "zither", session_id=other.id)["turn"]
    assert [hit.source_id for hit in found] == [turn]


def test_a_fork_is_not_found_twice(store: Store, people: People, persona: Persona, session: Session) -> None:
    """The copies of turns in a branch are not searched."""
    turn = tell(store, people.owner, session, "My zither is old")
    store.conversations.fork(people.owner, session.id, before_turn=2)
    assert ids(store, people.owner, persona, "zither") == [turn]


def test_utterances_say_who_and_where(store: Store, people: People, persona: Persona, session: Session) -> None:
    """Words, speaker, session and turn, in the order asked for."""
    turn = tell(store, people.owner, session, "My zither is old", "How old?")
    replied, said = store.search.utterances(people.owner, persona.card.id, [f"{turn}/replied", "x", f"{turn}/said"])
    assert (said.words, said.speaker, said.session_id, said.turn_index) == ("My zither is old", "user", session.id, 1)
    assert (replied.words, replied.speaker) == ("How old?", "persona")


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_is_an_expression(store: Store, people: People, persona: Persona, question: str) -> None:
    """Quotes, operators and SQL are words to look for, or nothing."""
    store.memories.add(people.owner, persona.card.id, [NewMemory(content="a b x y scope")])
    store.search.find(people.owner, persona.card.id, question)
    found = ids(store, people.owner, persona, f"{question} scope", "memory")
    assert len(found) == 1


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_asked(store: Store, people: People, persona: Persona, question: str) -> None:
    """Whatever is asked, the search answers; and what is kept is found by its own words, if it has any that tell."""
    assert isinstance(store.search.find(people.owner, persona.card.id, question), dict)


@given(st.text())
def test_the_terms_of_any_text(text: str) -> None:
    """At most 16, each once, lower case, none of them empty or a function word."""
    found = terms(text)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    assert all(word and word not in {"the", "what", "you"} for word in found)


def test_common_words_do_not_slow_it(store: Store, people: People, persona: Persona) -> None:
    """A word in too many passages is left out when a rarer one is asked for too; alone, it finds the newest."""
    texts = [f"The cellar has box number {n}" for n in range(520)]
    kept = store.memories.add(people.owner, persona.card.id, [NewMemory(content=text) for text in texts])
    assert ids(store, people.owner, persona, "cellar box 7", "memory") == [kept[7].id]
    assert len(ids(store, people.owner, persona, "cellar", "memory")) == 30


@pytest.mark.parametrize("narrowed", [False, True])
def test_all_places_at_once_are_as_each_by_itself(
    store: Store, people: People, persona: Persona, session: Session, *, narrowed: bool
) -> None:
    """A question with rare words searches all places in one go, and finds what a search of each place finds."""
    texts = [f"The zither from Vienna, number {n}, is {'out of tune' * (n % 3)}" for n in range(40)]
    store.memories.add(people.owner, persona.card.id, [NewMemory(content=text) for text in texts])
    for n in range(12):
        tell(store, people.owner, session, f"I heard {n} zithers in Vienna", "Vienna is full of zithers." * (n % 2))
    own = {"persona_id": persona.card.id, "user_id": people.owner.user_id}
    with store.database.read() as connection:
        asked = lexical.wanted(connection, "a zither in Vienna", **own, session_id=session.id if narrowed else None)
        assert asked.few == store.database.is_sqlite
        found = lexical.search(connection, PLACES, asked, limit=9)
        assert found == lexical.search(connection, PLACES, replace(asked, few=False), limit=9)
    assert [len(found[place]) for place in PLACES] == [0 if narrowed else 9, 9, 9]
