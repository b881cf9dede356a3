"""How the persona sounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from brain.genome.strand import Name, Strand, Unit


class EmotionProfile(Strand):
    """Voice parameters for one emotion. Pitch in semitones, rate as a factor, the rest as shares."""

    stability: Unit = 0.5
    similarity: Unit = 0.75
    style: Unit = 0.5
    pitch: float = Field(default=0.0, ge=-12.0, le=12.0, allow_inf_nan=False)
    rate: float = Field(default=1.0, ge=0.5, le=2.0, allow_inf_nan=False)
    range: float = Field(default=1.0, ge=0.0, le=3.0, allow_inf_nan=False)


class SpeakingStyle(Strand):
    """Pacing, pauses and emphasis, from which SSML is built."""

    words_per_minute: int = Field(default=150, ge=60, le=320)
    pause_ms: int = Field(default=250, ge=0, le=3_000, description="Milliseconds between sentences.")
    emphasis: Unit = 0.5
    breathiness: Unit = 0.2


class VoiceDNA(Strand):
    """Provider and voice, with a profile for each emotion."""

    provider: Literal["espeak", "elevenlabs", "playht"] = "espeak"
    voice_id: str = Field(default="", max_length=255, description="Empty means the archetype's voice.")
    model: str = ""
    is_cloned: bool = False
    profiles: dict[str, EmotionProfile] = Field(default_factory=lambda: {"neutral": EmotionProfile()})
    speaking: SpeakingStyle = SpeakingStyle()
    languages: tuple[Name, ...] = ("en",)
    sample_line: str = ""
