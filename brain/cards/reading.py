"""A file of any kind of card into a genome, a ledger and pictures. The one door for reading. Knows no store."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Final

from brain.cards import character, charx, loose, origin, png, tiny
from brain.cards.formats import CardFormat, CardPicture, Container, Inspected, picture_type
from brain.cards.ledger import Notes
from brain.errors import InvalidCard
from brain.genome import PersonaGenome, read, write
from brain.genome.document import MAXIMUM_BYTES as LARGEST_GENOME

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE: Final = 64_000_000
"""Longest file that is read, in bytes."""

MOST_PICTURES: Final = 24
"""Pictures that are taken out of one card."""

_EMBEDDED: Final = re.compile(r"^embedd?ed://", re.IGNORECASE)
_ENDINGS: Final = re.compile(r"(\.persona|\.agent)?\.(json|png|apng|charx|jpe?g|zip)$", re.IGNORECASE)


def inspect(data: bytes, filename: str = "") -> Inspected:
    """The genome a file makes, what became of each of its fields, and its pictures.

    Told by content: PNG and APNG, `.charx`, or JSON of Character Card V1, V2, V3, of a TinyTroupe agent or of a genome.
    `filename` gives a name to a card without one. Raises InvalidCard, naming the field, and InvalidGenome.
    """
    if len(data) > LARGEST_FILE:
        raise InvalidCard(
            f"The file is {len(data):,} bytes long.",
            field="file",
            why=f"At most {LARGEST_FILE:,} are read.",
            next_step="Check that this is a card.",
        )
    if not data:
        raise InvalidCard("The file is empty.", field="file", next_step="Choose another file.")
    notes = Notes()
    name = name_of(filename)
    if data.startswith(png.SIGNATURE):
        return _from_picture(data, name, notes)
    if charx.is_archive(data):
        return _from_archive(data, name, notes)
    document = loose.parsed(data, notes, field="file")
    return _made(document, "json", name, notes)


def name_of(filename: str) -> str:
    """A persona's name out of a file's: without folders and endings, `_` as a blank; empty if nothing is left."""
    bare = _ENDINGS.sub("", re.split(r"[\\/]", filename)[-1])
    words = "".join(c if c.isprintable() else " " for c in bare.replace("_", " "))
    return " ".join(words.split())[:255].strip()


def _from_picture(data: bytes, name: str, notes: Notes) -> Inspected:
    document = loose.parsed(png.card_of(data, notes), notes, field="chunk")
    bare = png.without_card(data)
    pictures = [CardPicture("portrait", "image/png", bare)] if bare else []
    if bare:
        notes.kept("picture", "the portrait")
    else:
        notes.repaired("picture", "not whole, so it is not taken for the portrait")
    return _made(document, "png", name, notes, pictures=pictures, file=data if bare else None)


def _from_archive(data: bytes, name: str, notes: Notes) -> Inspected:
    reader = charx.Reader(data)
    document = loose.parsed(charx.card_of(reader, notes), notes, field=charx.CARD)
    wanted = list(dict.fromkeys(_EMBEDDED.sub("", uri) for uri in _uris(document) if _EMBEDDED.match(uri)))
    pictures = charx.pictures(reader, wanted[:MOST_PICTURES], notes)
    for member in reader.names:
        if not charx.is_safe(member):
            notes.repaired(f"archive.{member}"[:120], "its name leads out of the archive; never unpacked, left out")
        elif member not in {charx.CARD, *wanted}:
            notes.not_understood(f"archive.{member}"[:120], "kept in the archive; never run")
    return _made(document, "charx", name, notes, pictures=pictures, file=data)


def _made(
    document: dict[str, Any],
    container: Container,
    name: str,
    notes: Notes,
    *,
    pictures: list[CardPicture] | None = None,
    file: bytes | None = None,
) -> Inspected:
    which, genome = _genome(document, name, notes)
    if which is not CardFormat.PERSONA:
        genome = origin.attach(genome, which, container, document)
    taken = [*(pictures or []), *_inline(document, notes)][:MOST_PICTURES]
    if len(write(genome).encode()) > LARGEST_GENOME:
        raise InvalidCard(
            "The persona of this card would be too large.",
            field="data",
            why=f"A genome is at most {LARGEST_GENOME:,} bytes long.",
            next_step="Shorten its lorebook.",
        )
    return Inspected(which, container, genome, notes.ledger(), tuple(taken), file)


def _genome(document: dict[str, Any], name: str, notes: Notes) -> tuple[CardFormat, PersonaGenome]:
    if tiny.is_tiny(document):
        return CardFormat.TINY, tiny.genome(document, notes, fallback_name=name)
    which = character.format_of(document)
    if which is not None:
        return which, character.genome(document, which, notes, fallback_name=name)
    if "metadata" in document or "schema_version" in document or "traits" in document:
        return CardFormat.PERSONA, _own(document, notes)
    why = "A lorebook alone is no character." if "entries" in document else "It has none of the fields of a card."
    raise InvalidCard(
        "The file is no character card.",
        field="spec",
        why=f"{why} Found: {', '.join(ascii(key)[1:41] for key in list(document)[:8]) or 'nothing'}.",
        next_step="Read are Character Card V1 to V3, TinyTroupe agents and PersonaForge personas.",
    )


def _own(document: dict[str, Any], notes: Notes) -> PersonaGenome:
    """A genome document: read strictly, since its schema is ours; what belongs to another studio is taken out."""
    genome = read(document)
    known = set(type(genome).model_fields)
    for key in document:
        if key in known:
            notes.kept(key, key)
        elif key == origin.KEY and origin.of(genome) is not None:
            notes.kept(key, key, "the card that the persona came from")
        else:
            notes.not_understood(key)
    if genome.metadata.owner:
        notes.changed("metadata.owner", "", "another studio's user; it is yours now")
        genome = genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"owner": ""})})
    if genome.visual.primary_image:
        notes.changed("visual.primary_image", "", "another studio's picture; drawn anew")
        genome = genome.model_copy(update={"visual": genome.visual.model_copy(update={"primary_image": ""})})
    return genome


def _uris(document: dict[str, Any]) -> Iterator[str]:
    """The addresses of a card's assets, icons first."""
    data = document.get("data")
    assets = data.get("assets") if isinstance(data, dict) else None
    found = [one for one in assets if isinstance(one, dict)] if isinstance(assets, list) else []
    for one in sorted(found, key=lambda one: (one.get("type") != "icon", one.get("name") != "main")):
        if isinstance(one.get("uri"), str):
            yield one["uri"]


def _inline(document: dict[str, Any], notes: Notes) -> Iterator[CardPicture]:
    """Pictures in `data:` addresses."""
    for number, uri in enumerate(_uris(document)):
        head, comma, body = uri.partition(",")
        if not comma or not head.startswith("data:") or not head.endswith(";base64"):
            continue
        try:
            data = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError):
            notes.repaired(f"data.assets ({number})", "its data address is no base64; kept, no picture taken")
            continue
        kind = picture_type(data)
        if kind is not None:
            yield CardPicture(f"asset {number}", kind, data)
