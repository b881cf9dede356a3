"""Personas and versions: genomes in, the same genomes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from brain.errors import Conflict, Forbidden, InvalidInput, NotFound, StoreCorrupt
from brain.genome import PersonaGenome
from store import open_store
from store.values import PersonaFilter, PersonaStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from store import Store
    from store.values import Persona

    from .conftest import People

    Made = Callable[..., PersonaGenome]


def test_a_genome_comes_back_as_it_went_in(store: Store, people: People, genome: Made) -> None:
    """What is created is what is read, by id and by slug, with its first version."""
    made = genome("Mira Okafor", tagline="Here to help", archetype="caregiver")
    created = store.personas.create(people.owner, made, message="first", is_public=True)
    assert created.genome == made
    assert store.personas.get(people.owner, created.card.id) == created
    assert store.personas.by_slug(people.owner, "mira-okafor") == created
    assert (created.version.number, created.version.parent_id, created.version.message) == (1, None, "first")
    card = created.card
    assert (card.name, card.tagline, card.archetype, card.domains) == (
        "Mira Okafor", "Here to help", "caregiver", ("physics",),
    )  # fmt: skip
    assert card.owner_id == people.owner.user_id
    assert card.is_public
    assert card.status is PersonaStatus.ACTIVE
    assert card.created_at.utcoffset() is not None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    description=st.text(max_size=200),
    domains=st.lists(st.text(min_size=1, max_size=30), max_size=4),
    openness=st.floats(0, 1),
    unknown=st.dictionaries(
        st.text(min_size=1, max_size=8).map(lambda key: f"x_{key}"),
        st.integers() | st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False),
        max_size=3,
    ),
)
def test_any_genome_survives(
    store: Store, people: People, persona: Persona, description: str, domains: list[str], openness: float,
    unknown: dict[str, object],
) -> None:  # fmt: skip
    """Texts of any script, numbers and unknown keys survive a round trip, and equal genomes have one hash."""
    document = persona.genome.model_dump(mode="json") | unknown
    document["metadata"] |= {"description": description, "domains": domains}
    document["mind"]["big_five"]["openness"] = openness
    made = PersonaGenome.model_validate(document)
    version = store.personas.save_version(people.owner, persona.card.id, made, message="")
    again = store.personas.save_version(people.owner, persona.card.id, made, message="")
    fresh = open_store(store.database.url.render_as_string(hide_password=False))
    assert fresh.personas.version(people.owner, version.id) == (version, made)
    fresh.close()
    assert again.genome_hash == version.genome_hash


def test_versions_are_a_history(store: Store, people: People, persona: Persona, genome: Made) -> None:
    """Each version keeps its genome; the newest one is the persona's, and the card follows it."""
    second = store.personas.save_version(people.owner, persona.card.id, genome("Ada", tagline="New"), message="tagline")
    found = store.personas.get(people.owner, persona.card.id)
    assert (found.card.tagline, found.card.version_number, found.version) == ("New", 2, second)
    assert second.parent_id == persona.version.id
    assert store.personas.versions(people.owner, persona.card.id) == (second, persona.version)
    assert store.personas.version(people.owner, persona.version.id)[1] == persona.genome


def test_a_stale_parent_conflicts_unless_branching(
    store: Store, people: People, persona: Persona, genome: Made
) -> None:
    """Who started from an older version is told, and may keep theirs as a branch."""
    mine = persona.version.id
    store.personas.save_version(people.owner, persona.card.id, genome("Ada", tagline="a"), message="theirs")
    edited = genome("Ada", tagline="b")
    with pytest.raises(Conflict, match="started from version 1; it is at 2"):
        store.personas.save_version(people.owner, persona.card.id, edited, message="mine", parent_id=mine)
    kept = store.personas.save_version(
        people.owner, persona.card.id, edited, message="mine", parent_id=mine, branch=True
    )
    assert (kept.number, kept.parent_id) == (3, mine)
    assert store.personas.get(people.owner, persona.card.id).genome == edited


def test_a_parent_of_another_persona_is_not_found(store: Store, people: People, persona: Persona, genome: Made) -> None:
    """A version belongs to its persona."""
    another = store.personas.create(people.owner, genome("Bob"), message="")
    with pytest.raises(NotFound):
        store.personas.save_version(
            people.owner, another.card.id, genome("Bob"), message="", parent_id=persona.version.id, branch=True
        )


def test_a_slug_is_its_owners_once(store: Store, people: People, persona: Persona, genome: Made) -> None:
    """One owner has a slug once, two owners may share it, and a deleted persona frees it."""
    with pytest.raises(Conflict, match="'ada'"):
        store.personas.create(people.owner, genome("Ada"), message="")
    store.personas.create(people.other, genome("Ada"), message="")
    store.personas.delete(people.owner, persona.card.id)
    store.personas.create(people.owner, genome("Ada"), message="")
    with pytest.raises(Conflict, match="'ada'"):
        store.personas.restore(people.owner, persona.card.id)
    bob = store.personas.create(people.owner, genome("Bob"), message="")
    with pytest.raises(Conflict, match="'ada'"):
        store.personas.save_version(people.owner, bob.card.id, genome("Ada"), message="")


