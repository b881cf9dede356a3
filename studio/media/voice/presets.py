"""The embedded voices: an eSpeak NG voice and variant each, with its own height and melody. Knows no persona."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Sound = Literal["female", "male", "neutral"]
Age = Literal["young", "adult", "old"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A named voice. `id` is what a genome's `voice_id` holds; `pitch` and `range` are eSpeak NG's, 0 to 99."""

    id: str
    name: str
    sounds: Sound
    age: Age
    accent: str
    pitch: int = 50
    range: int = 50


PRESETS: Final = (
    Preset("en-us+f1", "Clara", "female", "adult", "American", pitch=42, range=45),
    Preset("en-us+f2", "Nora", "female", "young", "American", pitch=62, range=60),
    Preset("en-us+f3", "Ivy", "female", "young", "American", pitch=72, range=55),
    Preset("en-us+f4", "Selene", "female", "adult", "American", pitch=40, range=60),
    Preset("en-us+f5", "Ruth", "female", "old", "American", pitch=28, range=38),
    Preset("en-us+m1", "Walter", "male", "old", "American", pitch=40, range=42),
    Preset("en-us+m2", "Conrad", "male", "adult", "American", pitch=30, range=36),
    Preset("en-us+m3", "Miles", "male", "adult", "American", pitch=54, range=52),
    Preset("en-us+m4", "Jonas", "male", "young", "American", pitch=62, range=60),
    Preset("en-us+m5", "Silas", "male", "adult", "American", pitch=48, range=62),
    Preset("en-us+m6", "Magnus", "male", "old", "American", pitch=22, range=50),
    Preset("en-us+m7", "Felix", "male", "young", "American", pitch=74, range=75),
    Preset("en-us+Andrea", "Robin", "neutral", "adult", "American", pitch=24, range=45),
    Preset("en-gb+f2", "Edith", "female", "adult", "British", pitch=46, range=50),
    Preset("en-gb+m3", "Arthur", "male", "adult", "British", pitch=42, range=48),
    Preset("en-gb-scotland+m1", "Hamish", "male", "adult", "Scottish", pitch=56, range=60),
)
"""The presets: those of the twelve archetypes under the ids that the archetypes name, and four more."""

BY_ID: Final[Mapping[str, Preset]] = MappingProxyType({preset.id: preset for preset in PRESETS})

DEFAULT: Final = PRESETS[0]


def preset(voice_id: str) -> Preset:
    """The preset of that id; for another eSpeak NG voice one of its own, in the middle. Empty: the default."""
    if not voice_id:
        return DEFAULT
    return BY_ID.get(voice_id) or Preset(voice_id, voice_id, "neutral", "adult", "")
