"""The 21 emotion labels and their valence, arousal and dominance. Knows no text."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Mapping


class VAD(BaseModel):
    """A point of emotion: valence -1 to 1, arousal 0 to 1, dominance 0 to 1."""

    model_config = ConfigDict(frozen=True)

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
        # The others after Russell and Mehrabian (1977), table of 151 emotions, rescaled from [-1, 1]:
        # arousal and dominance as (x + 1) / 2, rounded to one decimal.
        Emotion.FEARFUL: _vad(-0.6, 0.8, 0.3),
        Emotion.DISGUSTED: _vad(-0.6, 0.7, 0.6),
        Emotion.LOVING: _vad(0.9, 0.7, 0.6),
        Emotion.DISAPPOINTED: _vad(-0.6, 0.4, 0.3),
        Emotion.AMUSED: _vad(0.6, 0.6, 0.6),
        Emotion.SKEPTICAL: _vad(-0.2, 0.6, 0.5),
        Emotion.EMBARRASSED: _vad(-0.5, 0.6, 0.2),
        Emotion.PROUD: _vad(0.8, 0.7, 0.7),
        Emotion.RELIEVED: _vad(0.6, 0.4, 0.5),
        Emotion.ANXIOUS: _vad(0.0, 0.8, 0.4),
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
        # The others by the opposite petal of Plutchik's wheel (1980), or of its dyads.
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
