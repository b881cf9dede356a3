"""The 21 emotion labels: where each stands, its opposite, its face, and which of the eleven it belongs to.

Knows no text.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class VAD(BaseModel):
    """A point of emotion: valence -1 to 1, arousal 0 to 1, dominance 0 to 1.

    It is a part of the genome too, and so keeps the keys it does not know.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    valence: Annotated[float, Field(ge=-1.0, le=1.0, allow_inf_nan=False)] = 0.0
    arousal: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] = 0.3
    dominance: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] = 0.5


class Emotion(StrEnum):
    """The seven of Ekman's grid (with neutral), the thirteen extended ones, and calm."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    SURPRISED = "surprised"
    FEARFUL = "fearful"
    DISGUSTED = "disgusted"
    THOUGHTFUL = "thoughtful"
    EXCITED = "excited"
    CONCERNED = "concerned"
    CONFIDENT = "confident"
    CURIOUS = "curious"
    LOVING = "loving"
    DISAPPOINTED = "disappointed"
    AMUSED = "amused"
    SKEPTICAL = "skeptical"
    EMBARRASSED = "embarrassed"
    PROUD = "proud"
    RELIEVED = "relieved"
    ANXIOUS = "anxious"
    CALM = "calm"


def _vad(valence: float, arousal: float, dominance: float) -> VAD:
    return VAD(valence=valence, arousal=arousal, dominance=dominance)


VAD_OF: Final[Mapping[Emotion, VAD]] = MappingProxyType(
    {
        # The system report's table, section 2.2.2.
        Emotion.HAPPY: _vad(0.8, 0.5, 0.6),
        Emotion.SAD: _vad(-0.7, 0.2, 0.2),
        Emotion.ANGRY: _vad(-0.6, 0.9, 0.8),
        Emotion.SURPRISED: _vad(0.2, 0.9, 0.3),
        Emotion.THOUGHTFUL: _vad(0.3, 0.3, 0.5),
        Emotion.EXCITED: _vad(0.7, 0.9, 0.6),
        Emotion.CALM: _vad(0.4, 0.1, 0.5),
        Emotion.CONFIDENT: _vad(0.6, 0.4, 0.9),
        Emotion.CURIOUS: _vad(0.5, 0.6, 0.4),
        Emotion.CONCERNED: _vad(-0.3, 0.5, 0.3),
        Emotion.NEUTRAL: _vad(0.0, 0.3, 0.5),
        # The others from the table of 151 terms in Russell and Mehrabian (1977), read in a reproduction of it: valence
        # as it stands there, arousal and dominance rescaled from [-1, 1] by (x + 1) / 2, each to one decimal.
        Emotion.FEARFUL: _vad(-0.6, 0.8, 0.3),  # "fearful" -.64 .60 -.43
        Emotion.DISGUSTED: _vad(-0.6, 0.7, 0.6),  # "disgusted" -.60 .35 .11
        Emotion.SKEPTICAL: _vad(-0.2, 0.6, 0.5),  # "skeptical" -.22 .21 .03
        Emotion.EMBARRASSED: _vad(-0.5, 0.8, 0.4),  # "embarrassed" -.46 .54 -.24
        Emotion.PROUD: _vad(0.8, 0.7, 0.8),  # "proud" .77 .38 .65
        # Labels that the table lacks, or has in another sense, stand at the nearest of its terms.
        Emotion.LOVING: _vad(0.6, 0.7, 0.6),  # "affectionate" .64 .35 .24
        Emotion.DISAPPOINTED: _vad(-0.6, 0.4, 0.4),  # "discouraged" -.61 -.15 -.29
        Emotion.AMUSED: _vad(0.8, 0.7, 0.7),  # "enjoyment" .77 .44 .42
        Emotion.RELIEVED: _vad(0.5, 0.3, 0.4),  # half-way from "consoled" .29 -.19 -.28 to "relaxed" .68 -.46 .06
        Emotion.ANXIOUS: _vad(-0.3, 0.8, 0.4),  # "tense" -.33 .58 -.11; its "anxious" (.01 .59 -.15) is eager too
    }
)
"""Where each label stands."""

OPPOSITE: Final[Mapping[Emotion, Emotion]] = MappingProxyType(
    {
        # The system report's table, section 2.2.2.
        Emotion.HAPPY: Emotion.SAD,
        Emotion.SAD: Emotion.HAPPY,
        Emotion.ANGRY: Emotion.CALM,
        Emotion.SURPRISED: Emotion.NEUTRAL,
        Emotion.THOUGHTFUL: Emotion.EXCITED,
        Emotion.EXCITED: Emotion.THOUGHTFUL,
        Emotion.CALM: Emotion.ANGRY,
        Emotion.CONFIDENT: Emotion.CONCERNED,
        Emotion.CURIOUS: Emotion.NEUTRAL,
        Emotion.CONCERNED: Emotion.CONFIDENT,
        Emotion.NEUTRAL: Emotion.SURPRISED,
        # The others after Plutchik's wheel (1980) where it has them (fear and anger, disgust and trust), else by this
        # project's own judgement.
        Emotion.FEARFUL: Emotion.ANGRY,
        Emotion.DISGUSTED: Emotion.LOVING,
        Emotion.LOVING: Emotion.DISGUSTED,
        Emotion.DISAPPOINTED: Emotion.PROUD,
        Emotion.AMUSED: Emotion.SAD,
        Emotion.SKEPTICAL: Emotion.CONFIDENT,
        Emotion.EMBARRASSED: Emotion.PROUD,
        Emotion.PROUD: Emotion.EMBARRASSED,
        Emotion.RELIEVED: Emotion.ANXIOUS,
        Emotion.ANXIOUS: Emotion.RELIEVED,
    }
)
"""The label across the wheel."""

EXPRESSION_OF: Final[Mapping[Emotion, str]] = MappingProxyType({label: label.value for label in Emotion})
"""The face of the expression grid that shows each label: the grid has one for each."""

FAMILY: Final[Mapping[Emotion, Emotion]] = MappingProxyType(
    {
        # The eleven that the system report's detector knows, section 2.2.2, stand for themselves.
        Emotion.HAPPY: Emotion.HAPPY,
        Emotion.SAD: Emotion.SAD,
        Emotion.ANGRY: Emotion.ANGRY,
        Emotion.SURPRISED: Emotion.SURPRISED,
        Emotion.THOUGHTFUL: Emotion.THOUGHTFUL,
        Emotion.EXCITED: Emotion.EXCITED,
        Emotion.CALM: Emotion.CALM,
        Emotion.CONFIDENT: Emotion.CONFIDENT,
        Emotion.CURIOUS: Emotion.CURIOUS,
        Emotion.CONCERNED: Emotion.CONCERNED,
        Emotion.NEUTRAL: Emotion.NEUTRAL,
        # The grid's others, each to the one it is a shade of; this project's own choice.
        Emotion.LOVING: Emotion.HAPPY,
        Emotion.AMUSED: Emotion.HAPPY,
        Emotion.DISAPPOINTED: Emotion.SAD,
        Emotion.EMBARRASSED: Emotion.SAD,
        Emotion.DISGUSTED: Emotion.ANGRY,
        Emotion.PROUD: Emotion.CONFIDENT,
        Emotion.SKEPTICAL: Emotion.CURIOUS,
        Emotion.FEARFUL: Emotion.CONCERNED,
        Emotion.ANXIOUS: Emotion.CONCERNED,
        Emotion.RELIEVED: Emotion.CALM,
    }
)
"""Which of the report's eleven detected labels each of the 21 belongs to."""


def nearest(vad: VAD, *, baseline: Emotion = Emotion.NEUTRAL, among: Iterable[Emotion] = Emotion) -> Emotion:
    """The label whose point is nearest (Euclidean, valence halved to the others' scale); ties go to `baseline`."""
    return min(among, key=lambda label: (round(_distance(vad, VAD_OF[label]), 9), label is not baseline, label))


def expression(label: Emotion, made: Iterable[str]) -> str:
    """The face to show for a label out of those that are made: its own, else the nearest one's, else `neutral`."""
    there = set(made)
    if EXPRESSION_OF[label] in there:
        return EXPRESSION_OF[label]
    others = [other for other in Emotion if EXPRESSION_OF[other] in there]
    return EXPRESSION_OF[nearest(VAD_OF[label], among=others)] if others else EXPRESSION_OF[Emotion.NEUTRAL]


def _distance(a: VAD, b: VAD) -> float:
    return float(((a.valence - b.valence) / 2) ** 2 + (a.arousal - b.arousal) ** 2 + (a.dominance - b.dominance) ** 2)
