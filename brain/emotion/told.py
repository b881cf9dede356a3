"""The emotion a persona says it has, by response tags: one of the 21, or a label of its own. Knows no tag syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.emotion.labels import VAD, VAD_OF, Emotion
from brain.emotion.reading import EmotionReading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.genome.custom_emotion import CustomEmotion

OTHERS = 0.5
"""Share of each label told after the first; this project's own choice."""


def told(values: Iterable[str], *, read: EmotionReading, own: Sequence[CustomEmotion] = ()) -> EmotionReading:
    """The reading by the values of the emotion tags, in order; `read`, of the words alone, where none is a known label.

    A label of `own` is read as the one of the 21 that stands for it, with its own name and point.
    """
    known = [found for value in values if (found := _placed(value, own)) is not None]
    if not known:
        return read
    (name, label, vad), *rest = known
    others = tuple(dict.fromkeys(other for _, other, _ in rest if other is not label))
    return EmotionReading(
        primary=label,
        name="" if name == label.value else name,
        confidence=1.0,
        secondary=tuple((other, OTHERS) for other in others),
        vad=vad,
        trend=read.trend,
        slope=read.slope,
        triggers=read.triggers,
        tier="tag",
        note="said by the persona itself, in a response tag",
        heard=(read.primary, read.confidence),
    )


def _placed(value: str, own: Sequence[CustomEmotion]) -> tuple[str, Emotion, VAD] | None:
    name = value.strip().lower()
    for emotion in own:
        if emotion.name == name:
            return name, emotion.stands_for, emotion.vad
    try:
        label = Emotion(name)
    except ValueError:
        return None
    return name, label, VAD_OF[label]
