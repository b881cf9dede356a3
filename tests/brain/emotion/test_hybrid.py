"""The hybrid tier as it ships, through its public door."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brain.emotion.basic import BASIC_OF, BASICS, basics
from brain.emotion.hybrid import fit, weights
from brain.emotion.hybrid.context import lean
from brain.emotion.hybrid.detector import HybridDetector
from brain.emotion.hybrid.grams import MOST, Grams, readable, row
from brain.emotion.hybrid.shipped import hybrid
from brain.emotion.hybrid.spelling import Spelling
from brain.emotion.labels import Emotion
from brain.emotion.reading import EmotionReading
from brain.emotion.scan import MOST_TRIGGERS
from brain.emotion.vad import regression
from brain.errors import NotFound, PersonaForgeError
from brain.static_embedder import load

MODEL = hybrid(load())._model
POINTS = regression.shipped(fit.shipped().points_sha256)


@pytest.fixture(scope="module")
def detector() -> HybridDetector:
    """The shipped detector."""
    return hybrid(load())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love you so much, my darling.", "loving"),
        ("My dog died and I miss him so much.", "sad"),
        ("I am furious, this is unacceptable!", "angry"),
        ("haha that was hilarious", "amused"),
        ("How does that work?", "curious"),
        ("I'm scared of the dark.", "fearful"),
        ("Thank you so much for your help!", "happy"),
        ("The meeting is at four.", "neutral"),
        ("It is so peaceful and calm here.", "calm"),
    ],
)
def test_plain_messages_are_read(detector: HybridDetector, text: str, label: str) -> None:
    """What is said plainly is read as it is said; calm, which no data taught, by the words for it."""
    assert detector.read(text).primary.value == label


def test_words_for_calm_in_passing_are_no_calm(detector: HybridDetector) -> None:
    """What no data taught is read where the message is mostly about it, not where a faint word for it stands."""
    assert detector.chances("I feel calm.")[Emotion.CALM] > 0.0
    assert detector.chances("It is still easy to lose, and that makes me angry.")[Emotion.CALM] == 0.0


def test_evidence_is_in_the_text(detector: HybridDetector) -> None:
    """Triggers are the words that speak for the label."""
    triggers = detector.read("Honestly, what a disgusting smell.").triggers
    assert "disgusting" in [trigger.text for trigger in triggers]


def test_what_is_denied_is_not_felt(detector: HybridDetector) -> None:
    """A feeling that is only named to be denied is not the one that is read."""
    assert detector.read("I'm not happy with this at all.").primary is not Emotion.HAPPY


def test_an_echo_takes_the_feeling_before(detector: HybridDetector) -> None:
    """`me too` shares what was said before it; a message with words of its own does not."""
    sad, glad = "I am so sad, I miss my grandmother.", "I am so happy, this is wonderful!"
    assert detector.read("me too", context=(sad,)).primary is Emotion.SAD
    assert detector.read("me too", context=(glad,)).primary is Emotion.HAPPY
    assert "message before" in detector.read("Me too!", context=(glad,)).note
    own = "I went home and made some tea for my brother."
    assert detector.read(own, context=(sad,)) == detector.read(own)


def test_an_echo_without_words_before_takes_the_last_reading(detector: HybridDetector) -> None:
    """Where only readings are known, the last one is what an echo shares."""
    before = EmotionReading(primary=Emotion.ANGRY, confidence=0.9)
    assert detector.read("same here", recent=(before,)).primary is Emotion.ANGRY


@pytest.mark.parametrize(
    "text",
    [
        "Ich bin heute so traurig und m\u00fcde",
        "\u042f \u043e\u0447\u0435\u043d\u044c \u0440\u0430\u0434 \u044d\u0442\u043e\u043c\u0443",
        "Je suis vraiment tr\u00e8s content aujourd'hui",
    ],
)
def test_another_language_is_not_guessed(detector: HybridDetector, text: str) -> None:
    """A text of unknown words is neutral without confidence, and says so; a picture in it still speaks."""
    reading = detector.read(text)
    assert (reading.primary, reading.confidence) == (Emotion.NEUTRAL, 0.0)
    assert "English" in reading.note
    drawn = detector.read(f"{text} \U0001f602\U0001f602\U0001f602")
    assert drawn.primary is Emotion.AMUSED
    assert drawn.confidence > 0.0


@pytest.mark.parametrize("text", ["", "  ", "...", "12345", "\x00"])
def test_nothing_to_read_has_no_confidence(detector: HybridDetector, text: str) -> None:
    """No words, no confidence."""
    reading = detector.read(text)
    assert (reading.primary, reading.confidence) == (Emotion.NEUTRAL, 0.0)


def _check(detector: HybridDetector, text: str) -> None:
    reading = detector.read(text)
    assert all(text[t.start : t.end] == t.text and t.start < t.end for t in reading.triggers)
    assert len(reading.triggers) <= MOST_TRIGGERS
    assert reading.primary not in dict(reading.secondary)
    assert len(reading.secondary) <= 3
    assert reading.tier == "hybrid"
    assert {BASIC_OF[reading.primary]} <= basics(reading) <= set(BASICS)


anything = st.text(st.characters() | st.characters(categories=["Cs"]))
spoken = st.lists(
    st.sampled_from(["I", "am", "not", "happy", "sad", "me", "too", "\u0130", "wow", "!", "?", "\U0001f602"]),
    max_size=20,
)


@settings(deadline=None, max_examples=60)
@given(text=anything | spoken.map(" ".join))
@example("\ud800 I am happy \udfff")
@example("\u0130\u0130 I'm HAPPY \u0130 sad")
def test_any_text_gets_a_reading_with_exact_offsets(detector: HybridDetector, text: str) -> None:
    """Whatever the text, there is a reading, and each trigger is the very piece of the text it points to."""
    _check(detector, text)


@pytest.mark.parametrize(
    "text",
    ["so happy " * 10_000, "a" * 100_000, "!?" * 50_000, "\ud83d" * 100_000],
    ids=["happy", "one word", "marks", "halves"],
)
def test_a_hundred_kilobytes_are_read(detector: HybridDetector, text: str) -> None:
    """A message of the largest size gets a reading, and where its middle was left out, a note."""
    _check(detector, text)


def test_the_middle_of_a_long_message_is_said_to_be_left_out(detector: HybridDetector) -> None:
    """What was not read is named."""
    assert "the first and the last 600" in detector.read("I am happy. " * 300).note


def test_chances_are_those_of_the_reading(detector: HybridDetector) -> None:
    """All 21 labels and the seven basic emotions have a chance of their own."""
    found = detector.chances("I am so scared")
    assert set(found) == set(Emotion)
    assert max(found, key=lambda label: found[label]) is Emotion.FEARFUL
    assert detector.basics("I am so scared")["fear"] >= found[Emotion.FEARFUL]


def test_readings_are_reproducible(detector: HybridDetector) -> None:
    """The same message gets the same reading."""
    text = "Honestly? I loved it, but the ending was a bit sad :("
    assert detector.read(text) == detector.read(text)


@settings(deadline=None, max_examples=20)
@given(said=st.lists(anything | spoken.map(" ".join), max_size=6), before=st.lists(spoken.map(" ".join), max_size=3))
def test_texts_that_are_foreseen_are_read_the_same(said: list[str], before: list[str]) -> None:
    """Bit by bit, in whatever company a text is looked at, and whatever was read before."""
    foreseeing, single = (HybridDetector(MODEL, fit.shipped(), regression=POINTS) for _ in range(2))
    foreseeing.foresee(before)
    foreseeing.foresee(said)
    assert [foreseeing.read(text) for text in said] == [single.read(text) for text in said]


def test_a_text_met_again_is_read_in_its_new_place(detector: HybridDetector) -> None:
    """Trend and context are those of this turn, whatever the same words were read as before; all else is alike."""
    sad = detector.read("My dog died and I miss him so much.")
    first = detector.read("Me too!")
    after = detector.read("Me too!", recent=[sad] * 5, context=["My dog died and I miss him so much."])
    assert first.trend != after.trend
    assert after.note
    assert detector.read("Me too!") == first
    assert (
        detector.read("My dog died and I miss him so much.", recent=[sad]).model_copy(
            update={"trend": sad.trend, "slope": sad.slope}
        )
        == sad
    )


def test_the_weights_are_small_and_the_ones_that_were_measured() -> None:
    """At most five million bytes with those of the regression; any other file is refused, and so is none."""
    folder = Path(str(weights.files("brain.emotion.hybrid")))
    content = (folder / weights.NAME).read_bytes()
    assert len(content) + len((folder.parent / "vad" / regression.NAME).read_bytes()) <= 5_000_000
    assert weights.packed(weights.unpacked(content)) == content
    with pytest.raises(PersonaForgeError, match="not those that were measured"):
        weights.read(folder / weights.NAME, sha256="0" * 64)
    with pytest.raises(NotFound):
        weights.read(folder / "none", sha256=fit.shipped().sha256)
    with pytest.raises(PersonaForgeError, match="cannot be read"):
        weights.unpacked(content[:1000])


def test_a_row_has_unit_blocks() -> None:
    """Known words and known pieces each have length 1, whatever else the text holds."""
    known = Grams({"happy": 0, "so happy": 1}, {"hap": 2, " so": 3}, np.ones(4, dtype=np.float32))
    found = row("so happy unheard", known)
    assert found.columns.tolist() == [0, 1, 2, 3]
    assert np.linalg.norm(found.values[:2]) == pytest.approx(1.0)
    assert np.linalg.norm(found.values[2:]) == pytest.approx(1.0)


@given(st.text())
def test_reading_moves_no_offset(text: str) -> None:
    """What is read of a short text is as long as the text."""
    assert len(readable(text[:MOST])) == len(text[:MOST])


@pytest.mark.parametrize(
    ("said", "share"), [("me too", 0.6), ("oh no", 0.3), ("really", 0.3), ("i am glad", 0.0), ("", 0.0)]
)
def test_only_echoes_and_reactions_lean(said: str, share: float) -> None:
    """The share a message takes from the one before it is stated."""
    assert lean(said.split()) == share


@given(st.text(max_size=300) | st.lists(st.sampled_from(["I'm", "so", "happy,", "you're", "42", ":("])).map(" ".join))
def test_words_taken_to_pieces_once_make_the_same_row(text: str) -> None:
    """A message reads as the very row of grams that the weights were made with."""
    known = weights.shipped(fit.shipped().sha256).grams
    made, expected = spelling().row(readable(text)), row(readable(text), known)
    assert made.columns.tolist() == expected.columns.tolist()
    assert made.values.tolist() == expected.values.tolist()
    assert made.values.dtype == expected.values.dtype


@cache
def spelling() -> Spelling:
    """The terms of the shipped weights, as the detector keeps them."""
    return Spelling(weights.shipped(fit.shipped().sha256).grams)
