"""The twelve archetypes and the genomes made from them."""

from __future__ import annotations

import itertools
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.archetypes import ArchetypeProfile, archetype, genome_from
from brain.errors import InvalidInput
from brain.genome import FACETS, Archetype, CommunicationStyle, content_hash, read, write

VOICES = {
    "sage": "ErXwobaYiN019PkySvjV",
    "hero": "VR6AewLTigWG4xSOukaG",
    "creator": "21m00Tcm4TlvDq8ikWAM",
    "caregiver": "EXAVITQu4vr4xnSDxMaL",
    "ruler": "ErXwobaYiN019PkySvjV",
    "jester": "pNInz6obpgDQGcFmaJgB",
    "rebel": "VR6AewLTigWG4xSOukaG",
    "lover": "AZnzlk1XvdvUeBnXmlld",
    "explorer": "TxGEqnHWrfWFTfGW9XjX",
    "innocent": "MF3mGyEYCl7XYWbV9V6O",
    "magician": "pFZP5JQG7iQjIQuC4Bku",
    "outlaw": "VR6AewLTigWG4xSOukaG",
}
"""The system report's ARCHETYPE_VOICES, section 2.1.2."""

PROFILES = [archetype(which) for which in Archetype]
every = pytest.mark.parametrize("profile", PROFILES, ids=[profile.archetype.value for profile in PROFILES])


def test_the_voices_are_the_reports() -> None:
    """Each archetype has the ElevenLabs voice that the system report maps it to."""
    assert {profile.archetype.value: profile.voice_id("elevenlabs") for profile in PROFILES} == VOICES


@every
def test_a_profile_is_rich_enough_to_play(profile: ArchetypeProfile) -> None:
    """Each archetype brings enough of its own words that a persona can be played from it alone."""
    assert len(profile.examples) >= 10
    assert len(profile.beliefs) >= 3
    assert all(belief.reasons and belief.opposite and belief.topics for belief in profile.beliefs)
    assert all(boundary.refusal and boundary.phrases and boundary.topics for boundary in profile.boundaries)
    assert {fact.slot for fact in profile.life} >= {"work", "like", "dislike"}
    speech = profile.speech
    assert min(map(len, (speech.openers, speech.fillers, speech.closers, speech.address, speech.exclamations))) >= 1
    assert len(profile.traits) == 5
    assert "{name}" in profile.backstory


@every
def test_an_archetype_does_not_say_what_it_forbids(profile: ArchetypeProfile) -> None:
    """None of its own lines holds one of its boundary phrases."""
    lines = (
        *(example.reply for example in profile.examples),
        *(boundary.refusal for boundary in profile.boundaries),
        *profile.signature_phrases,
        *profile.greetings,
        *profile.farewells,
    )
    phrases = [phrase.casefold() for boundary in profile.boundaries for phrase in boundary.phrases]
    assert not [(line, phrase) for line in lines for phrase in phrases if phrase in line.casefold()]


def test_archetypes_can_be_told_apart() -> None:
    """Colours, embedded voices, taglines and every reference line belong to one archetype only."""
    assert len({profile.accent for profile in PROFILES}) == 12
    assert len({profile.voice.espeak for profile in PROFILES}) == 12
    lines = [line for p in PROFILES for line in (p.tagline, *(e.reply for e in p.examples), *p.signature_phrases)]
    assert len(set(lines)) == len(lines)
    for one, other in itertools.combinations(PROFILES, 2):
        style = [
            abs(getattr(one.communication, d) - getattr(other.communication, d))
            for d in one.communication.model_fields_set
        ]
        assert max(style) >= 0.15, (one.archetype, other.archetype)


def test_all_answer_the_same_questions() -> None:
    """The example questions are the same for all, so that voices differ by voice and not by topic."""
    asked = {tuple(example.user for example in profile.examples) for profile in PROFILES}
    assert len(asked) == 1


