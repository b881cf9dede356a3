"""Emotions that the persona tells by tag, its own labels among them."""

from __future__ import annotations

from brain.emotion.keyword import KeywordDetector
from brain.emotion.labels import VAD, VAD_OF, Emotion
from brain.emotion.told import told
from brain.genome import CustomEmotion

SMUG = CustomEmotion(name="smug", vad=VAD(valence=0.5, arousal=0.4, dominance=0.9), expression="smirk")
READ = KeywordDetector().read("I am so sad today.")


def test_words_speak_where_no_tag_does() -> None:
    """Without a known emotion tag the reading is that of the words."""
    assert told([], read=READ) is READ
    assert told(["smug", ""], read=READ) is READ


def test_a_tag_speaks_before_the_words() -> None:
    """The first label is the emotion, the others stand beside it, and what the words alone say is kept."""
    reading = told(["happy", "curious", "happy", "curious"], read=READ)
    assert (reading.primary, reading.tier, reading.vad) == (Emotion.HAPPY, "tag", VAD_OF[Emotion.HAPPY])
    assert reading.secondary == ((Emotion.CURIOUS, 0.5),)
    assert reading.heard == (Emotion.SAD, READ.confidence)
    assert (reading.triggers, reading.trend) == (READ.triggers, READ.trend)


def test_a_custom_label_keeps_its_name_and_point() -> None:
    """It is counted as the one of the 21 that stands for it: the nearest by its point, or the one that was chosen."""
    reading = told(["SMUG "], read=READ, own=[SMUG])
    assert (reading.primary, reading.name, reading.label) == (Emotion.CONFIDENT, "smug", "smug")
    assert reading.vad == SMUG.vad
    chosen = SMUG.model_copy(update={"nearest": Emotion.PROUD})
    assert told(["smug"], read=READ, own=[chosen]).primary is Emotion.PROUD


def test_a_common_label_has_no_name_of_its_own() -> None:
    """`name` is empty for the 21."""
    reading = told(["proud"], read=READ, own=[SMUG])
    assert (reading.name, reading.label) == ("", "proud")
