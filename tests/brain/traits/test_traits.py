from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain import demo
from brain.genome.mind import Trait
from brain.models.structured import Answer
from brain.rehearsal import rehearse
from brain.traits.agreement import Usual, compare, usual
from brain.traits.behaviour import BehaviouralTrait, behaviours
from brain.traits.engine import MOST, core, learn, specific
from brain.traits.extract import extract
from brain.traits.read import question, read
from brain.traits.suggest import confidence, suggestions

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from brain.models.structured import Question, Shape

AMARA, EINSTEIN = demo.load("nurse-amara-diallo"), demo.load("albert-einstein")

REPLIES = {
    "Socratic questioning": "What do you think would happen if the train were as fast as light? Ask yourself that.",
    "metaphor": "A field is like a rubber sheet, as if someone had laid a marble on it and it sank.",
    "storytelling": "When I was a boy my father showed me a compass. I remember how my hands trembled that evening.",
    "stepwise explanation": "First, look at the clock. Then you move the train. Finally, compare them, for example.",
    "challenge": "I disagree. That does not follow from what you said before. Where is your evidence for it?",
    "reassurance": "It's all right, take your time with this. You are not alone, and I'm here all evening.",
    "empathy": "I'm so sorry to hear about it. That must have been very hard, and I can imagine how it hurts.",
    "warmth": "My dear friend, I am so glad to see you here. Welcome, and thank you for the flowers.",
    "enthusiasm": "Wonderful! I love this, it is a marvellous day and an extraordinary idea!",
    "caution": "Perhaps it is so, I think, but I am not sure about the second part, and maybe nobody is.",
    "assertion": "It is certainly so. You must never forget it, and of course it always was, without doubt.",
    "direct advice": "You should write to her today. Tell her the truth. Let's begin with the first line.",
    "evidence": "According to the study of 1905 it fell by 40 percent within 12 hours, as later experiments measured.",
}


class Scripted:
    """Answers what it was told to."""

    id = "scripted"

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The scripted answer."""
        del cancelled
        return Answer(value=question.shape.model_validate(self.told), model="scripted")


@pytest.mark.parametrize("name", REPLIES)
def test_each_behaviour_is_seen_with_its_words(name: str) -> None:
    """A reply that plainly shows a behaviour is read so, among its first three, with the words that show it."""
    reply = REPLIES[name]
    found = extract("Tell me.", reply)
    assert name in [one.name for one in found[:3]]
    trait = next(one for one in found if one.name == name)
    assert trait.evidence
    assert all(reply[one.start : one.end] == one.text for one in trait.evidence)


def test_a_question_answered_by_a_question_is_socratic() -> None:
    """Whatever its words, and only when a question was asked."""
    reply = "That depends entirely on the weather, and who says it will be fine tomorrow?"
    assert "Socratic questioning" in {one.name for one in extract("Shall we walk?", reply)}
    assert "Socratic questioning" not in {one.name for one in extract("Let us walk.", reply)}


@pytest.mark.parametrize(
    "reply", ["", "Yes.", "好的 我明白了。", "😊" * 50, "```\nx = 1\n```", "word " * 10_000, "\ud800 a b c d e f"]
)
def test_any_text_will_do(reply: str) -> None:
    """Empty, foreign, endless or broken replies raise nothing and are claimed to show little."""
    assert len(extract("Hm?", reply)) <= 3


@given(st.text(), st.text(max_size=600))
def test_everything_is_bounded_and_quoted(user: str, reply: str) -> None:
    """Levels lie within 0 and 1, and every word of evidence stands in the reply."""
    for trait in extract(user, reply):
        assert 0.0 <= trait.intensity <= 1.0
        assert 0.0 <= trait.confidence <= 1.0
        assert all(reply[one.start : one.end] == one.text for one in trait.evidence)


def test_more_signs_are_more_intense_and_surer() -> None:
    """A second sign never lowers intensity or confidence."""
    filler = " and the lamp stood on the table by the window as it had for many years of quiet evenings in that house."
    once = {one.name: one for one in extract("", "Perhaps it rains" + filler)}["caution"]
    twice = {one.name: one for one in extract("", "Perhaps, maybe, it rains" + filler)}["caution"]
    assert twice.intensity > once.intensity
    assert twice.confidence > once.confidence


@pytest.mark.parametrize("genome", demo.load_all(), ids=lambda genome: genome.metadata.slug)
def test_every_behaviour_has_a_level_in_every_genome(genome: PersonaGenome) -> None:
    """The list names levels that genomes have; a persona's own words count too."""
    for behaviour in behaviours():
        assert 0.0 <= behaviour.own_level(genome) <= 1.0


def test_traits_are_compared_with_the_personas_own() -> None:
    """What the genome asks for is its own; what its lines never show is unusual; without lines nothing is known."""
    lines = usual(AMARA)
    warm = compare(AMARA, extract("", REPLIES["warmth"]), to=lines)
    assert "its own" in {one.standing for one in warm.compared if one.trait.name == "warmth"}
    fight = compare(AMARA, extract("", REPLIES["challenge"] + " " + REPLIES["challenge"]), to=lines)
    assert {one.standing for one in fight.compared if one.trait.name == "challenge"} == {"unusual"}
    assert fight.share is not None and fight.low is not None and fight.high is not None  # noqa: PT018
    assert 0.0 <= fight.low <= fight.share <= fight.high <= 1.0
    nothing = compare(AMARA, extract("", REPLIES["challenge"]), to=Usual({}))
    assert "not known" in {one.standing for one in nothing.compared}
    assert usual(AMARA.model_copy(update={"mind": AMARA.mind.model_copy(update={"examples": ()})})).of == {}


