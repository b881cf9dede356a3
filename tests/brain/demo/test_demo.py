from __future__ import annotations

import json
from importlib import resources
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.emotion.labels import Emotion
from brain.errors import NotFound
from brain.genome import FACETS, SCHEMA_VERSION, read, write

if TYPE_CHECKING:
    from brain.genome import Anecdote, Belief, KnownFact, LifeFact, MindDNA, PersonaGenome

SLUGS = (
    "albert-einstein",
    "lord-malachar",
    "mira-okafor",
    "nurse-amara-diallo",
    "tomas-lindqvist",
    "victoria-hale",
)
LEAKS = (
    "as an ai",
    "language model",
    "i'd be happy to help",
    "great question",
    "how can i assist",
    "i'm here to help",
)
SLOTS = {"birth", "age", "home", "family", "work", "education", "event", "like", "dislike", "habit", "appearance"}


@pytest.fixture(scope="module", params=SLUGS)
def genome(request: pytest.FixtureRequest) -> PersonaGenome:
    """Each demo persona in turn."""
    return demo.load(request.param)


def _spoken(mind: MindDNA) -> list[str]:
    """Every line that may be put into the persona's mouth as it stands."""
    return [
        *mind.reference_lines,
        *mind.greetings,
        *mind.farewells,
        *mind.signature_phrases,
        *mind.speech.openers,
        *mind.speech.closers,
        *(anecdote.text for anecdote in mind.anecdotes),
        *(fact.text for fact in mind.life),
        *(fact.text for domain in mind.knowledge for fact in domain.facts),
        *(belief.statement for belief in mind.beliefs),
        *(reason for belief in mind.beliefs for reason in belief.reasons),
        *(boundary.refusal for boundary in mind.boundaries),
    ]


def test_there_are_six() -> None:
    """The six demo personas, and no others, are listed by slug in alphabetical order."""
    assert demo.names() == SLUGS
    assert tuple(genome.metadata.slug for genome in demo.load_all()) == SLUGS


def test_an_unknown_slug_is_not_found() -> None:
    """A slug that does not ship is an error that lists those that do."""
    with pytest.raises(NotFound, match="mira-okafor"):
        demo.load("../genome/nobody")


def test_a_document_survives_reading_and_writing(genome: PersonaGenome) -> None:
    """What is read from a file and written again is the same genome, and the file is laid out as `write` does it."""
    name = genome.metadata.slug + demo.SUFFIX
    document = resources.files(demo).joinpath(name).read_text(encoding="utf-8")
    assert read(write(genome)) == genome
    assert json.loads(document)["schema_version"] == SCHEMA_VERSION
    assert document == json.dumps(json.loads(document), ensure_ascii=False, indent=2) + "\n"


def test_facets_agree_with_their_factors(genome: PersonaGenome) -> None:
    """The mean of six facets is their factor."""
    for factor in FACETS:
        assert genome.mind.facets.factor(factor) == pytest.approx(getattr(genome.mind.big_five, factor), abs=0.01)


def test_identity_looks_and_sound_are_complete(genome: PersonaGenome) -> None:
    """A demo persona has every part of its identity, a face in words and a voice for each mood."""
    about, look, voice = genome.metadata, genome.visual.appearance, genome.voice
    assert all((about.tagline, about.description, about.domains, about.tags, about.use, about.pronouns))
    assert all((look.age, look.hair, look.clothes, look.background))
    assert {"neutral", "happy", "sad", "excited", "calm", "thoughtful"} <= voice.profiles.keys()
    assert voice.profiles.keys() <= {label.value for label in Emotion}
    assert voice.provider == "espeak"
    assert voice.sample_line
    assert genome.motion.gestures


def test_character_is_complete(genome: PersonaGenome) -> None:
    """Traits, values, boundaries, quirks and modes are all there, and a boundary can be recognised and refused."""
    mind = genome.mind
    assert len(mind.traits) >= 6
    assert any(trait.inherited for trait in mind.traits)
    assert len(mind.values) >= 4
    assert len(mind.boundaries) >= 4
    assert all(boundary.topics and boundary.phrases and boundary.refusal for boundary in mind.boundaries)
    assert len(mind.quirks) >= 5
    assert mind.modes
    assert all(mode.instructions for mode in mind.modes)
    assert mind.config.default_mode in {mode.name for mode in mind.modes if mode.enabled}