@every
def test_a_genome_from_an_archetype_alone_is_complete(profile: ArchetypeProfile) -> None:
    """It reads back equal from its document, and nothing an archetype brings is missing in it."""
    genome = genome_from(profile.archetype, name="Ada Byron")
    assert read(write(genome)) == genome
    assert (genome.name, genome.metadata.slug, genome.metadata.archetype) == (
        "Ada Byron",
        "ada-byron",
        profile.archetype,
    )
    assert genome.mind.big_five == profile.big_five
    assert genome.mind.communication == profile.communication
    assert "Ada Byron" in genome.mind.backstory
    assert "{name}" not in write(genome)
    assert all(trait.inherited for trait in genome.mind.traits)
    assert genome.mind.config.default_mode in {mode.name for mode in genome.mind.modes}
    assert genome.voice.voice_id == profile.voice.espeak
    assert genome.visual.appearance.accent == profile.accent
    assert genome.motion == profile.motion


@given(st.sampled_from(Archetype), st.integers())
def test_facets_agree_with_factors_for_any_seed(which: Archetype, seed: int) -> None:
    """For every archetype and seed the mean of six facets is their factor, and all stay on the scale."""
    mind = genome_from(which, name="Ada", seed=seed).mind
    for factor, six in FACETS.items():
        assert mind.facets.factor(factor) == pytest.approx(getattr(mind.big_five, factor), abs=1e-9)
        assert all(0.0 <= getattr(mind.facets, facet) <= 1.0 for facet in six)


@given(st.sampled_from(Archetype), st.integers())
def test_a_seed_moves_a_persona_little_and_always_the_same_way(which: Archetype, seed: int) -> None:
    """A seed gives siblings: the same for the same seed, at most 0.05 from the archetype's centre."""
    genome, centre = genome_from(which, name="Ada", seed=seed), archetype(which)
    assert content_hash(genome) == content_hash(genome_from(which, name="Ada", seed=seed))
    for name in FACETS:
        assert abs(getattr(genome.mind.big_five, name) - getattr(centre.big_five, name)) <= 0.05 + 1e-9
    for name in CommunicationStyle.model_fields:
        assert abs(getattr(genome.mind.communication, name) - getattr(centre.communication, name)) <= 0.05 + 1e-9


def test_seeds_differ() -> None:
    """Two seeds make two personas."""
    assert content_hash(genome_from(Archetype.HERO, name="A", seed=1)) != content_hash(
        genome_from(Archetype.HERO, name="A", seed=2)
    )


def test_what_is_given_replaces_what_is_brought() -> None:
    """Name, tagline, description, domains, pronouns, owner and voice provider are the caller's to choose."""
    genome = genome_from(
        Archetype.RULER, name="Vera", tagline="t", description="d", domains=("law",), pronouns="she/her", owner="u1",
        voice_provider="elevenlabs",
    )  # fmt: skip
    meta = genome.metadata
    assert (meta.tagline, meta.description, meta.domains, meta.pronouns, meta.owner) == (
        "t",
        "d",
        ("law",),
        "she/her",
        "u1",
    )
    assert (genome.voice.provider, genome.voice.voice_id) == ("elevenlabs", VOICES["ruler"])


@pytest.mark.parametrize("name", ["", "   ", "x" * 256])
def test_an_unusable_name_is_refused(name: str) -> None:
    """A persona needs a name of 1 to 255 characters."""
    with pytest.raises(InvalidInput):
        genome_from(Archetype.SAGE, name=name)


def test_an_unknown_archetype_is_refused_with_the_twelve() -> None:
    """The error lists what there is."""
    with pytest.raises(InvalidInput, match="sage, hero"):
        archetype(cast("Archetype", "villain"))


def test_a_profile_is_read_once() -> None:
    """The same archetype is the same value, whether named or spelled."""
    assert archetype(Archetype.SAGE) is archetype(cast("Archetype", "sage"))
