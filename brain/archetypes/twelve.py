"""What an archetype brings: character, talk, values, look and voice, read from one TOML file each.

Knows no particular persona: `{name}` in a backstory stands for whoever is made from it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from brain.errors import InvalidInput
from brain.genome.big_five import FACETS, BigFive, Facets, facets_of
from brain.genome.metadata import Archetype
from brain.genome.mind import (
    Anecdote,
    Belief,
    Boundary,
    CommunicationStyle,
    EmotionalBaseline,
    Example,
    KnowledgeDomain,
    LifeFact,
    Mode,
    SpeechPatterns,
    Temper,
    Trait,
    Value,
)
from brain.genome.motion import MotionDNA
from brain.genome.strand import Line, Name, Text
from brain.genome.voice import EmotionProfile, SpeakingStyle

VoiceProvider = Literal["espeak", "elevenlabs"]
"""The providers for which every archetype has a voice."""

Lines = Annotated[tuple[Line, ...], Field(min_length=1)]


class ArchetypeVoice(BaseModel):
    """The archetype's voice: an eSpeak NG voice with its variant, how it speaks, and a line to try it with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    espeak: Name
    sample_line: Line
    speaking: SpeakingStyle
    profile: EmotionProfile


class ArchetypeProfile(BaseModel):
    """Everything one archetype brings.

    `elevenlabs_voice` is the voice id of the system report, section 2.1.2. `facet_offsets` move facets away from
    their factor (facet → -1 to 1). Everything else is this project's own writing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    archetype: Archetype
    description: Line
    tagline: Line
    backstory: Text
    accent: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", description="sRGB colour.")]
    temper: Temper
    elevenlabs_voice: Name
    signature_phrases: Lines
    greetings: Lines
    farewells: Lines
    passion_topics: Lines
    avoidance_topics: Lines
    quirks: Lines
    big_five: BigFive
    facet_offsets: dict[str, Annotated[float, Field(ge=-1.0, le=1.0, allow_inf_nan=False)]]
    communication: CommunicationStyle
    speech: SpeechPatterns
    baseline: EmotionalBaseline
    motion: MotionDNA
    voice: ArchetypeVoice
    traits: Annotated[tuple[Trait, ...], Field(min_length=5)]
    values: Annotated[tuple[Value, ...], Field(min_length=1)]
    boundaries: Annotated[tuple[Boundary, ...], Field(min_length=1)]
    beliefs: Annotated[tuple[Belief, ...], Field(min_length=1)]
    knowledge: Annotated[tuple[KnowledgeDomain, ...], Field(min_length=1)]
    life: Annotated[tuple[LifeFact, ...], Field(min_length=1)]
    anecdotes: Annotated[tuple[Anecdote, ...], Field(min_length=1)]
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)]
    examples: Annotated[tuple[Example, ...], Field(min_length=5)]

    @field_validator("facet_offsets")
    @classmethod
    def _only_facets(cls, offsets: dict[str, float]) -> dict[str, float]:
        unknown = offsets.keys() - {facet for names in FACETS.values() for facet in names}
        if unknown:
            raise ValueError(f"{sorted(unknown)} are no facets")
        return offsets

    @property
    def facets(self) -> Facets:
        """The thirty facets of the archetype's centre."""
        return facets_of(self.big_five, self.facet_offsets)

    def voice_id(self, provider: VoiceProvider) -> str:
        """The archetype's voice at a provider: an eSpeak NG voice name or an ElevenLabs voice id."""
        return self.voice.espeak if provider == "espeak" else self.elevenlabs_voice


def archetype(which: Archetype) -> ArchetypeProfile:
    """The profile of an archetype, read once from its file.

    Raises InvalidInput if it is none of the twelve, or if its file was damaged.
    """
    try:
        known = Archetype(which)
    except ValueError:
        raise InvalidInput(
            f"There is no archetype {which!r}.", next_step=f"Choose one of: {', '.join(Archetype)}."
        ) from None
    return _profile(known)


@cache
def _profile(known: Archetype) -> ArchetypeProfile:
    try:
        text = files(__package__).joinpath(f"{known.value}.toml").read_text(encoding="utf-8")
        return ArchetypeProfile.model_validate({"archetype": known} | tomllib.loads(text))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InvalidInput(
            f"The file of the archetype {known.value!r} cannot be read.",
            why=str(error),
            next_step="Install PersonaForge again; the file is part of it.",
        ) from error
