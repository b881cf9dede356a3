"""What an emotion detector says about a text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.emotion.labels import VAD, Emotion

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
    """The emotion in one message. `confidence` is the share of evidence for `primary`, 0 to 1."""

    model_config = ConfigDict(frozen=True)

    primary: Emotion = Emotion.NEUTRAL
    confidence: Share = 0.0
    secondary: tuple[tuple[Emotion, Share], ...] = ()
    vad: VAD = VAD()
    trend: Literal["rising", "falling", "steady", "unknown"] = "unknown"
    triggers: tuple[Trigger, ...] = ()
    tier: Tier = "keyword"
    note: str = Field(default="", description="Why a higher tier did not answer, or what limits this reading.")
