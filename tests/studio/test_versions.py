"""Versions as the studio uses them: saved with what changed, restored, branched, and edits that were overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import Conflict, Forbidden, InvalidGenome, InvalidInput, NotFound, Protected
from brain.genome import PersonaGenome, write
from studio.lab import Lab

if TYPE_CHECKING:
    from store.values import Persona
    from studio.wiring import Services


@pytest.fixture
def mira(services: Services) -> Persona:
    """A demo persona."""
    return services.library.find(services.actor, "mira-okafor")


def moved(genome: PersonaGenome, level: float) -> PersonaGenome:
    """The genome with another openness."""
    traits = genome.mind.big_five.model_copy(update={"openness": level})
    return genome.model_copy(update={"mind": genome.mind.model_copy(update={"big_five": traits})})


def described(genome: PersonaGenome, tagline: str) -> PersonaGenome:
    """The genome with another tagline."""
    return genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"tagline": tagline})})


def test_what_changed_is_the_message(services: Services, mira: Persona) -> None:
    """A version saved without a message says what changed; one with a message says that."""
    ours, actor, found = services.versions, services.actor, mira.card.id
    first = ours.save(actor, found, moved(mira.genome, 0.99))
    assert (first.number, first.message, first.parent_id) == (2, "Openness up", mira.version.id)
    assert ours.save(actor, found, moved(mira.genome, 0.1), message=" Calmer\n now ").message == "Calmer now"
    assert Lab(services).difference("mira-okafor", 1, 2).summary == "Openness up"
    assert [node.version.number for node in Lab(services).history("mira-okafor")] == [3, 2, 1]


def test_nothing_changed_is_no_version(services: Services, mira: Persona) -> None:
    """Saving what is there already makes no version."""
    with pytest.raises(InvalidInput, match="Nothing changed"):
        services.versions.save(services.actor, mira.card.id, mira.genome)
    with pytest.raises(InvalidInput, match="says what version 1 says"):
        services.versions.restore(services.actor, mira.card.id, mira.version.id)


def test_restoring_rewrites_nothing(services: Services, mira: Persona) -> None:
    """An older version comes back as a new one after the current one, and says where it is from."""
    ours, actor, found = services.versions, services.actor, mira.card.id
    second = ours.save(actor, found, moved(mira.genome, 0.99))
    back = ours.restore(actor, found, mira.version.id)
    assert (back.number, back.parent_id) == (3, second.id)
    assert back.message == "Restore version 1: demo persona"
    assert back.genome_hash == mira.version.genome_hash
    assert len(ours.history(actor, found)) == 3


def test_an_overtaken_edit_is_refused_and_can_be_a_branch(services: Services, mira: Persona) -> None:
    """What was changed on both sides is told; the edit is kept beside the newer version, which stays current."""
    ours, actor, found, base = services.versions, services.actor, mira.card.id, mira.version.id
    newer = ours.save(actor, found, described(moved(mira.genome, 0.99), "Theirs"))
    mine = described(mira.genome, "Mine")
    with pytest.raises(Conflict, match="started from version 1; it is at 2"):
        ours.save(actor, found, mine, base_id=base)
    told = ours.diverged(actor, found, mine, base_id=base)
    assert told is not None
    assert told.theirs.summary == "Tagline changed, openness up"
    assert told.mine.summary == "Tagline changed"
    assert len(told.both) == 1
    assert "Theirs" in told.both[0]
    kept = ours.branch(actor, found, base_id=base, genome=mine)
    assert (kept.number, kept.parent_id) == (3, base)
    assert services.library.get(actor, found).version == newer
    assert ours.diverged(actor, found, mine, base_id=newer.id) is None


def test_a_draft_becomes_a_version(services: Services, mira: Persona) -> None:
    """An edit is a version once it is saved, and is then done with; typed back to its base, it is none."""
    ours, actor, found, base = services.versions, services.actor, mira.card.id, mira.version.id
    ours.keep_draft(actor, found, "{", base_id=base)
    with pytest.raises(InvalidGenome):
        ours.save_draft(actor, found)
    assert ours.keep_draft(actor, found, write(mira.genome), base_id=base) is None
    with pytest.raises(NotFound):
        ours.save_draft(actor, found)
    ours.keep_draft(actor, found, write(described(mira.genome, "New")), base_id=base)
    assert ours.save_draft(actor, found).message == "Tagline changed"
    assert ours.draft(actor, found) is None
    ours.keep_draft(actor, found, write(described(mira.genome, "Beside")), base_id=base)
    assert ours.save_draft(actor, found, branch=True, message="another way").parent_id == base
    assert ours.draft(actor, found) is None


def test_sessions_stay_with_their_version(services: Services, mira: Persona) -> None:
    """Whatever becomes of a persona, a conversation goes on with the genome it was begun with."""
    talk = services.conversations.start(services.actor, mira.card.id)
    services.versions.save(services.actor, mira.card.id, moved(mira.genome, 0.99))
    services.versions.restore(services.actor, mira.card.id, mira.version.id)
    assert services.conversations.get(services.actor, talk.id).version_id == mira.version.id
    oldest = services.versions.history(services.actor, mira.card.id)[-1]
    assert (oldest.session_count, oldest.is_current) == (1, False)


def test_a_copy_of_a_real_person_is_marked(services: Services) -> None:
    """Copying Albert Einstein gives a synthetic persona of another name, and no way back."""
    einstein = services.library.find(services.actor, "albert-einstein")
    copy = services.library.copy(services.actor, einstein.card.id)
    about = copy.genome.metadata
    assert (about.name, about.is_real, about.tags[-1]) == ("Copy of Albert Einstein", False, "synthetic copy")
    assert "real person" in einstein.genome.metadata.tags
    assert "real person" not in about.tags
    with pytest.raises(Protected):
        services.versions.save(services.actor, copy.card.id, einstein.genome)


def test_a_locked_face_stays_the_same_from_version_to_version(services: Services, mira: Persona) -> None:
    """With the lock on, another nose is refused and other clothes are kept; without it the nose may change."""

    def looking(*, locked: bool = True, **parts: object) -> PersonaGenome:
        visual = mira.genome.visual
        generation = visual.generation.model_copy(update={"locked": locked})
        look = visual.appearance.model_copy(update=parts)
        visual = visual.model_copy(update={"appearance": look, "generation": generation})
        return mira.genome.model_copy(update={"visual": visual})

    ours, actor, found = services.versions, services.actor, mira.card.id
    assert mira.genome.visual.generation.locked
    with pytest.raises(Forbidden, match="locked"):
        ours.save(actor, found, looking(nose="aquiline"))
    with pytest.raises(Forbidden, match="locked"):
        ours.branch(actor, found, base_id=mira.version.id, genome=looking(skin="#ffffff"))
    assert ours.save(actor, found, looking(outfit="suit")).number == 2
    assert ours.save(actor, found, looking(locked=False, nose="aquiline")).number == 3
