"""The keyword tier through its public door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brain.emotion.keyword import KeywordDetector
from brain.emotion.labels import Emotion
from brain.emotion.lexicon import entries, lexicon
from brain.emotion.scan import MOST_TRIGGERS

if TYPE_CHECKING:
    from brain.emotion.detector import EmotionDetector
    from brain.emotion.reading import EmotionReading

DETECTOR: EmotionDetector = KeywordDetector()


def primary(text: str) -> str:
    """The label of a message."""
    return DETECTOR.read(text).primary.value


def weight(text: str, label: Emotion) -> float:
    """The confidence in one label, primary or not."""
    reading = DETECTOR.read(text)
    return dict([(reading.primary, reading.confidence), *reading.secondary]).get(label, 0.0)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The meeting is at four.", "neutral"),
        ("I'm so happy you came!", "happy"),
        ("My dog died and I miss him so much.", "sad"),
        ("I am furious, this is unacceptable!", "angry"),
        ("Wow, I did not expect that at all!", "surprised"),
        ("I'm scared of the dark.", "fearful"),
        ("Eww, that is disgusting.", "disgusted"),
        ("It makes me think. I just realized something.", "thoughtful"),
        ("I can't wait for the trip!", "excited"),
        ("Please be careful out there, take care.", "concerned"),
        ("I've got this, no doubt.", "confident"),
        ("How does that work?", "curious"),
        ("I love you, my darling.", "loving"),
        ("What a letdown, so disappointing.", "disappointed"),
        ("lol that was hilarious", "amused"),
        ("I doubt it, sounds fishy.", "skeptical"),
        ("How embarrassing, I am mortified.", "embarrassed"),
        ("I'm so proud of you, we did it!", "proud"),
        ("Phew, what a relief.", "relieved"),
        ("I'm nervous and stressed about the exam.", "anxious"),
        ("It is so peaceful and calm here.", "calm"),
    ],
)
def test_each_label_can_be_read(text: str, label: str) -> None:
    """Every one of the 21 labels has plain messages that are read as it."""
    assert primary(text) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I am not happy with this", "disappointed"),
        ("I'm not very happy about it", "disappointed"),
        ("I am not happy, but excited", "excited"),
        ("Not now. I am happy", "happy"),
        ("not only happy", "happy"),
        ("I was happy but now I am sad", "sad"),
        ("I don\u2019t feel excited", "disappointed"),
    ],
)
def test_negation_is_limited_in_scope(text: str, label: str) -> None:
    """A negator turns what follows closely, and neither what a mark or a turn cuts off nor what a phrase swallows."""
    assert primary(text) == label


def test_a_denied_unpleasant_feeling_is_no_pleasant_one() -> None:
    """Not being angry is weak evidence of calm, never of anger."""
    reading = DETECTOR.read("I'm not angry")
    assert reading.primary is Emotion.NEUTRAL
    assert weight("I'm not angry", Emotion.ANGRY) == 0.0


def test_emphasis_orders_readings() -> None:
    """Strengtheners, capitals, elongation and exclamation marks raise the weight; diminishers lower it."""
    plain = weight("I am sad today", Emotion.SAD)
    for louder in ("I am very sad today", "I am SAD today", "I am saaaaad today", "I am sad today!!!"):
        assert weight(louder, Emotion.SAD) > plain
    assert weight("I am slightly sad today", Emotion.SAD) < plain
    assert weight("I AM SAD TODAY", Emotion.SAD) == plain


@pytest.mark.parametrize(
    ("text", "label"),
    [("😂", "amused"), ("❤️", "loving"), (":)", "happy"), (":(", "sad"), (">:(", "angry"), ("<3", "loving"),
     ("lmao", "amused"), ("wtf", "angry"), ("stoked", "excited"), ("cooooool", "neutral"), ("?!", "surprised")],
)  # fmt: skip
def test_emoji_emoticons_and_slang(text: str, label: str) -> None:
    """Faces and slang are read like words; one faint word alone is not enough."""
    assert primary(text) == label


def test_an_address_is_no_feeling() -> None:
    """Words inside a web address do not count, and its colon is no face."""
    reading = DETECTOR.read("https://example.com/happy/love:)sad")
    assert (reading.primary, reading.triggers) == (Emotion.NEUTRAL, ())


def test_phrases_come_before_their_words() -> None:
    """The longest entry that fits is the one that counts."""
    [trigger] = DETECTOR.read("I can't wait").triggers
    assert (trigger.text, trigger.emotion) == ("can't wait", Emotion.EXCITED)


def test_a_negated_trigger_names_what_it_speaks_for() -> None:
    """The evidence shows the label it counted for."""
    [trigger] = DETECTOR.read("not happy").triggers
    assert (trigger.text, trigger.emotion) == ("happy", Emotion.DISAPPOINTED)


def test_vad_blends_toward_the_labels() -> None:
    """The point moves from neutral towards what was said, and further with more evidence."""
    neutral = DETECTOR.read("").vad.valence
    once, twice = DETECTOR.read("happy").vad.valence, DETECTOR.read("happy, delighted").vad.valence
    assert neutral < once < twice < 0.8
    assert DETECTOR.read("I am furious").vad.arousal > 0.5


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "...", "\x00\x01", "12345"])
def test_nothing_to_read_is_neutral_without_confidence(text: str) -> None:
    """No words, no confidence."""
    reading = DETECTOR.read(text)
    assert (reading.primary, reading.confidence, reading.triggers) == (Emotion.NEUTRAL, 0.0, ())


def _check(text: str) -> EmotionReading:
    reading = DETECTOR.read(text)
    assert all(text[t.start : t.end] == t.text and t.start < t.end for t in reading.triggers)
    assert len(reading.triggers) <= MOST_TRIGGERS
    assert all(0.0 <= share <= reading.confidence + 1e-9 for _, share in reading.secondary)
    assert reading.primary not in dict(reading.secondary)
    assert reading.tier == "keyword"
    return reading


anything = st.text(st.characters() | st.characters(categories=["Cs"]))
spoken = st.lists(st.sampled_from([*lexicon().weights, "not", "very", "but", "İ", "ß", "!", "?", "i"]), max_size=30)


@settings(deadline=None)
@given(anything | spoken.map(" ".join) | spoken.map("".join))
@example("\ud800 happy \udfff")
@example("İİİ I'm HAPPY İ sad")
@example("\u202e\u05d0\u05e0\u05d9 happy\u202c")
def test_any_text_gets_a_reading_with_exact_offsets(text: str) -> None:
    """Whatever the text, there is a reading, and each trigger is the very piece of the text it points to."""
    _check(text)


@pytest.mark.parametrize(
    "text",
    ["so happy " * 11_000, "a" * 100_000, "'" * 100_000, ">:" * 50_000, "!?" * 50_000, "not but " * 12_500,
     "שלום עולם " * 10_000, "\ud83d" * 100_000, "ha" * 50_000, "https://" * 12_500],
    ids=["happy", "one word", "apostrophes", "half faces", "marks", "turns", "right to left", "surrogates", "haha",
         "addresses"],
)  # fmt: skip
def test_a_hundred_kilobytes_are_read(text: str) -> None:
    """A message of the largest size is read whole, whatever it is made of."""
    _check(text)


def test_readings_are_reproducible() -> None:
    """The same message gets the same reading."""
    text = "Honestly? I loved it, but the ending was a bit sad :("
    assert DETECTOR.read(text) == KeywordDetector().read(text)


def test_the_lexicon_is_sound() -> None:
    """Every label but neutral has entries, and every entry is one the scan can meet."""
    book = lexicon()
    assert {label for labels in book.weights.values() for label, _ in labels} == set(Emotion) - {Emotion.NEUTRAL}
    for entry in book.weights:
        assert entry == entry.lower()
        found = [match.group() for match in book.tokens.finditer(entry)]
        assert " ".join(found) == entry, entry


def test_list_entries_are_trimmed() -> None:
    """Entries are separated by commas, line breaks are blanks."""
    assert entries(" a b ,\n c\n d,,") == ("a b", "c d")
