"""The whole blueprint of a persona as one frozen value, read from and written to JSON."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic import Field, ValidationError

from brain.errors import InvalidGenome
from brain.genome.capabilities import MonetizationConfig, PersonaCapabilities, PersonaStats
from brain.genome.metadata import PersonaMetadata
from brain.genome.mind import MindDNA
from brain.genome.motion import MotionDNA
from brain.genome.strand import Strand
from brain.genome.upgrade import SCHEMA_VERSION, upgrade
from brain.genome.visual import VisualDNA
from brain.genome.voice import VoiceDNA

MAXIMUM_BYTES: Final = 5_000_000
"""Longest genome document that is read, in bytes of UTF-8."""


class PersonaGenome(Strand):
    """The blueprint: identity, looks, voice, motion, mind, capabilities, counters and prices."""

    schema_version: int = Field(default=SCHEMA_VERSION, ge=1)
    metadata: PersonaMetadata
    visual: VisualDNA = VisualDNA()
    voice: VoiceDNA = VoiceDNA()
    motion: MotionDNA = MotionDNA()
    mind: MindDNA = Field(default_factory=lambda: MindDNA.model_validate({}))
    capabilities: PersonaCapabilities = PersonaCapabilities()
    stats: PersonaStats = PersonaStats()
    monetization: MonetizationConfig | None = None

    @property
    def name(self) -> str:
        """The persona's display name."""
        return self.metadata.name


def read(document: str | bytes | dict[str, Any]) -> PersonaGenome:
    """A genome from its document, upgraded to the newest schema.

    Raises InvalidGenome with every field that is wrong; nothing is repaired in silence.
    """
    loaded = _loaded(document)
    try:
        return PersonaGenome.model_validate(upgrade(loaded))
    except ValidationError as error:
        problems = tuple((_path(item["loc"]), item["msg"]) for item in error.errors(include_url=False))
        listed = "; ".join(f"{path}: {message}" for path, message in problems[:5])
        raise InvalidGenome(
            f"The genome has {len(problems)} field(s) that cannot be used.",
            problems=problems,
            why=listed + ("; …" if len(problems) > 5 else ""),  # noqa: PLR2004
            next_step="Correct these fields and read it again; docs/genome.schema.json lists each with its range.",
        ) from None


def write(genome: PersonaGenome) -> str:
    """The document of a genome: UTF-8 JSON, keys in schema order, unknown keys kept."""
    return json.dumps(genome.model_dump(mode="json"), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _loaded(document: str | bytes | dict[str, Any]) -> dict[str, Any]:
    if isinstance(document, dict):
        return document
    size = len(document) if isinstance(document, bytes) else len(document.encode("utf-8", "surrogatepass"))
    if size > MAXIMUM_BYTES:
        raise InvalidGenome(
            f"The genome document is {size:,} bytes long.",
            why=f"At most {MAXIMUM_BYTES:,} are read.",
            next_step="Move pictures and long texts out of it.",
        )
    try:
        loaded = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise InvalidGenome(
            "The genome document is not JSON.",
            why=str(error),
            next_step="Check the place named and try again.",
        ) from None
    if not isinstance(loaded, dict):
        raise InvalidGenome("The genome document is not a JSON object.", next_step="It must start with '{'.")
    return loaded


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "genome"
