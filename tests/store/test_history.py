"""The history of a persona: a graph of versions that never change, one of them current, and edits beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain.errors import Conflict, Forbidden, InvalidInput, NotFound, StoreError
from brain.state import PersonaState
from brain.turn import TurnResult
from store import open_store
from store.tables import versions as table

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from store import Store
    from store.values import Persona, Session

    from .conftest import People

    Made = Callable[..., PersonaGenome]


def test_a_history_is_a_graph(store: Store, people: People, persona: Persona, session: Session, genome: Made) -> None:
    """Each version has its parent, its author and the sessions pinned to it; exactly one is current."""
    owner, persona_id, first = people.owner, persona.card.id, persona.version
    second = store.personas.save_version(owner, persona_id, genome("Ada", tagline="2"), message="two")
    beside = store.personas.save_version(
        people.admin, persona_id, genome("Ada", tagline="3"), message="beside", parent_id=first.id, branch=True,
        current=False,
    )  # fmt: skip
    draft = store.conversations.begin(owner, session.id, "hello")
    store.conversations.finish(owner, draft, TurnResult(index=1, user_text="hello", reply="good day"))
    nodes = store.history.of(owner, persona_id)
    assert [(node.version, node.is_current) for node in nodes] == [(beside, False), (second, True), (first, False)]
    assert [node.version.parent_id for node in nodes] == [first.id, first.id, None]
    assert [(node.session_count, node.turn_count) for node in nodes] == [(0, 0), (0, 0), (1, 1)]
    assert [node.author for node in nodes] == ["You", "Olga", "Olga"]
    assert store.personas.get(owner, persona_id).version == second


def test_a_history_counts_ones_own_sessions(store: Store, people: People, genome: Made) -> None:
    """What others say to a shared persona is not counted for anybody but an admin."""
    shared = store.personas.create(people.owner, genome("Ada"), message="", is_public=True)
    store.conversations.start(people.other, persona_id=shared.card.id, model="m", seed=0, state=PersonaState())
    counts = {actor: store.history.of(actor, shared.card.id)[0].session_count
              for actor in (people.owner, people.other, people.admin)}  # fmt: skip
    assert counts == {people.owner: 0, people.other: 1, people.admin: 1}


def test_another_version_can_be_current(
    store: Store, people: People, persona: Persona, session: Session, genome: Made
) -> None:
    """The card follows, new sessions begin with it, old ones keep theirs, and no version is made."""
    owner, persona_id = people.owner, persona.card.id
    second = store.personas.save_version(owner, persona_id, genome("Ada", tagline="new"), message="two")
    after = store.conversations.start(owner, persona_id=persona_id, model="m", seed=0, state=PersonaState())
    assert store.history.make_current(owner, persona_id, persona.version.id) == persona.version
    found = store.personas.get(owner, persona_id)
    assert (found.version, found.card.tagline, found.card.version_number) == (persona.version, "", 1)
    again = store.conversations.start(owner, persona_id=persona_id, model="m", seed=0, state=PersonaState())
    assert again.version_id == session.version_id == persona.version.id
    assert store.conversations.get(owner, after.id).version_id == second.id
    assert len(store.personas.versions(owner, persona_id)) == 2
    third = store.personas.save_version(owner, persona_id, genome("Ada", tagline="third"), message="three")
    assert (third.number, third.parent_id) == (3, persona.version.id)
    assert store.audit.list(people.admin, noun_id=persona_id).items[1].action == "make current"


def test_a_version_of_another_persona_is_never_current(
    store: Store, people: People, persona: Persona, genome: Made
) -> None:
    """A version belongs to its persona, and a slug that was taken meanwhile stays taken."""
    bob = store.personas.create(people.owner, genome("Bob"), message="")
    with pytest.raises(NotFound):
        store.history.make_current(people.owner, bob.card.id, persona.version.id)
    store.personas.save_version(people.owner, persona.card.id, genome("Adele"), message="")
    store.personas.create(people.owner, genome("Ada"), message="")
    with pytest.raises(Conflict, match="'ada'"):
        store.history.make_current(people.owner, persona.card.id, persona.version.id)


@pytest.mark.parametrize("column", ["genome_hash", "message", "parent_id", "number", "author_id"])
def test_the_database_itself_refuses_to_change_a_version(
    store: Store, people: People, persona: Persona, genome: Made, column: str
) -> None:
    """A trigger guards every column of a version, whoever writes; what was saved is still there."""
    second = store.personas.save_version(people.owner, persona.card.id, genome("Ada", tagline="2"), message="two")
    values: dict[str, Any] = {"genome_hash": persona.version.genome_hash, "message": "forged", "number": 9,
                              "parent_id": None, "author_id": people.other.user_id}  # fmt: skip
    with pytest.raises((Conflict, StoreError)), store.database.write() as connection:
        connection.execute(table.update().where(table.c.id == second.id).values({column: values[column]}))
    assert store.personas.version(people.owner, second.id)[0] == second


def test_a_draft_survives_and_is_no_version(store: Store, people: People, persona: Persona) -> None:
    """An edit is kept as it was typed, whatever it is, until it is replaced or thrown away; also by a restart."""
    owner, persona_id, base = people.owner, persona.card.id, persona.version.id
    assert store.version_drafts.get(owner, persona_id) is None
    store.version_drafts.put(owner, persona_id, base_version_id=base, document='{"metadata": {"na')
    kept = store.version_drafts.put(owner, persona_id, base_version_id=base, document="{}")
    fresh = open_store(store.database.url.render_as_string(hide_password=False))
    assert fresh.version_drafts.get(owner, persona_id) == kept
    fresh.close()
    assert store.version_drafts.get(people.admin, persona_id) is None
    assert len(store.personas.versions(owner, persona_id)) == 1
    store.version_drafts.discard(owner, persona_id)
    assert store.version_drafts.get(owner, persona_id) is None


def test_a_draft_is_of_what_one_may_change(store: Store, people: People, genome: Made) -> None:
    """A shared persona of somebody else's takes no draft, nor does a version of another persona, nor a flood."""
    shared = store.personas.create(people.owner, genome("Ada"), message="", is_public=True)
    bob = store.personas.create(people.owner, genome("Bob"), message="")
    with pytest.raises(Forbidden):
        store.version_drafts.put(people.other, shared.card.id, base_version_id=shared.version.id, document="{}")
    with pytest.raises(NotFound):
        store.version_drafts.put(people.owner, shared.card.id, base_version_id=bob.version.id, document="{}")
    with pytest.raises(InvalidInput, match="too long"):
        store.version_drafts.put(
            people.owner, shared.card.id, base_version_id=shared.version.id, document="x" * 5_000_001
        )
