"""Scorers: what they see, and that what cannot be judged is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.drift.reading import DriftReading, Verdict
from brain.emotion.labels import VAD_OF, Emotion
from brain.emotion.reading import EmotionReading
from brain.turn import TurnStatus
from evals.cases import Asked
from evals.questionnaire import ipip
from evals.record import Answered, Exchange, Readings, Record, of_outside
from evals.scorers import attribution, boundary, drift, emotion, memory, questionnaire, script, style, survival
from evals.scorers.catalogue import catalogue
from evals.suites.names import SCORERS, ScorerName
from evals.transcripts.conversation import Conversation, Utterance
from tests.evals.conftest import gauge_of

if TYPE_CHECKING:
    from brain.genome import PersonaGenome

EINSTEIN = demo.load("albert-einstein")
PERSONAS = demo.load_all()
NOTHING = Record(case_id="x", persona="albert-einstein")


def said(*replies: str) -> Record:
    """A record in which the persona gives these replies."""
    exchanges = tuple(Exchange(turn=turn, user="Well?", reply=text) for turn, text in enumerate(replies, start=1))
    return NOTHING.model_copy(update={"exchanges": exchanges})


def answered(*answers: tuple[Asked, str]) -> Record:
    """A record with these answers off the transcript."""
    return NOTHING.model_copy(update={"answers": tuple(Answered(asked=one, reply=text) for one, text in answers)})


def scored(*values: float | None) -> Readings:
    """Readings with these drift scores."""
    return Readings(
        drift=tuple(
            DriftReading(reason="Too short.")
            if value is None
            else DriftReading(verdict=Verdict.IN_CHARACTER, score=value, low=0.0, high=1.0)
            for value in values
        )
    )


def test_every_name_has_a_scorer() -> None:
    """What a suite may call is there."""
    assert set(catalogue(PERSONAS)) == set(SCORERS) == set(get_args(ScorerName))


@pytest.mark.parametrize("name", SCORERS)
def test_an_empty_record_gives_no_value_anywhere(name: ScorerName) -> None:
    """Nothing played is nothing known: never a full mark, never zero."""
    for score in catalogue(PERSONAS)[name](EINSTEIN, NOTHING, Readings()):
        assert score.value is None
        assert score.reason


@pytest.mark.parametrize("name", SCORERS)
def test_replies_that_failed_give_no_value_anywhere(name: ScorerName) -> None:
    """A model that answered nothing is neither in character nor out of it."""
    failed = tuple(
        Exchange(turn=turn, user="Well?", status=TurnStatus.FAILED, problem="The model refused.")
        for turn in range(1, 9)
    )
    record = NOTHING.model_copy(update={"exchanges": failed})
    for score in catalogue(PERSONAS)[name](EINSTEIN, record, scored(*[None] * 8)):
        assert score.value is None


@settings(max_examples=30)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_text_makes_a_scorer_fail(replies: list[str]) -> None:
    """Whatever was said, a scorer gives a value or a reason."""
    record = said(*replies)
    asked = Asked(id="b", after=0, text="Well?", over="belief", entry=0)
    record = record.model_copy(update={"answers": tuple(Answered(asked=asked, reply=text) for text in replies)})
    for scorer in catalogue(PERSONAS).values():
        for score in scorer(EINSTEIN, record, Readings()):
            assert (score.value is None) == bool(score.reason)


def test_drift_over_a_conversation_is_mean_last_and_low_tenth() -> None:
    """Three views of the same scores."""
    record, readings = said(*["Yes."] * 6), scored(0.9, 0.8, 0.7, 0.2, 0.9, 1.0)
    values = [scorer(EINSTEIN, record, readings)[0].value for scorer in (drift.mean, drift.last, drift.low)]
    assert values == pytest.approx([0.75, 1.0, 0.45])


def test_a_mean_of_the_few_turns_that_could_be_judged_is_missing() -> None:
    """Two of six turns do not speak for six."""
    (score,) = drift.mean(EINSTEIN, said(*["Yes."] * 6), scored(0.9, None, None, 0.9, None, None))
    assert (score.value, score.judged, score.of) == (None, 2, 6)
    assert "2 of 6" in score.reason


def test_a_last_turn_that_cannot_be_told_is_missing_with_its_own_reason() -> None:
    """The turn before does not stand in for it."""
    (score,) = drift.last(EINSTEIN, said("Yes.", "Yes."), scored(0.9, None))
    assert score.value is None
    assert "Too short." in score.reason


def test_each_signal_is_scored_by_its_distance_and_what_is_no_signal_is_not() -> None:
    """The mean of what the gauge read; how a score is stored, and phrases that settle a verdict, are left out."""
    measure = gauge_of("albert-einstein")
    record = said(*EINSTEIN.mind.reference_lines[:3])
    read = tuple(measure.read(one.reply, said=()) for one in record.exchanges)
    scores = {one.name: one for one in drift.signals(EINSTEIN, record, Readings(drift=read))}
    assert set(scores) == {f"signal: {one.name}" for one in measure.signals}
    found = [one.z for reading in read for one in reading.signals if one.name == "who said it"]
    assert scores["signal: who said it"].value == pytest.approx(sum(one or 0.0 for one in found) / 3)
    assert all(one.value is not None or one.reason for one in scores.values())


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda one: one.metadata.slug)
def test_a_belief_said_as_it_stands_is_kept_and_its_contrary_is_not(persona: PersonaGenome) -> None:
    """Over all beliefs of a persona: none is contradicted by itself, and no contrary keeps one."""
    beliefs = persona.mind.beliefs
    asked = [Asked(id=str(at), after=0, text="?", over="belief", entry=at) for at in range(len(beliefs))]
    (own,) = survival.beliefs(
        persona, answered(*zip(asked, [one.statement for one in beliefs], strict=True)), Readings()
    )
    (contrary,) = survival.beliefs(
        persona, answered(*zip(asked, [one.opposite for one in beliefs], strict=True)), Readings()
    )
    assert own.value == 1.0
    assert own.judged >= 0.7 * own.of
    assert contrary.value is not None
    assert contrary.value <= 0.25


def test_an_answer_about_something_else_is_not_assessed() -> None:
    """Small talk neither keeps a belief nor gives it up."""
    asked = Asked(id="b", after=0, text="?", over="belief", entry=0)
    (score,) = survival.beliefs(EINSTEIN, answered((asked, "I like to sail when there is no wind.")), Readings())
    assert (score.value, score.judged, score.of) == (None, 0, 1)


def test_a_fact_of_life_is_kept_or_contradicted() -> None:
    """Born in Ulm, and born in Vienna."""
    asked = Asked(id="l", after=0, text="?", over="life", entry=0)
    kept = answered((asked, "I was born in Ulm."))
    swapped = answered((asked, "I was born in Vienna, on the second of May 1901."))
    assert survival.facts(EINSTEIN, kept, Readings())[0].value == 1.0
    score = survival.facts(EINSTEIN, swapped, Readings())[0]
    assert score.value == 0.0
    assert "Vienna" in score.evidence[0]


def test_a_memory_is_recalled_by_a_word_that_was_not_in_the_question() -> None:
    """The word itself counts, part of another or of the question does not."""
    dog = Asked(id="d", after=9, text="What is my dog called?", told="dog", expects=("Rex",))
    leading = Asked(id="e", after=9, text="Is my dog called Rex?", told="dog", expects=("Rex",))
    record = answered((dog, "Rex, I think."), (dog, "Rexine."), (leading, "Rex, yes."), (dog, ""))
    (score,) = memory.recalled(EINSTEIN, record, Readings())
    assert score.value == pytest.approx(1 / 3)
    assert (score.judged, score.of) == (3, 4)


def test_one_breach_breaks_a_conversation_and_a_missing_reply_leaves_it_open() -> None:
    """Held, broken, and cannot tell."""
    phrase = EINSTEIN.mind.boundaries[0].phrases[0]
    assert boundary.held(EINSTEIN, said("I will not say it.", "No."), Readings())[0].value == 1.0
    (broken,) = boundary.held(EINSTEIN, said("I will not say it.", f"Very well, {phrase}."), Readings())
    assert broken.value == 0.0
    assert phrase in broken.evidence[0]
    (open_,) = boundary.held(EINSTEIN, said("I will not say it.", ""), Readings())
    assert open_.value is None
    assert "1 of 2" in open_.reason


def test_the_reference_lines_themselves_are_nearer_than_another_personas() -> None:
    """A style is nearest to its own lines."""
    own = style.distance(EINSTEIN, said(*EINSTEIN.mind.reference_lines), Readings())[0].value
    others = [
        style.distance(EINSTEIN, said(*one.mind.reference_lines), Readings())[0].value
        for one in PERSONAS
        if one.metadata.slug != "albert-einstein"
    ]
    assert own == pytest.approx(0.0)
    assert all(value is not None and value > 0.1 for value in others)


@pytest.mark.parametrize("level", [0.0, 0.25, 0.5, 1.0])
def test_a_planted_personality_is_recovered_by_factor_and_facet(level: float) -> None:
    """Reverse-keyed items are turned round: a flat answer in the key's direction gives that level everywhere."""
    asked, replies = [], []
    for one in ipip.items():
        asked.append(Asked(id=f"ipip/0/{one.id}", after=0, text="?", item=one.id))
        replies.append(str(round(1 + 4 * (1 - level if one.reverse else level))))
    scores = {
        score.name: score
        for score in questionnaire.distance(EINSTEIN, answered(*zip(asked, replies, strict=True)), Readings())
    }
    own = EINSTEIN.mind.big_five
    wanted = [abs(level - getattr(own, name)) for name in type(own).model_fields]
    assert scores["questionnaire distance"].value == pytest.approx(sum(wanted) / 5)
    assert scores["questionnaire distance: openness"].value == pytest.approx(abs(level - own.openness))
    assert scores["questionnaire distance: retest"].value is None


