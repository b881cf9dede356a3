"""What may never change about a persona."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from brain.anchor import TRAITS, WEAK, PersonalityAnchor, derive, derived, reminder
from brain.archetypes import genome_from
from brain.errors import InvalidInput
from brain.genome import Archetype, PersonaGenome, read
from brain.genome.mind import AnchorEdits

ANCHORS = [derive(genome_from(which, name="Ada")) for which in Archetype]


def bare(**mind: object) -> PersonaGenome:
    """A genome with nothing but a name, and these parts of its mind."""
    return read({"metadata": {"name": "Ada", "slug": "ada"}, "mind": mind})


def test_an_anchor_is_the_reports() -> None:
    """The eight parts of the system report's PersonalityAnchor, no more and no fewer."""
    assert set(PersonalityAnchor.model_fields) == {
        "core_identity", "boundary_phrases", "signature_phrases", "immutable_traits", "speech_patterns",
        "emotional_baseline", "passion_topics", "avoidance_topics",
    }  # fmt: skip
    assert set(type(ANCHORS[0].speech_patterns).model_fields) == {
        "sentence_length", "vocabulary", "emotional_expression", "humor_style",
    }  # fmt: skip


def test_an_anchor_cannot_be_moved() -> None:
    """An anchor is a frozen value."""
    with pytest.raises(ValidationError):
        ANCHORS[0].core_identity = "somebody else"


def test_an_anchor_says_what_the_genome_says() -> None:
    """Every part is taken from the genome."""
    genome = genome_from(Archetype.SAGE, name="Ada")
    anchor = derive(genome)
    assert anchor.core_identity.startswith("Ada, a sage by nature: Seeks the truth")
    assert "trust me, bro" in anchor.boundary_phrases
    assert anchor.signature_phrases == genome.mind.signature_phrases
    assert anchor.immutable_traits[0] == "contemplative"
    assert anchor.speech_patterns.sentence_length == genome.mind.speech.sentence_length
    assert anchor.emotional_baseline == genome.mind.baseline
    assert anchor.passion_topics == genome.mind.passion_topics


def test_traits_are_the_five_strongest() -> None:
    """Of many traits the five most intense stay, strongest first, repeats left out."""
    listed = [{"name": f"trait {i}", "intensity": i / 10} for i in range(8)] + [{"name": "Trait 7", "intensity": 1.0}]
    assert derive(bare(traits=listed)).immutable_traits == ("Trait 7", "trait 6", "trait 5", "trait 4", "trait 3")


def test_facets_fill_missing_traits() -> None:
    """A genome that names no traits gets the words of its most pronounced facets."""
    anchor = derive(bare(facets={"trust": 0.05, "ideas": 0.9}, traits=[{"name": "blunt"}]))
    assert anchor.immutable_traits == ("blunt", "wary", "intellectually curious")


def test_a_bare_genome_has_an_anchor() -> None:
    """Nothing but a name is enough for an anchor, and for a full reminder."""
    anchor = derive(bare())
    assert anchor.core_identity == "Ada, a sage by nature"
    assert anchor.immutable_traits == ()
    assert "Ada" in reminder(anchor, 1.0)


def test_topics_fall_back_to_fields_and_boundaries() -> None:
    """Without topics of its own, best-known fields and the boundaries' topics stand in."""
    anchor = derive(
        bare(
            knowledge=[{"name": "tea", "level": 0.2}, {"name": "physics", "level": 0.9}],
            boundaries=[{"rule": "no politics", "topics": ["elections"]}],
        )
    )
    assert (anchor.passion_topics, anchor.avoidance_topics) == (("physics", "tea"), ("elections",))


@given(st.sampled_from(ANCHORS), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_stronger_reminder_says_at_least_as_much(anchor: PersonalityAnchor, one: float, other: float) -> None:
    """A stronger reminder begins with the weaker one."""
    weak, strong = sorted((one, other))
    assert reminder(anchor, strong).startswith(reminder(anchor, weak))


@pytest.mark.parametrize("anchor", ANCHORS, ids=list(Archetype))
def test_a_reminder_grows_from_nothing_to_everything(anchor: PersonalityAnchor) -> None:
    """Empty at 0, the identity alone while weak, the whole anchor at 1."""
    assert reminder(anchor, 0.0) == ""
    weak = reminder(anchor, WEAK)
    assert weak == reminder(anchor, 0.01) == f"Stay in character: you are {anchor.core_identity}."
    full = reminder(anchor, 1.0)
    assert all(trait in full for trait in anchor.immutable_traits)
    assert all(phrase.rstrip(".") in full for phrase in (*anchor.boundary_phrases, *anchor.signature_phrases))
    assert len(anchor.immutable_traits) == TRAITS


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan"), float("inf")])
def test_an_impossible_strength_is_refused(strength: float) -> None:
    """A strength outside 0 to 1 is an error, not a guess."""
    with pytest.raises(InvalidInput):
        reminder(ANCHORS[0], strength)


def test_an_edit_takes_the_place_of_what_is_derived() -> None:
    """What the genome's edits give is the anchor's; the rest still follows from the genome."""
    plain = genome_from(Archetype.SAGE, name="Ada")
    edits = AnchorEdits(core_identity="Ada, who never hurries", vocabulary="simple", passion_topics=("clocks",))
    edited = plain.model_copy(update={"mind": plain.mind.model_copy(update={"anchor": edits})})
    before, after = derive(plain), derive(edited)
    assert after.core_identity == "Ada, who never hurries"
    assert after.speech_patterns == before.speech_patterns.model_copy(update={"vocabulary": "simple"})
    assert after.passion_topics == ("clocks",)
    assert (after.immutable_traits, after.emotional_baseline) == (before.immutable_traits, before.emotional_baseline)
    assert reminder(after, 1.0).startswith("Stay in character: you are Ada, who never hurries.")
    assert derived(edited) == before


def test_an_edit_can_empty_a_list_but_not_break_the_anchor() -> None:
    """An empty list is an edit too; a sixth trait or an unknown habit of speech is refused."""
    plain = genome_from(Archetype.SAGE, name="Ada")
    emptied = plain.model_copy(
        update={"mind": plain.mind.model_copy(update={"anchor": AnchorEdits(passion_topics=())})}
    )
    assert derive(emptied).passion_topics == ()
    with pytest.raises(ValidationError):
        AnchorEdits(immutable_traits=tuple("abcdef"))
    with pytest.raises(ValidationError):
        AnchorEdits.model_validate({"vocabulary": "baroque"})
