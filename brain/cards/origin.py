"""The document a persona came from, kept inside its genome, and what of it was edited since. Knows no reader.

It stands under the genome's key `card`, packed (zlib, base64), so that it is neither searched nor shown as the
persona's own words; beside it a mark for each field, by which an edit is known.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from brain.cards.formats import CardFormat, Container
from brain.cards.loose import MAXIMUM_BYTES
from brain.errors import InvalidCard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.genome import PersonaGenome

KEY: Final = "card"
LARGEST_PACKED: Final = 3_000_000
"""Longest packed document, in characters: a genome may be 5,000,000 bytes long."""


PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("metadata.name",),
    "description": (
        "metadata.description", "metadata.tagline", "mind.beliefs", "mind.values", "mind.boundaries", "mind.quirks",
        "mind.life", "mind.anecdotes",
    ),
    "personality": ("mind.traits", "mind.backstory"),
    "scenario": ("mind.modes",),
    "system_prompt": ("mind.modes",),
    "post_history_instructions": ("mind.modes",),
    "first_mes": ("mind.greetings",),
    "alternate_greetings": ("mind.greetings",),
    "mes_example": ("mind.examples",),
    "tags": ("metadata.tags",),
    "character_book": ("mind.knowledge",),
}  # fmt: skip
"""For each field of a character card, the parts of the genome that it is written from."""

TINY_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("metadata.name",),
    "gender": ("metadata.pronouns",),
    "age": ("mind.life",),
    "occupation": ("metadata.tagline", "metadata.description"),
    "personality": ("mind.traits", "mind.big_five"),
    "preferences": ("mind.passion_topics", "mind.life"),
    "beliefs": ("mind.beliefs",),
    "long_term_goals": ("mind.values",),
    "behaviors": ("mind.quirks", "mind.life"),
    "skills": ("mind.knowledge",),
    "other_facts": ("mind.life", "mind.anecdotes", "mind.backstory"),
}
"""The same for an agent of TinyTroupe."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a persona came from: the document as it was read, and the fields edited since."""

    format: CardFormat
    container: Container
    document: dict[str, Any]
    edited: frozenset[str]


def attach(genome: PersonaGenome, which: CardFormat, container: Container, document: dict[str, Any]) -> PersonaGenome:
    """The genome with its origin inside. Raises InvalidCard for a document that is too large to be kept."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    packed = base64.b64encode(zlib.compress(text, 6)).decode()
    if len(packed) > LARGEST_PACKED:
        raise InvalidCard(
            "The card is too large to be kept.",
            field="data",
            why=f"Packed it takes {len(packed):,} bytes; at most {LARGEST_PACKED:,} are kept with a persona.",
            next_step="Move embedded pictures and sounds out of its text.",
        )
    marks = _marks(genome, _places(which))
    return genome.model_copy(
        update={KEY: {"format": which.value, "container": container, "marks": marks, "packed": packed}}
    )


def of(genome: PersonaGenome) -> Origin | None:
    """Where the genome came from; None for one that came from no card, or whose origin cannot be read any more."""
    held = (genome.model_extra or {}).get(KEY)
    if not isinstance(held, dict) or held.get("container") not in {"json", "png", "charx"}:
        return None
    try:
        which = CardFormat(str(held["format"]))
        document = json.loads(_unpacked(str(held["packed"])))
    except (KeyError, ValueError, zlib.error, RecursionError):
        return None
    marks = held.get("marks")
    if not isinstance(document, dict) or not isinstance(marks, dict):
        return None
    now = _marks(genome, _places(which))
    edited = frozenset(field for field, mark in now.items() if marks.get(field) != mark)
    return Origin(which, held["container"], document, edited)


def _places(which: CardFormat) -> Mapping[str, tuple[str, ...]]:
    return TINY_PLACES if which is CardFormat.TINY else PLACES


def _marks(genome: PersonaGenome, places: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each field a short mark of what the genome says in its places."""
    whole = genome.model_dump(mode="json", include={"metadata": True, "mind": True})
    marks = {}
    for field, parts in places.items():
        said = [whole[strand][name] for strand, _, name in (part.partition(".") for part in parts)]
        canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        marks[field] = blake2b(canonical, digest_size=8).hexdigest()
    return marks


def _unpacked(packed: str) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(base64.b64decode(packed, validate=True), 2 * MAXIMUM_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("the kept card unpacks to too much")
    return text
