"""What an emotion detector says about a text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.emotion.labels import VAD, Emotion
from brain.emotion.trend import Direction, Slope

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Tier = Literal["keyword", "hybrid", "llm", "tag"]
"""Which detector answered; `tag` means that the persona said it itself, by a response tag."""


class Trigger(BaseModel):
    """Words that moved the reading: `text[start:end]`, offsets in characters."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    emotion: Emotion


class EmotionReading(BaseModel):
    """The emotion in one message. `confidence` is the calibrated chance, 0 to 1, that `primary` is the right label."""

    model_config = ConfigDict(frozen=True)

    primary: Emotion = Emotion.NEUTRAL
    name: str = Field(default="", description="The persona's own label, where `primary` only stands for it.")
    confidence: Share = 0.0
    secondary: tuple[tuple[Emotion, Share], ...] = ()
    vad: VAD = VAD()
    trend: Direction = "unknown"
    slope: Slope = Slope()
    triggers: tuple[Trigger, ...] = ()
    tier: Tier = "keyword"
    note: str = Field(default="", description="Why a higher tier did not answer, or what limits this reading.")
    heard: tuple[Emotion, Share] | None = Field(
        default=None, description="What the words alone were read as, where the persona told its emotion by a tag."
    )

    @property
    def label(self) -> str:
        """The name to show: the persona's own label, or the primary one."""
        return self.name or self.primary.value
