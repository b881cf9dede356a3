"""How the persona sounds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from brain.genome.strand import Name, Strand, Unit

LARGEST_EMBEDDING = 4_096
"""Most dimensions of a voice embedding."""


class VoiceEmbedding(Strand):
    """A speaker's voice as a vector, with the id of the model that made it. Vectors of two models never mix."""

    model_id: Name
    vector: Annotated[tuple[float, ...], Field(min_length=1, max_length=LARGEST_EMBEDDING)]


class EmotionProfile(Strand):
    """Voice parameters for one emotion. Defaults are those of the system report, section 2.4."""

    stability: Unit = Field(default=0.5, description="From free (0) to even (1).")
    similarity: Unit = Field(default=0.75, description="Nearness to the reference voice.")
    style: Unit = Field(default=0.5, description="How much the manner is exaggerated.")
    speaker_boost: bool = True
    pitch: float = Field(default=0.0, ge=-12.0, le=12.0, allow_inf_nan=False, description="Shift in semitones.")
    rate: float = Field(default=1.0, ge=0.5, le=2.0, allow_inf_nan=False, description="Factor on the speed.")
    range: float = Field(default=1.0, ge=0.0, le=3.0, allow_inf_nan=False, description="Factor on the melody.")


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
    model: str = Field(default="", description="The provider's speech model; empty means its default.")
    is_cloned: bool = Field(default=False, description="True for a copy of a real person's voice.")
    embedding: VoiceEmbedding | None = None
    profiles: dict[str, EmotionProfile] = Field(
        default_factory=lambda: {"neutral": EmotionProfile()},
        description="By emotion label; a label without one uses 'neutral'.",
    )
    speaking: SpeakingStyle = SpeakingStyle()
    languages: tuple[Name, ...] = Field(default=("en",), description="BCP 47 tags.")
    sample_line: str = Field(default="", description="What it says when the voice is tried.")
