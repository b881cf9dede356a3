"""What cards come as, and what reading one gives. Knows no reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.cards.ledger import Ledger
    from brain.genome import PersonaGenome


class CardFormat(StrEnum):
    """What the document inside is."""

    V1 = "v1"
    V2 = "v2"
    V3 = "v3"
    TINY = "tinytroupe"
    PERSONA = "persona"


LABELS: Final[Mapping[CardFormat, str]] = {
    CardFormat.V1: "Character Card V1",
    CardFormat.V2: "Character Card V2",
    CardFormat.V3: "Character Card V3",
    CardFormat.TINY: "TinyTroupe agent",
    CardFormat.PERSONA: "PersonaForge persona",
}
"""The names people know them by."""

Container = Literal["json", "png", "charx"]
"""What the document lies in: bare, in a PNG or APNG picture, or in a `.charx` archive."""

MediaType = Literal["image/png", "image/jpeg", "image/webp"]


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture that came with a card, told by its content to be a PNG, JPEG or WebP; not decoded."""

    name: str
    media_type: MediaType
    data: bytes


@dataclass(frozen=True, slots=True)
class Inspected:
    """A card as read: the genome it makes, what became of each field, its pictures (the portrait first).

    `file` is the picture or archive it came in, from which an untouched persona is exported again; None for JSON.
    """

    format: CardFormat
    container: Container
    genome: PersonaGenome
    ledger: Ledger
    pictures: tuple[CardPicture, ...] = ()
    file: bytes | None = None

    @property
    def label(self) -> str:
        """Format and container in words: `Character Card V3 in a PNG picture`."""
        inside = {"json": "", "png": " in a PNG picture", "charx": " in a .charx archive"}[self.container]
        return LABELS[self.format] + inside


def picture_type(data: bytes) -> MediaType | None:
    """What kind of picture the bytes begin as; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None