def test_a_slug_means_ones_own_persona_first(store: Store, people: People, genome: Made) -> None:
    """By slug: one's own, then a demo, then the oldest public one."""
    public = store.personas.create(people.admin, genome("Ada"), message="", is_public=True)
    assert store.personas.by_slug(people.other, "ada").card.id == public.card.id
    demo = store.personas.create(people.owner, genome("Ada"), message="", is_demo=True)
    assert store.personas.by_slug(people.other, "ada").card.id == demo.card.id
    own = store.personas.create(people.other, genome("Ada"), message="")
    assert store.personas.by_slug(people.other, "ada").card.id == own.card.id


def test_deleted_is_out_of_sight_until_restored(store: Store, people: People, persona: Persona) -> None:
    """A deleted persona is found by nobody; its owner sees it among the deleted, and can bring it back as it was."""
    store.personas.set_status(people.owner, persona.card.id, PersonaStatus.PAUSED)
    store.personas.delete(people.owner, persona.card.id)
    with pytest.raises(NotFound):
        store.personas.get(people.owner, persona.card.id)
    assert store.catalogue.list(people.owner).items == ()
    (card,) = store.catalogue.list(people.owner, PersonaFilter(deleted=True)).items
    assert card.id == persona.card.id
    assert store.catalogue.list(people.other, PersonaFilter(deleted=True)).items == ()
    assert store.personas.restore(people.owner, persona.card.id).status is PersonaStatus.PAUSED
    assert store.personas.get(people.owner, persona.card.id).genome == persona.genome


def test_status_is_no_way_to_delete(store: Store, people: People, persona: Persona) -> None:
    """`deleted` is reached by delete only."""
    with pytest.raises(InvalidInput):
        store.personas.set_status(people.owner, persona.card.id, PersonaStatus.DELETED)


def test_publishing_opens_and_closes(store: Store, people: People, persona: Persona) -> None:
    """A public persona can be read and not changed by others; unpublished it is gone for them."""
    store.personas.publish(people.owner, persona.card.id, public=True)
    assert store.personas.get(people.other, persona.card.id).genome == persona.genome
    with pytest.raises(Forbidden):
        store.personas.delete(people.other, persona.card.id)
    store.personas.publish(people.owner, persona.card.id, public=False)
    with pytest.raises(NotFound):
        store.personas.get(people.other, persona.card.id)


def test_a_list_can_be_narrowed(store: Store, people: People, genome: Made) -> None:
    """By status and archetype; several values of one kind mean any of them."""
    for name, archetype in [("Ada", "sage"), ("Bob", "jester"), ("Cy", "ruler")]:
        store.personas.create(people.owner, genome(name, archetype=archetype), message="")

    def names(**wanted: object) -> list[str]:
        return [card.name for card in store.catalogue.list(people.owner, PersonaFilter(**wanted)).items]  # type: ignore[arg-type]

    assert names() == ["Cy", "Bob", "Ada"]
    assert names(archetypes=("jester",)) == ["Bob"]
    assert names(archetypes=("jester", "sage")) == ["Bob", "Ada"]
    assert names(statuses=(PersonaStatus.ARCHIVED,)) == []


def test_writing_leaves_a_trace(store: Store, people: People, persona: Persona, genome: Made) -> None:
    """Every change of a persona is in the audit log, newest first, with who did it."""
    store.personas.save_version(people.owner, persona.card.id, genome("Ada"), message="secret words")
    store.personas.publish(people.owner, persona.card.id, public=True)
    store.personas.delete(people.admin, persona.card.id)
    entries = store.audit.list(people.admin, noun_id=persona.card.id).items
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("delete", people.admin.user_id),
        ("publish", people.owner.user_id),
        ("save version", people.owner.user_id),
        ("create", people.owner.user_id),
    ]
    assert not any("secret" in str(entry.detail) for entry in entries)


def test_a_damaged_genome_says_so(store: Store, people: People, persona: Persona, genome: Made) -> None:
    """A document that was changed under its hash is reported as damage, and other personas still load."""
    healthy = store.personas.create(people.owner, genome("Bob"), message="")
    with store.database.write() as connection:
        connection.execute(
            sql("UPDATE genomes SET document = replace(document, 'Ada', 'Eve') WHERE hash = :hash"),
            {"hash": persona.version.genome_hash},
        )
    fresh = open_store(store.database.url.render_as_string(hide_password=False))
    with pytest.raises(StoreCorrupt, match="hash"):
        fresh.personas.get(people.owner, persona.card.id)
    assert fresh.personas.get(people.owner, healthy.card.id) == healthy
    assert len(fresh.catalogue.list(people.owner).items) == 2
    fresh.close()


def test_an_unknown_user_owns_nothing(store: Store, people: People, genome: Made) -> None:
    """A persona needs an owner that is there."""
    stranger = type(people.owner)("nobody")
    with pytest.raises(NotFound, match="user"):
        store.personas.create(stranger, genome("Ada"), message="")