def test_next_steps_answer_to_traits() -> None:
    """At most three, each with its trait; the question it asked is quoted; none without a trait."""
    reply = REPLIES["Socratic questioning"]
    steps = suggestions(extract("", reply), reply)
    assert 1 <= len(steps) <= 3
    assert any("What do you think would happen" in step.text for step in steps)
    assert suggestions((), "Hello?") == ()
    assert confidence(()) is None
    assert 0.0 < (confidence(extract("", reply)) or 0.0) <= 1.0


def test_inherited_and_specific_traits_are_told_apart() -> None:
    """Together they are all traits there are."""
    assert len(core(EINSTEIN)) + len(specific(EINSTEIN)) == len(EINSTEIN.mind.traits)
    assert all(trait.inherited for trait in core(EINSTEIN))
    assert core(EINSTEIN)


def shown(name: str, intensity: float, sure: float = 0.8) -> tuple[BehaviouralTrait, ...]:
    """An exchange that shows one trait."""
    return (BehaviouralTrait(name=name, intensity=intensity, confidence=sure),)


def test_the_usual_moves_nothing() -> None:
    """Replies that show what the persona's lines show leave its traits where they are, and a few teach nothing."""
    known = usual(EINSTEIN)
    lines = [extract(example.user, example.reply) for example in EINSTEIN.mind.examples]
    assert learn(EINSTEIN, lines, usual=known).changes == ()
    assert learn(EINSTEIN, [shown("challenge", 1.0)] * 4, usual=known).genome is EINSTEIN
    assert learn(EINSTEIN, [shown("challenge", 1.0)] * 9, usual=Usual({})).genome is EINSTEIN


def test_what_is_shown_more_than_usual_grows_and_the_core_grows_less() -> None:
    """Specific traits take a larger step than inherited ones, both bounded; every step is in the history."""
    traits = (
        Trait(name="stubborn", intensity=0.5, inherited=True),
        Trait(name="combative", intensity=0.5),
        Trait(name="left-handed", intensity=0.3),
    )
    genome = EINSTEIN.model_copy(update={"mind": EINSTEIN.mind.model_copy(update={"traits": traits})})
    learned = learn(genome, [shown("challenge", 1.0)] * 6, usual=usual(genome))
    stubborn, combative, hand = learned.genome.mind.traits
    assert 0.5 < stubborn.intensity < combative.intensity <= 0.5 + MOST
    assert hand == traits[2]
    assert [(change.name, change.before, change.exchanges) for change in learned.changes] == [
        ("stubborn", 0.5, 6),
        ("combative", 0.5, 6),
    ]
    assert learned.genome.model_copy(update={"mind": genome.mind}) == genome


def test_what_is_shown_again_and_again_becomes_a_trait() -> None:
    """A behaviour beyond the usual in most exchanges is added as a specific trait, at one half at most."""
    bare = EINSTEIN.model_copy(update={"mind": EINSTEIN.mind.model_copy(update={"traits": ()})})
    learned = learn(bare, [shown("reassurance", 0.9)] * 6, usual=usual(bare))
    (new,) = learned.genome.mind.traits
    assert (new.name, new.inherited, new.intensity) == ("reassurance", False, 0.5)
    assert learned.changes[0].before is None


LEVELS = st.lists(
    st.lists(
        st.builds(
            lambda name, intensity, sure: BehaviouralTrait(name=name, intensity=intensity, confidence=sure),
            st.sampled_from([behaviour.name for behaviour in behaviours()]),
            st.floats(0, 1),
            st.floats(0, 1),
        ),
        max_size=4,
    ),
    max_size=12,
)
USUAL = usual(AMARA)


@given(LEVELS)
def test_traits_stay_in_bounds_whatever_was_seen(seen: list[list[BehaviouralTrait]]) -> None:
    """Intensities stay within 0 and 1, no step is larger than allowed, and no trait is lost."""
    learned = learn(AMARA, seen, usual=USUAL)
    after = learned.genome.mind.traits
    assert [trait.name for trait in after[: len(AMARA.mind.traits)]] == [trait.name for trait in AMARA.mind.traits]
    for before, now in zip(AMARA.mind.traits, after, strict=False):
        assert 0.0 <= now.intensity <= 1.0
        assert abs(now.intensity - before.intensity) <= (MOST / 5 if before.inherited else MOST) + 1e-9


def test_a_model_reads_traits_with_words_that_are_there() -> None:
    """What it cannot quote is left out; its names and levels are kept; the material stays out of the instructions."""
    reply = REPLIES["metaphor"]
    told = {
        "traits": [
            {
                "name": "metaphor",
                "aspect": "device",
                "intensity": 0.8,
                "confidence": 0.9,
                "quote": "like a rubber sheet",
            },
            {"name": "cruelty", "aspect": "tone", "intensity": 0.9, "confidence": 0.9, "quote": "I hate you"},
        ]
    }
    found, _ = read(Scripted(told), "Explain.", reply)
    (trait,) = found
    assert (trait.name, trait.source, trait.evidence[0].text) == ("metaphor", "model", "like a rubber sheet")
    assert reply not in question("Explain.", reply).instructions


def test_the_rehearsed_personas_show_their_known_ways() -> None:
    """Over a rehearsal Amara is warmer than Malachar, and Malachar more formal than Mira."""

    def mean(slug: str, name: str) -> float:
        replies = [extract("", reply) for reply in rehearse(demo.load(slug))]
        return sum(one.intensity for shown in replies for one in shown if one.name == name) / len(replies)

    assert mean("nurse-amara-diallo", "warmth") > mean("lord-malachar", "warmth")
    assert mean("lord-malachar", "formality") > mean("mira-okafor", "formality")
