"""The whole blueprint of a persona as one frozen value, read from and written to JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import Field, ValidationError

from brain.genome.capabilities import MonetizationConfig, PersonaCapabilities, PersonaStats
from brain.genome.document import dumped, parsed, path, refused
from brain.genome.metadata import PersonaMetadata
from brain.genome.mind import MindDNA
from brain.genome.motion import MotionDNA
from brain.genome.strand import Strand
from brain.genome.upgrade import SCHEMA_VERSION, upgrade
from brain.genome.visual import VisualDNA
from brain.genome.voice import VoiceDNA


class PersonaGenome(Strand):
    """The blueprint: identity, looks, voice, motion, mind, capabilities, counters and prices.

    Its parts are those of the system report, section 2.1. Only the metadata must be given; the rest has defaults.
    """

    schema_version: int = Field(default=SCHEMA_VERSION, ge=1, description="Schema of this document.")
    metadata: PersonaMetadata
    visual: VisualDNA = VisualDNA()
    voice: VoiceDNA = VoiceDNA()
    motion: MotionDNA = MotionDNA()
    mind: MindDNA = Field(default_factory=MindDNA)
    capabilities: PersonaCapabilities = PersonaCapabilities()
    stats: PersonaStats = PersonaStats()
    monetization: MonetizationConfig | None = None

    @property
    def name(self) -> str:
        """The persona's display name."""
        return self.metadata.name


def read(document: str | bytes | dict[str, Any]) -> PersonaGenome:
    """A genome from its document, upgraded to the newest schema.

    Types are taken strictly, as JSON has them: `"0.5"` is no number and `1` is no boolean. Unknown keys are kept.
    Raises InvalidGenome with the path of every field that is wrong; nothing is repaired in silence.
    """
    try:
        return PersonaGenome.model_validate_json(dumped(upgrade(parsed(document))), strict=True)
    except ValidationError as error:
        raise refused(
            tuple((path(item["loc"]), item["msg"] + _given(item["input"])) for item in error.errors(include_url=False))
        ) from None


def write(genome: PersonaGenome) -> str:
    """The document of a genome: UTF-8 JSON, keys in schema order, unknown keys after them."""
    return json.dumps(genome.model_dump(mode="json"), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def content_hash(genome: PersonaGenome) -> str:
    """What the genome says, as 64 hexadecimal digits: equal for equal content, whatever its counters.

    SHA-256 of the document without `stats`, as UTF-8 JSON with sorted keys and no blanks.
    """
    document = genome.model_dump(mode="json", exclude={"stats"})
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _given(value: object) -> str:
    """What stood there, if it is short enough to help."""
    if isinstance(value, (dict, list)):
        return ""
    shown = repr(value)
    return f" (given: {shown})" if len(shown) <= 60 else ""  # noqa: PLR2004
