"""Drafting offline: what is read out of words, and what is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import drafting
from brain.drafting import shelf
from brain.drift.floor import LEAST_REPLIES
from brain.drift.sample import Sample
from brain.drift.signals.boundary import boundaries
from brain.genome import read as read_genome
from brain.genome import write
from brain.style.words import words as words_of

CONCEPTS = (
    "a retired sea captain who hates small talk",
    "a cheerful barista in Lisbon who studies astronomy",
    "a stern Victorian governess",
    "an AI customer support agent for a bank",
    "a 12-year-old chess prodigy",
    "a burnt-out ER nurse",
    "a villain who loves roses",
    "asdf qwer zxcv",
    "pirate",
    "Ein mürrischer Leuchtturmwärter an der Nordsee, der seine Katze liebt",
    "",
    "a kind gardener who loves her bees. " * 1_000,
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            CONCEPTS[0],
            {"role": "sea captain", "field": "sea", "former": True, "stage": "old", "dislikes": ("small talk",)},
        ),
        (
            CONCEPTS[1],
            {
                "role": "barista",
                "place": "Lisbon",
                "culture": "portuguese",
                "adjectives": ("cheerful",),
                "likes": ("astronomy",),
            },
        ),
        (
            CONCEPTS[2],
            {
                "role": "governess",
                "people": "Victorian",
                "field": "teaching",
                "pronouns": "she/her",
                "culture": "english",
            },
        ),
        (CONCEPTS[3], {"role": "AI customer support agent", "field": "service", "kind": "ai", "pronouns": "it/its"}),
        (CONCEPTS[4], {"role": "chess prodigy", "age": 12, "stage": "child", "field": "games"}),
        (CONCEPTS[5], {"role": "ER nurse", "adjectives": ("burnt-out",), "field": "medicine"}),
        (CONCEPTS[6], {"role": "villain", "likes": ("roses",), "field": "villainy"}),
        (CONCEPTS[7], {"role": "", "field": "plain", "likes": (), "english": True}),
        (CONCEPTS[8], {"role": "pirate", "field": "sea"}),
        (CONCEPTS[9], {"english": False, "field": "plain"}),
        (
            "Maya Chen is a thoughtful climate scientist in her forties who plays the cello",
            {"name": "Maya Chen", "age": 45, "role": "climate scientist", "likes": ("playing the cello",)},
        ),
        ("a burnt-out ER nurse of 44 from Glasgow", {"age": 44, "role": "ER nurse", "place": "Glasgow"}),
        ("a retired sea captain of 70", {"age": 70, "role": "sea captain"}),
        ("Mara, 34, a baker in Leeds", {"age": 34}),
        ("a captain who leads a crew of 40 and is a father of 12", {"age": None}),
        ("a woman who is not shy and loves to sing", {"adjectives": (), "likes": ("singing",), "pronouns": "she/her"}),
        (
            "an old man called Pietro Valli, from Genoa",
            {"name": "Pietro Valli", "place": "Genoa", "culture": "italian"},
        ),
    ],
)
def test_what_a_concept_says_is_read(words: str, told: dict[str, object]) -> None:
    """Each fact that the words state, and nothing that they do not."""
    found = drafting.read(words)
    assert {name: getattr(found, name) for name in told} == told


@pytest.mark.parametrize("words", CONCEPTS)
def test_every_concept_becomes_a_whole_persona(words: str) -> None:
    """A genome that reads back, with lines enough for a drift number that break none of its own boundaries."""
    for seed in range(3):
        genome = drafting.complete(drafting.draft(words, seed=seed), words, seed=seed)
        assert read_genome(write(genome)) == genome
        lines = genome.mind.reference_lines
        assert len(lines) >= LEAST_REPLIES
        assert len(set(lines)) == len(lines)
        assert not any("{" in line for line in (*lines, genome.mind.backstory, genome.metadata.tagline))
        rules = boundaries(genome)
        assert not any(rules.read(Sample(line)).value for line in lines)


@pytest.mark.parametrize("words", CONCEPTS[:8])
def test_twenty_drafts_have_twenty_names(words: str) -> None:
    """Consecutive seeds never give one name twice, and the same seed gives the same draft."""
    drafts = [drafting.draft(words, seed=seed) for seed in range(20)]
    assert len({one.name for one in drafts}) == 20
    assert len({one.backstory_hook for one in drafts}) >= 4
    assert drafts == [drafting.draft(words, seed=seed) for seed in range(20)]


def test_a_gender_that_is_not_said_is_not_presumed() -> None:
    """Over the seeds a nurse and a sea captain are as often she as he."""
    for words in ("a nurse", "a sea captain", "a chess prodigy"):
        told = [drafting.draft(words, seed=seed).pronouns for seed in range(20)]
        assert told.count("she/her") == told.count("he/him") == 10


@pytest.mark.parametrize(
    ("adjective", "factor", "up"),
    [("talkative", "extraversion", True), ("shy", "extraversion", False), ("cold", "agreeableness", False),
     ("sloppy", "conscientiousness", False), ("anxious", "neuroticism", True), ("relaxed", "neuroticism", False),
     ("philosophical", "openness", True)],
)  # fmt: skip
def test_an_adjective_moves_its_factor(adjective: str, factor: str, up: bool) -> None:  # noqa: FBT001
    """A marker's factor lands on its side of the middle, and the mean of its facets with it."""
    words = f"a {adjective} teacher"
    mind = drafting.complete(drafting.draft(words), words).mind
    level = float(getattr(mind.big_five, factor))
    assert (level > 0.5) is up
    assert mind.facets.factor(factor) == pytest.approx(level, abs=1e-6)


