"""What real persons are owed: sources, protection, another name for a copy, and no voice without consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain import demo
from brain.errors import Forbidden, InvalidInput, NotFound, Protected, Uncited
from brain.genome import Belief, Citation, MindDNA, PersonaGenome, PersonaMetadata, Trait
from brain.genome.real_person import SYNTHETIC, synthetic
from brain.genome.voice import VoiceDNA
from store.values import PersonaStatus

if TYPE_CHECKING:
    from store import Actor, Store
    from store.values import Persona

    from .conftest import People

SOURCE = Citation(title="Letters to a friend", year=1921)


def person(name: str = "Ada Lovelace", *, cited: bool = True, cloned: bool = False, **about: Any) -> PersonaGenome:
    """A real person with one belief and one trait."""
    source = SOURCE if cited else None
    slug = about.pop("slug", "-".join(name.lower().split()))
    return PersonaGenome(
        metadata=PersonaMetadata(name=name, slug=slug, **({"is_real": True} | about)),
        mind=MindDNA(
            beliefs=(Belief(statement="Engines weave algebra.", source=source),),
            traits=(Trait(name="exact", source=source),),
        ),
        voice=VoiceDNA(is_cloned=cloned),
    )


@pytest.fixture
def ada(store: Store, people: People) -> Persona:
    """A public real person of the owner's, verified by an admin."""
    made = store.personas.create(people.owner, person(), message="", is_public=True)
    store.personas.verify(people.admin, made.card.id)
    return store.personas.get(people.owner, made.card.id)


def actions(store: Store, people: People, noun_id: str) -> list[str]:
    """What the audit log has of a persona, newest first."""
    return [entry.action for entry in store.audit.list(people.admin, noun_id=noun_id).items]


def test_what_is_said_of_a_real_person_needs_a_source(store: Store, people: People) -> None:
    """Each belief and trait without one is named by its path, nothing is kept, and the refusal is on record."""
    with pytest.raises(Uncited) as refused:
        store.personas.create(people.owner, person(cited=False), message="")
    assert [path for path, _ in refused.value.problems] == ["mind.beliefs.0.source", "mind.traits.0.source"]
    assert "Engines weave algebra." in str(refused.value)
    assert store.catalogue.list(people.owner).items == ()
    assert store.audit.list(people.owner).items[0].action == "refused to create"
    store.personas.create(people.owner, person(cited=False, is_real=False), message="")


def test_an_unfinished_real_person_sleeps(store: Store, people: People) -> None:
    """While it is being made it may lack sources; then it can be neither woken nor published until it has them."""
    made = store.personas.create(people.owner, person(cited=False), message="", status=PersonaStatus.CREATING)
    persona_id = made.card.id
    store.personas.save_version(people.owner, persona_id, person(cited=False, tagline="x"), message="")
    with pytest.raises(Uncited):
        store.personas.act(people.owner, persona_id, "activate")
    with pytest.raises(Uncited):
        store.personas.set_status(people.owner, persona_id, PersonaStatus.ACTIVE)
    with pytest.raises(Uncited):
        store.personas.publish(people.owner, persona_id, public=True)
    (outcome,) = store.personas.act_on_each(people.owner, [(persona_id, "activate")])
    assert isinstance(outcome.problem, Uncited)
    assert actions(store, people, persona_id)[:4] == [
        "refused to activate", "refused to publish", "refused to set status", "refused to activate",
    ]  # fmt: skip
    store.personas.save_version(people.owner, persona_id, person(), message="")
    assert store.personas.act(people.owner, persona_id, "activate").status is PersonaStatus.ACTIVE
    with pytest.raises(Uncited):
        store.personas.save_version(people.owner, persona_id, person(cited=False), message="")
    with pytest.raises(Uncited):
        store.history.make_current(people.owner, persona_id, made.version.id)


def test_the_demo_person_has_its_sources(store: Store, people: People) -> None:
    """Albert Einstein of the demo personas is kept, published and verified."""
    einstein = next(one for one in demo.load_all() if one.metadata.is_real)
    made = store.personas.create(people.owner, einstein, message="", is_public=True)
    assert store.personas.verify(people.admin, made.card.id).verified_at is not None


def test_a_verified_person_is_changed_by_an_admin_only(store: Store, people: People, ada: Persona) -> None:
    """Not even its owner edits, publishes, archives, deletes or branches it; every refusal is on record."""
    owner, persona_id, edited = people.owner, ada.card.id, person(tagline="Countess")
    tries: list[Any] = [
        lambda: store.personas.save_version(owner, persona_id, edited, message=""),
        lambda: store.personas.save_version(
            owner, persona_id, edited, message="", parent_id=ada.version.id, branch=True, current=False
        ),
        lambda: store.personas.publish(owner, persona_id, public=False),
        lambda: store.personas.delete(owner, persona_id),
        lambda: store.personas.set_status(owner, persona_id, PersonaStatus.PAUSED),
        lambda: store.history.make_current(owner, persona_id, ada.version.id),
        lambda: store.consents.record(owner, persona_id, "voice", given_by="x", statement="y"),
        lambda: store.personas.verify(owner, persona_id, verified=False),
    ]
    for attempt in tries:
        with pytest.raises(Protected):
            attempt()
    refused = actions(store, people, persona_id)[: len(tries)]
    assert len(refused) == len(tries)
    assert all(action.startswith("refused to ") for action in refused)
    assert store.personas.get(owner, persona_id).genome == ada.genome
    saved = store.personas.save_version(people.admin, persona_id, edited, message="")
    assert saved.number == 2
    store.personas.verify(people.admin, persona_id, verified=False)
    store.personas.save_version(owner, persona_id, person(), message="")


