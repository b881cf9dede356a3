"""The voices a persona is told apart from: a plain assistant and others. Plain values; measures nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brain import demo
from brain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from brain.genome import PersonaGenome

ASSISTANT: Final = "assistant"
"""Name of the plain assistant's voice, which every contrast should hold."""

BACKGROUND: Final = (
    "bureaucrat",
    "coach",
    "lawyer",
    "newsreader",
    "poet",
    "shopkeeper",
    "storyteller",
    "teenager",
)
"""Names of the shipped voices besides the assistant: eight registers far from each other, on the same topics."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Voices by name, each with replies to everyday remarks. Two are equal when their voices are."""

    voices: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        kept = {name: tuple(lines) for name, lines in sorted(self.voices.items())}
        object.__setattr__(self, "voices", MappingProxyType(kept))

    def __hash__(self) -> int:
        return hash(tuple(self.voices.items()))

    def __reduce__(self) -> tuple[type[Contrast], tuple[dict[str, tuple[str, ...]]]]:
        # A read-only view of a mapping cannot be pickled.
        return Contrast, (dict(self.voices),)

    @property
    def id(self) -> str:
        """A fingerprint of names and lines: 12 hexadecimal digits."""
        digest = hashlib.sha256()
        for name, lines in self.voices.items():
            for part in (name, *lines):
                digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
            digest.update(b"\1")
        return digest.hexdigest()[:12]

    def without(self, name: str) -> Contrast:
        """All voices but this one; a name that is not there changes nothing."""
        return Contrast({other: lines for other, lines in self.voices.items() if other != name})

    def with_voice(self, name: str, lines: Sequence[str]) -> Contrast:
        """One voice more, or another one by that name. A voice without lines is left out."""
        return Contrast({**self.voices, name: tuple(lines)}) if lines else self.without(name)

    def of_genomes(self, genomes: Iterable[PersonaGenome]) -> Contrast:
        """These voices and those of the personas, named by slug, from their reference lines."""
        contrast = self
        for genome in genomes:
            contrast = contrast.with_voice(genome.metadata.slug, genome.mind.reference_lines)
        return contrast


@cache
def shipped() -> Contrast:
    """The plain assistant and the eight background voices that come with the project."""
    return Contrast({name: _lines(name) for name in (ASSISTANT, *BACKGROUND)})


@cache
def usual() -> Contrast:
    """The shipped voices and those of the demo personas: what a studio tells every persona apart from.

    Fixed, so that a reading can be had again anywhere.
    """
    return shipped().of_genomes(demo.load_all())


def _lines(name: str) -> tuple[str, ...]:
    path = files("brain.drift").joinpath("voices", f"{name}.txt")
    if not path.is_file():
        raise NotFound(
            f"The contrast voice {name!r} is missing.",
            why="It is a text file that ships with the project.",
            next_step="Install personaforge again.",
        )
    return tuple(line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