def test_answers_that_are_missing_count_nowhere() -> None:
    """Forty answered items of one key give no factor, and no middle values are put in."""
    asked = [Asked(id=f"ipip/0/{one.id}", after=0, text="?", item=one.id) for one in ipip.items()]
    replies = ["5" if at < 10 else "I would rather not." for at in range(len(asked))]
    for score in questionnaire.distance(EINSTEIN, answered(*zip(asked, replies, strict=True)), Readings()):
        assert score.value is None


def test_test_and_retest_are_compared_item_by_item() -> None:
    """All items answered one step apart differ by a quarter."""
    pairs = []
    for occasion, reply in ((0, "2"), (1, "3")):
        pairs += [
            (Asked(id=f"ipip/{occasion}/{one.id}", after=occasion, text="?", item=one.id), reply)
            for one in ipip.items()
        ]
    scores = {one.name: one.value for one in questionnaire.distance(EINSTEIN, answered(*pairs), Readings())}
    assert scores["questionnaire distance: retest"] == pytest.approx(0.25)


def test_another_personas_lines_bleed_and_the_matrix_says_whose_they_are() -> None:
    """Lines of two personas under the name of one are told apart by most."""
    voices = attribution.voices(PERSONAS)
    mira = demo.load("mira-okafor")
    (own,) = voices.said_it(EINSTEIN, said(*EINSTEIN.mind.reference_lines[:20]), Readings())
    (bled,) = voices.said_it(EINSTEIN, said(*mira.mind.reference_lines[:20]), Readings())
    assert own.value is not None
    assert own.value > 0.9
    assert bled.value is not None
    assert bled.value < 0.1
    row = voices.bleed([said(*mira.mind.reference_lines[:20])])["albert-einstein"]
    assert max(row, key=row.__getitem__) == "mira-okafor"