def test_history_and_knowledge_are_complete(genome: PersonaGenome) -> None:
    """Beliefs, life, anecdotes and knowledge reach the least that an offline conversation needs."""
    mind = genome.mind
    assert len(mind.beliefs) >= 8
    for belief in mind.beliefs:
        assert 6 <= len(belief.topics) <= 12, belief.statement
        assert 2 <= len(belief.reasons) <= 3, belief.statement
        assert belief.opposite, belief.statement
    assert len(mind.backstory.split()) >= 200
    assert len(mind.life) >= 14
    assert {fact.slot for fact in mind.life} == SLOTS
    assert all(fact.topics for fact in mind.life)
    assert len(mind.anecdotes) >= 6
    for anecdote in mind.anecdotes:
        assert anecdote.topics
        assert 40 <= len(anecdote.text.split()) <= 90, anecdote.text
    assert len(mind.knowledge) >= 3
    for domain in mind.knowledge:
        assert domain.summary
        assert domain.topics
        assert len(domain.facts) >= 6
        assert all(fact.topics for fact in domain.facts)


def test_voice_in_words_is_complete(genome: PersonaGenome) -> None:
    """Openers, fillers, closers, greetings, farewells and at least forty exchanges show the voice."""
    mind, speech = genome.mind, genome.mind.speech
    assert len(speech.openers) >= 8
    assert len(speech.fillers) >= 5
    assert len(speech.closers) >= 6
    assert len(speech.address) >= 2
    assert len(speech.exclamations) >= 4
    assert len(mind.signature_phrases) >= 6
    assert mind.passion_topics
    assert mind.avoidance_topics
    assert len(mind.greetings) >= 5
    assert len(mind.farewells) >= 4
    assert len(mind.examples) >= 40
    assert len({example.user for example in mind.examples}) == len(mind.examples)


def test_topics_are_lower_case_and_not_repeated(genome: PersonaGenome) -> None:
    """A topic is written as it will be looked up, once a line."""
    mind = genome.mind
    facts = (fact for domain in mind.knowledge for fact in domain.facts)
    lines: list[Belief | LifeFact | Anecdote | KnownFact] = [*mind.beliefs, *mind.life, *mind.anecdotes, *facts]
    for line in lines:
        assert all(topic == topic.casefold().strip() for topic in line.topics), line
        assert len(set(line.topics)) == len(line.topics), line


def test_no_line_breaks_the_persona_s_own_boundaries(genome: PersonaGenome) -> None:
    """Nothing that the persona may say contains a phrase that it must never say."""
    for line in _spoken(genome.mind):
        for boundary in genome.mind.boundaries:
            for phrase in boundary.phrases:
                assert phrase.casefold() not in line.casefold()


def test_no_line_sounds_like_an_assistant(genome: PersonaGenome) -> None:
    """No persona speaks of itself as a model or in an assistant's stock phrases."""
    for line in _spoken(genome.mind):
        assert not [leak for leak in LEAKS if leak in line.casefold()], line


def test_replies_begin_in_many_ways(genome: PersonaGenome) -> None:
    """No opening of three words serves more than a tenth of the replies."""
    openings = [" ".join(line.split()[:3]) for line in genome.mind.reference_lines]
    assert max(openings.count(opening) for opening in openings) <= len(openings) // 10


def test_a_real_person_is_cited(genome: PersonaGenome) -> None:
    """Whoever lived has citations and dates, and whoever is made up claims no source."""
    about = genome.metadata
    if about.is_real:
        assert about.citations
        assert about.birth_date
    else:
        assert about.death_date is None


def test_the_personas_differ() -> None:
    """Archetypes and accent colours are all different, and no two personas share a reference line."""
    genomes = demo.load_all()
    assert len({genome.metadata.archetype for genome in genomes}) == len(genomes)
    assert len({genome.visual.appearance.accent.casefold() for genome in genomes}) == len(genomes)
    for one, other in combinations(genomes, 2):
        assert not set(one.mind.reference_lines) & set(other.mind.reference_lines)


def test_einstein_is_the_seeds_persona() -> None:
    """Factors, switches and modes are those of the persona database, and every belief and life fact has a source."""
    einstein = demo.load("albert-einstein")
    mind, five = einstein.mind, einstein.mind.big_five
    factors = (five.openness, five.conscientiousness, five.extraversion, five.agreeableness, five.neuroticism)
    assert factors == (0.95, 0.72, 0.30, 0.70, 0.25)
    assert einstein.metadata.is_real
    assert einstein.metadata.domains == ("physics", "philosophy")
    assert (mind.config.humor_usage, mind.config.emotional_style) == ("low", "reserved")
    assert [mode.name for mode in mind.modes] == ["Educator", "Critic", "Debater"]
    statements = " ".join(belief.statement for belief in mind.beliefs)
    for words in (
        "Imagination is more important than knowledge",
        "The universe is comprehensible through science",
        "Pacifism in response to violence",
    ):
        assert words in statements
    assert all(belief.source for belief in mind.beliefs)
    assert all(fact.source for fact in mind.life)
    assert all(anecdote.source for anecdote in mind.anecdotes)
    assert all(trait.source for trait in mind.traits)