def test_only_a_real_person_is_verified(store: Store, people: People, persona: Persona) -> None:
    """Verification is of real persons, and not of what the actor cannot see."""
    with pytest.raises(InvalidInput, match="no real person"):
        store.personas.verify(people.admin, persona.card.id)
    with pytest.raises(NotFound):
        store.personas.verify(people.other, persona.card.id)


@pytest.mark.parametrize("name", ["Ada Lovelace", "ADA  lovelace", "Áda-Lovelace"])
def test_a_copy_may_not_pass_for_the_person(store: Store, people: People, ada: Persona, name: str) -> None:
    """A copy by a member is marked and bears another name; an admin may do otherwise."""
    copied = ada.version.id
    marked = synthetic(ada.genome, name=name, slug="another")
    with pytest.raises(Protected, match="cannot be called"):
        store.personas.create(people.other, marked, message="", copied_from=copied)
    store.personas.create(people.admin, marked, message="", copied_from=copied)


def test_a_copy_stays_a_copy(store: Store, people: People, ada: Persona) -> None:
    """Neither a later version nor a copy of the copy takes the mark off or the name back."""
    genome = synthetic(ada.genome, name="Adeline", slug="adeline")
    assert (genome.metadata.is_real, genome.metadata.tags) == (False, (SYNTHETIC,))
    copy = store.personas.create(people.other, genome, message="", copied_from=ada.version.id)

    def keep(actor: Actor, **changes: Any) -> None:
        about = genome.metadata.model_copy(update=changes)
        changed = genome.model_copy(update={"metadata": about})
        store.personas.save_version(actor, copy.card.id, changed, message="")

    for changes in ({"is_real": True}, {"tags": ()}, {"name": "Ada Lovelace"}, {"slug": "ada-lovelace"}):
        with pytest.raises(Protected):
            keep(people.other, **changes)
    keep(people.other, tagline="Weaves")
    again = synthetic(ada.genome, name="Ada Lovelace", slug="third")
    with pytest.raises(Protected):
        store.personas.create(people.other, again, message="", copied_from=copy.version.id)


def test_a_voice_is_cloned_by_consent_only(store: Store, people: People) -> None:
    """Without a consent on record a real person's cloned voice is refused; revoked, it is none."""
    with pytest.raises(Protected, match="no consent"):
        store.personas.create(people.owner, person(cloned=True), message="")
    made = store.personas.create(people.owner, person(), message="")
    with pytest.raises(Protected):
        store.personas.save_version(people.owner, made.card.id, person(cloned=True), message="")
    with pytest.raises(InvalidInput):
        store.consents.record(people.owner, made.card.id, "voice", given_by="", statement="yes")
    with pytest.raises(NotFound):
        store.consents.record(people.other, made.card.id, "voice", given_by="Ada", statement="yes")
    given = store.consents.record(people.owner, made.card.id, "voice", given_by="Ada", statement="Letter of 3 May")
    store.personas.save_version(people.owner, made.card.id, person(cloned=True), message="")
    store.consents.revoke(people.owner, given.id)
    with pytest.raises(Protected):
        store.personas.save_version(people.owner, made.card.id, person(cloned=True, tagline="x"), message="")
    (kept,) = store.consents.list(people.owner, made.card.id)
    assert kept.revoked_at is not None
    assert (kept.given_by, kept.statement) == ("Ada", "Letter of 3 May")


def test_a_copys_voice_is_no_clone(store: Store, people: People) -> None:
    """A copy of a person whose voice was cloned gets a voice of its own, and may not take the clone."""
    made = store.personas.create(people.owner, person(), message="", is_public=True)
    store.consents.record(people.owner, made.card.id, "voice", given_by="Ada", statement="yes")
    cloned = store.personas.save_version(people.owner, made.card.id, person(cloned=True), message="")
    copy = synthetic(person(cloned=True), name="Adeline", slug="adeline")
    assert not copy.voice.is_cloned
    kept = copy.model_copy(update={"voice": VoiceDNA(is_cloned=True)})
    with pytest.raises(Protected):
        store.personas.create(people.other, kept, message="", copied_from=cloned.id)
    store.personas.create(people.other, copy, message="", copied_from=cloned.id)


def test_consents_are_for_whom_the_persona_belongs_to(store: Store, people: People) -> None:
    """Who agreed is nobody else's to read, and nobody else's to revoke."""
    made = store.personas.create(people.owner, person(), message="", is_public=True)
    given = store.consents.record(people.owner, made.card.id, "likeness", given_by="Ada", statement="yes")
    assert store.consents.list(people.other, made.card.id) == ()
    with pytest.raises(Forbidden):
        store.consents.revoke(people.other, given.id)
    assert store.consents.list(people.admin, made.card.id) == (given,)