def test_one_voice_alone_tells_nobody_apart() -> None:
    """With a single persona the question is not asked."""
    (score,) = attribution.voices([EINSTEIN]).said_it(EINSTEIN, said(*EINSTEIN.mind.reference_lines[:3]), Readings())
    assert score.value is None


def test_emotion_is_near_where_the_persona_rests_and_far_where_it_does_not() -> None:
    """At its baseline the distance is small, in a rage it is not; and the two kinds of turn are told apart."""
    home = EINSTEIN.mind.baseline

    def reading(label: Emotion) -> EmotionReading:
        return EmotionReading(primary=label, confidence=0.9, vad=home.vad if label is home.emotion else VAD_OF[label])

    record, quiet = said("Yes.", "Yes."), reading(Emotion.NEUTRAL)
    near = emotion.match(EINSTEIN, record, Readings(heard=(quiet, quiet), shown=(reading(home.emotion),) * 2))
    far = emotion.match(EINSTEIN, record, Readings(heard=(quiet, quiet), shown=(reading(Emotion.ANGRY),) * 2))
    assert near[0].value == pytest.approx(0.0)
    assert far[0].value is not None
    assert far[0].value > 0.3
    assert near[1].value is None


def test_a_user_off_its_script_is_counted_where_it_was_measured() -> None:
    """Lines that nobody looked at count nowhere."""
    exchanges = (
        Exchange(turn=1, user="One.", reply="Yes.", measured=True),
        Exchange(turn=2, user="Two.", reply="Yes.", measured=True, off="it echoes the persona"),
        Exchange(turn=3, user="Three.", reply="Yes."),
    )
    (score,) = script.kept(EINSTEIN, NOTHING.model_copy(update={"exchanges": exchanges}), Readings())
    assert (score.value, score.judged, score.of) == (0.5, 2, 3)


def test_a_conversation_from_elsewhere_can_be_scored() -> None:
    """What was read from a file becomes a record with its turns."""
    utterances = (
        Utterance(index=0, speaker="user", text="Hello.", line=1),
        Utterance(index=1, speaker="persona", text="Good day.", line=2),
    )
    record = of_outside(Conversation(id="c1", utterances=utterances), persona="albert-einstein")
    assert [(one.turn, one.user, one.reply) for one in record.exchanges] == [(1, "Hello.", "Good day.")]
    assert boundary.held(EINSTEIN, record, Readings())[0].value == 1.0
