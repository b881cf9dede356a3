"""Ekman's six basic emotions and neutral, and which of them each label belongs to. Knows no text."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from brain.emotion.labels import Emotion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.emotion.reading import EmotionReading

Basic = Literal["anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral"]

BASICS: Final[tuple[Basic, ...]] = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")

BASIC_OF: Final[Mapping[Emotion, Basic]] = MappingProxyType(
    {
        # After the grouping that Demszky et al. (2020) give for their 28 labels.
        Emotion.HAPPY: "joy",
        Emotion.SAD: "sadness",
        Emotion.ANGRY: "anger",
        Emotion.SURPRISED: "surprise",
        Emotion.FEARFUL: "fear",
        Emotion.DISGUSTED: "disgust",
        Emotion.NEUTRAL: "neutral",
        Emotion.THOUGHTFUL: "surprise",  # their realization
        Emotion.EXCITED: "joy",
        Emotion.CONCERNED: "joy",  # their caring
        Emotion.CONFIDENT: "joy",  # their approval and optimism
        Emotion.CURIOUS: "surprise",
        Emotion.LOVING: "joy",
        Emotion.DISAPPOINTED: "sadness",
        Emotion.AMUSED: "joy",
        Emotion.EMBARRASSED: "sadness",
        Emotion.PROUD: "joy",
        Emotion.RELIEVED: "joy",
        Emotion.ANXIOUS: "fear",  # their nervousness
        # They have neither; this project's own choice.
        Emotion.SKEPTICAL: "surprise",
        Emotion.CALM: "joy",
    }
)
"""Which basic emotion each of the 21 belongs to."""


def basics(reading: EmotionReading) -> frozenset[Basic]:
    """The basic emotions a reading tells of: those of its primary and its secondary labels."""
    return frozenset(BASIC_OF[label] for label in (reading.primary, *(label for label, _ in reading.secondary)))
