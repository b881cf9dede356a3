"""A genome as a file of any kind of card, with a ledger of what the format cannot hold. Knows no store.

A persona that came from a card is written over the card it came from: what nobody edited stays as it was there, unknown
keys and extensions too.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from brain.cards import charx, compose, origin, png, strict
from brain.cards.character import CARD_PROMPT, SCENARIO, V1_FIELDS
from brain.cards.formats import CardFormat
from brain.cards.ledger import Ledger, Notes
from brain.errors import InvalidCard, InvalidInput
from brain.genome import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.cards.origin import Origin
    from brain.genome import PersonaGenome

ExportFormat = Literal["v1", "v2", "v3", "png", "charx", "tinytroupe", "persona"]

SUFFIXES: Final[Mapping[ExportFormat, tuple[str, str]]] = {
    "v1": (".v1.json", "application/json"),
    "v2": (".v2.json", "application/json"),
    "v3": (".v3.json", "application/json"),
    "png": (".png", "image/png"),
    "charx": (".charx", "application/zip"),
    "tinytroupe": (".agent.json", "application/json"),
    "persona": (".persona.json", "application/json"),
}
"""For each format the end of a file's name, and its media type."""

_PORTRAIT: Final = "assets/icon/images/main.png"
_BACKFILL: Final = (
    "This card is a Character Card V3; what you read is its V2 copy. Use a reader of V3 to see all of it."
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to hand out, and what became of each part of the genome in it."""

    data: bytes
    filename: str
    media_type: str
    ledger: Ledger


def export(
    genome: PersonaGenome, wanted: ExportFormat, *, portrait: bytes | None = None, file: bytes | None = None
) -> Exported:
    """The genome as a file.

    `portrait` is a PNG for the formats that carry one; `file` the picture or archive it came in, used instead where
    the format is still the same. Raises InvalidCard where a PNG is wanted and there is no picture at all.
    """
    if wanted not in SUFFIXES:
        raise InvalidInput(f"{wanted!r} is no format of cards.", next_step=f"Formats are: {', '.join(SUFFIXES)}.")
    notes = Notes()
    source = origin.of(genome)
    suffix, media_type = SUFFIXES[wanted]
    if wanted == "persona":
        data = write(genome).encode()
        notes.kept("the whole genome", "", "every field, and the card it came from")
    elif wanted == "tinytroupe":
        data = _text(_agent(genome, source, notes))
    elif wanted == "v1":
        data = _text(_v1(genome, source, notes))
    elif wanted == "v2":
        data = _text(_card(genome, source, CardFormat.V2, notes))
    elif wanted == "v3":
        data = _text(_card(genome, source, CardFormat.V3, notes))
    elif wanted == "png":
        data = _picture(genome, source, portrait, file, notes)
    else:
        data = _archive(genome, source, portrait, file, notes)
    return Exported(data, f"{genome.metadata.slug}{suffix}", media_type, notes.ledger())


def home(genome: PersonaGenome) -> ExportFormat:
    """The format in which the genome came, or its own for one that came from no card."""
    source = origin.of(genome)
    if source is None:
        return "persona"
    formats: dict[str, ExportFormat] = {"png": "png", "charx": "charx"}
    plain: dict[CardFormat, ExportFormat] = {
        CardFormat.V1: "v1", CardFormat.V2: "v2", CardFormat.V3: "v3", CardFormat.TINY: "tinytroupe",
    }  # fmt: skip
    return formats.get(source.container) or plain.get(source.format, "persona")


def _v1(genome: PersonaGenome, source: Origin | None, notes: Notes) -> dict[str, Any]:
    fresh = compose.card(genome)
    if source is not None and source.format is CardFormat.V1:
        base = _overlaid(source.document, fresh, source.edited & set(V1_FIELDS), notes, "")
    else:
        base = {name: _card(genome, source, CardFormat.V2, Notes())["data"][name] for name in V1_FIELDS}
        for name in V1_FIELDS:
            notes.kept(name, "", "")
        notes.lost("mind.knowledge, mind.greetings after the first, metadata.tags", "Character Card V1 has six texts")
    _unheld(genome, notes)
    return strict.v1(base)


def _card(genome: PersonaGenome, source: Origin | None, which: CardFormat, notes: Notes) -> dict[str, Any]:
    fresh = compose.card(genome)
    if source is None or source.format is CardFormat.TINY:
        document: dict[str, Any] = {"data": fresh}
        for name in fresh:
            notes.kept(f"data.{name}", "", "written from the genome")
    else:
        old = copy.deepcopy(source.document)
        inner = old.get("data") if source.format is not CardFormat.V1 else None
        data = inner if isinstance(inner, dict) else {k: v for k, v in old.items() if k not in {"spec", "spec_version"}}
        base = old if isinstance(inner, dict) else {}
        document = base | {"data": _overlaid(data, fresh, source.edited & set(origin.PLACES), notes, "data.")}
        for name in V1_FIELDS:
            if isinstance(inner, dict) and name in base and base[name] == inner.get(name):
                document[name] = document["data"].get(name, "")
    if which is CardFormat.V2 and document.get("spec") == "chara_card_v3":
        document["data"] = _without_v3(document["data"], notes)
    _unheld(genome, notes)
    return strict.card(document, which)


def _overlaid(
    old: dict[str, Any], fresh: dict[str, Any], edited: set[str] | frozenset[str], notes: Notes, prefix: str
) -> dict[str, Any]:
    """The old fields, and in place of those that were edited what the genome says now."""
    made = dict(old)
    for name in sorted(edited):
        if name in fresh:
            made[name] = fresh[name]
            notes.changed(f"{prefix}{name}", "", "edited since; written from the genome")
        else:
            made.pop(name, None)
            notes.changed(f"{prefix}{name}", "", "taken out since")
    for name in old:
        if name not in edited:
            notes.kept(f"{prefix}{name}", "", "as in the card it came from")
    return made


def _without_v3(data: dict[str, Any], notes: Notes) -> dict[str, Any]:
    for name in strict.V3_ONLY:
        if data.get(name):
            notes.lost(f"data.{name}", "Character Card V2 has no such field")
    return {key: value for key, value in data.items() if key not in strict.V3_ONLY}


def _agent(genome: PersonaGenome, source: Origin | None, notes: Notes) -> dict[str, Any]:
    fresh = compose.agent(genome)
    if source is not None and source.format is CardFormat.TINY:
        old = source.document["persona"]
        persona = _overlaid(old, fresh, source.edited & set(origin.TINY_PLACES), notes, "persona.")
        document = source.document | {"persona": persona}
    else:
        document = {"type": "TinyPerson", "persona": fresh}
        for name in fresh:
            notes.kept(f"persona.{name}", "", "written from the genome")
        for path in ("mind.greetings", "mind.examples", "mind.boundaries", "mind.modes", "metadata.tags"):
            strand, _, name = path.partition(".")
            if getattr(getattr(genome, strand), name):
                notes.lost(path, "TinyTroupe has no such field")
        if source is not None:
            notes.lost("card", "what the card it came from says beyond the genome")
    _unheld(genome, notes, big_five=False)
    return document


def _unheld(genome: PersonaGenome, notes: Notes, *, big_five: bool = True) -> None:
    """The parts of a genome that no foreign format has a place for."""
    if big_five:
        notes.lost("mind.big_five", "no card has factors")
    others = [mode.name for mode in genome.mind.modes if mode.name not in {SCENARIO, CARD_PROMPT}]
    if others:
        notes.lost("mind.modes", f"{len(others)} modes: {', '.join(others)[:200]}")
    if any(belief.source for belief in genome.mind.beliefs):
        notes.lost("mind.beliefs.*.source", "citations")
    for path in ("mind.facets", "mind.communication", "mind.speech", "mind.memory", "mind.anchor", "mind.baseline"):
        notes.lost(path, "written by the .persona.json export alone")
    for path in ("visual", "voice", "motion", "metadata.archetype", "capabilities"):
        notes.lost(path, "written by the .persona.json export alone")


def _picture(
    genome: PersonaGenome, source: Origin | None, portrait: bytes | None, file: bytes | None, notes: Notes
) -> bytes:
    from_file = file if file is not None and file.startswith(png.SIGNATURE) else None
    picture = from_file or portrait
    if picture is None:
        raise InvalidCard("There is no picture.", field="portrait", next_step="Give the persona a portrait first.")
    notes.kept("picture", "", "the one it came in" if from_file else "the portrait")
    if from_file and source is not None and source.container == "png":
        return png.with_card(picture, _same_chunks(genome, source, notes))
    v3 = _card(genome, source, CardFormat.V3, notes)
    v2 = _card(genome, source, CardFormat.V2, Notes())
    v2["data"]["creator_notes"] = "\n\n".join(part for part in (v2["data"]["creator_notes"], _BACKFILL) if part)
    return png.with_card(picture, {"chara": _text(v2), "ccv3": _text(v3)})


def _same_chunks(genome: PersonaGenome, source: Origin, notes: Notes) -> dict[str, bytes]:
    """The card under the keyword under which it came, and for V3 its copy for older readers."""
    if source.format is CardFormat.V3:
        v2 = _card(genome, source, CardFormat.V2, Notes())
        v2["data"]["creator_notes"] = "\n\n".join(part for part in (v2["data"]["creator_notes"], _BACKFILL) if part)
        return {"chara": _text(v2), "ccv3": _text(_card(genome, source, CardFormat.V3, notes))}
    if source.format is CardFormat.V1:
        return {"chara": _text(_v1(genome, source, notes))}
    return {"chara": _text(_card(genome, source, CardFormat.V2, notes))}


def _archive(
    genome: PersonaGenome, source: Origin | None, portrait: bytes | None, file: bytes | None, notes: Notes
) -> bytes:
    document = _card(genome, source, CardFormat.V3, notes)
    others: list[tuple[str, bytes]] = []
    if file is not None and charx.is_archive(file):
        reader = charx.Reader(file)
        safe = [name for name in dict.fromkeys(reader.names) if name != charx.CARD and charx.is_safe(name)]
        for name in safe:
            try:
                others.append((name, reader.read(name)))
            except InvalidCard as error:
                notes.lost(f"archive.{name}"[:120], error.why)
        notes.kept("archive", "", f"{len(others)} other files of the archive it came in")
    elif portrait is not None:
        others = [(_PORTRAIT, portrait)]
        icon = {"type": "icon", "uri": f"embeded://{_PORTRAIT}", "name": "main", "ext": "png"}
        kept = [
            one for one in document["data"].get("assets", []) if one.get("type") != "icon" or one.get("name") != "main"
        ]
        document["data"]["assets"] = [icon, *kept]
        notes.kept("portrait", "", _PORTRAIT)
    return charx.written(_text(document), others)


def _text(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False).encode()