def test_the_bank_is_whole() -> None:
    """Goldberg's hundred markers are there, names suffice, and no line is in it twice."""
    held = shelf.adjectives()
    assert sum(len(one.moves) == 1 and not one.facets for one in held.values()) >= 100
    for culture, names in shelf.names().items():
        if culture != shelf.MACHINE:
            for listed in (names.f, names.m, names.family):
                assert len(set(listed.split())) >= 20, culture
    lines = [line for manner in shelf.manners().values() for said in manner.say.values() for line in said]
    assert len(set(lines)) == len(lines)
    for name, manner in shelf.manners().items():
        assert len(manner.say) >= 8, name
    assert {one for field in shelf.fields().values() for one in field.manners} <= set(shelf.manners())


def test_a_manner_keeps_its_own_sentences() -> None:
    """The terse one is shorter than every other, and the thoughtful one the longest."""
    lengths = {
        name: sum(len(words_of(line)) for said in manner.say.values() for line in said)
        for name, manner in shelf.manners().items()
    }
    assert min(lengths, key=lambda name: lengths[name]) == "terse"
    assert max(lengths, key=lambda name: lengths[name]) == "thoughtful"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400), st.integers(0, 2**31))
def test_any_text_can_be_drafted(words: str, seed: int) -> None:
    """Whatever somebody types, there is a draft, and it can be published."""
    spark = drafting.draft(words, seed=seed)
    assert spark.name.strip()
    assert drafting.complete(spark, words, seed=seed).metadata.slug


INTERVIEW = """An interview with a retired lighthouse keeper.

Interviewer: How did you come to the light?
Tomas Reyes: My uncle kept it before me. I went up to bring him soup
and stayed for thirty years.
Interviewer: Were you lonely?
Tomas Reyes: I believe that loneliness is mostly other people's idea. The gulls never thought so.
Interviewer: And now?
Tomas Reyes: No.
"""


def test_an_interview_is_heard_in_its_own_words() -> None:
    """Answers become example replies, convictions beliefs; one word shows nothing, and a brief holds no exchange."""
    heard = drafting.hear(INTERVIEW)
    assert heard.speaker == drafting.read(INTERVIEW).name == "Tomas Reyes"
    assert drafting.read(INTERVIEW).role == "lighthouse keeper"
    assert drafting.read(INTERVIEW).adjectives == ()
    assert drafting.draft(INTERVIEW).description == "An interview with a retired lighthouse keeper."
    assert drafting.read(INTERVIEW.partition("\n\n")[2]).role == ""
    baker = "Q: And you?\nA: I'm a baker, like my uncle.\nQ: Still?\nA: Every morning at four, yes."
    assert drafting.read(baker).role == "baker"
    assert [one.user for one in heard.examples] == ["How did you come to the light?", "Were you lonely?"]
    assert heard.examples[0].reply.endswith("stayed for thirty years.")
    assert [one.statement for one in heard.beliefs] == ["Loneliness is mostly other people's idea."]
    assert drafting.hear("Name: Bo\nAge: 40\nWork: baker").examples == ()
    assert drafting.hear(CONCEPTS[0]) == drafting.Heard()
    genome = drafting.complete(drafting.draft(INTERVIEW), INTERVIEW, heard=heard)
    assert genome.mind.examples[:2] == heard.examples
    assert genome.mind.beliefs[0] == heard.beliefs[0]


def test_enough_answers_of_its_own_need_no_lines_from_the_bank() -> None:
    """From eight answers on the example replies are the interview's alone."""
    long = "\n".join(f"Q: What of number {n}?\nA: Number {n} was a good one, all told." for n in range(9))
    genome = drafting.complete(drafting.draft(long), long, heard=drafting.hear(long))
    assert len(genome.mind.examples) == 9


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet=st.sampled_from("QAab:?.\n *"), max_size=200))
def test_any_text_can_be_listened_to(words: str) -> None:
    """Whatever stands there, nothing fails, and every exchange has both sides."""
    assert all(one.user and one.reply for one in drafting.hear(words).examples)
