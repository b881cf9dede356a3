"""Use cases around character cards: inspect, keep, export, one or many. Knows no page.

The formats are read and written by `brain.cards`; here they meet personas and their pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from PIL import Image

from brain.cards import Entry, Kind, Ledger, bundle, charx, export, inspect, picture_type
from brain.errors import Conflict, InvalidInput, NotFound, PersonaForgeError
from brain.genome.real_person import uncited
from store.values import AssetKind, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from brain.cards import CardPicture, Exported, ExportFormat, Inspected
    from brain.genome import PersonaGenome
    from store import Store
    from store.actor import Actor
    from store.values import Asset, Persona
    from studio.media.portraits import Portraits

MOST_FILES: Final = 200
"""Cards that one bulk import reads at most."""

_MEMBER: Final = "card"
"""Under which name the provenance of a picture says where in a card it stood."""

_PORTRAIT: Final = 512


@dataclass(frozen=True, slots=True)
class Kept:
    """A persona made from a card, and its ledger with what keeping it added."""

    persona: Persona
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file, or of one persona, of several: what was made, or the problem."""

    name: str
    kept: Kept | None = None
    exported: Exported | None = None
    problem: PersonaForgeError | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several personas in one zip archive, with a result for each."""

    data: bytes
    results: tuple[Result, ...]
    filename: str = "personas.zip"
    media_type: str = "application/zip"


@dataclass(frozen=True, slots=True)
class Importing:
    """Cards in and out, on an actor's behalf."""

    store: Store
    portraits: Portraits

    def inspect(self, actor: Actor, data: bytes, filename: str = "") -> Inspected:
        """A card as it would be imported; nothing is kept. Its ledger says if the slug must be another.

        Raises InvalidCard, naming the field, and InvalidGenome.
        """
        found = inspect(data, filename)
        slug = found.genome.metadata.slug
        free = self.store.personas.unused_slug(actor, slug)
        if free == slug:
            return found
        entry = Entry(
            "metadata.slug", Kind.CHANGED, "metadata.slug", f"you have a persona {slug!r}; this one is {free!r}"
        )
        about = found.genome.metadata.model_copy(update={"slug": free})
        return replace(
            found, genome=found.genome.model_copy(update={"metadata": about}), ledger=found.ledger.plus(entry)
        )

    def keep(self, actor: Actor, inspected: Inspected, *, filename: str = "") -> Kept:
        """A new persona of the actor's own, with the pictures that came with it, the first as its portrait.

        Either all of it is kept or nothing is shown. Raises Uncited for a real person without sources, Conflict if the
        slug was taken since, and the StoreErrors.
        """
        genome, ledger = inspected.genome, inspected.ledger
        message = f"imported from a {inspected.label}" + (f", {filename[:120]}" if filename else "")
        if uncited(genome):
            # Refused by the store: before any picture is kept.
            return Kept(self.store.personas.create(actor, genome, message=message), ledger)
        place = str(uuid4())
        assets, notes = self._pictures(actor, inspected, place)
        if assets:
            visual = genome.visual.model_copy(update={"primary_image": assets[0].id})
            genome = genome.model_copy(update={"visual": visual})
        try:
            persona = self.store.personas.create(actor, genome, message=message)
        except PersonaForgeError:
            for asset in assets:
                self.store.assets.delete(actor, asset.id)
            raise
        if assets:
            self.store.assets.adopt(actor, wizard_id=place, persona_id=persona.card.id)
        return Kept(persona, _without_members(ledger, inspected).plus(*notes))

    def pictures(self, actor: Actor, inspected: Inspected, *, wizard_id: str) -> tuple[Asset, ...]:
        """Keep the pictures of a card for a persona that is still being made; what is no whole picture is left out."""
        return tuple(self._pictures(actor, inspected, wizard_id)[0])

    def bulk(self, actor: Actor, files: Iterable[tuple[str, bytes]]) -> tuple[Result, ...]:
        """Import several files, and the cards inside zip archives among them; one that fails stops none of the others.

        Raises InvalidInput for more than 200 cards, before any is kept beyond them.
        """
        return tuple(self.each(actor, files))

    def each(self, actor: Actor, files: Iterable[tuple[str, bytes]]) -> Iterator[Result]:
        """The same one after another, as they are kept."""
        for number, (name, data) in enumerate(_unpacked(files)):
            if number == MOST_FILES:
                reason = InvalidInput(f"More than {MOST_FILES} cards.", next_step="Import the rest in another go.")
                yield Result(name, problem=reason)
                return
            yield self._attempt(actor, name, data)

    def export(self, actor: Actor, persona_id: str, wanted: ExportFormat, *, version_id: str | None = None) -> Exported:
        """A persona's newest version, or another one, as a file. Raises NotFound, InvalidInput and ModelError."""
        persona = self.store.personas.get(actor, persona_id)
        version, genome = persona.version, persona.genome
        if version_id is not None:
            version, genome = self.store.personas.version(actor, version_id)
            if version.persona_id != persona_id:
                raise NotFound("This persona has no such version.", next_step="Check the id.")
        if wanted not in {"png", "charx"}:
            return export(genome, wanted)
        own = self._card_pictures(actor, persona_id)
        if wanted == "charx" and own:
            archive = charx.written(b"{}", ((name, self.store.assets.read(actor, asset.id)) for name, asset in own))
            return export(genome, wanted, file=archive)
        stored = self._stored(actor, genome)
        if stored is not None and wanted == "png":
            return export(genome, wanted, file=stored)
        portrait = stored or _as_png(self.portraits.get(actor, version.id, size=_PORTRAIT).data)
        return export(genome, wanted, portrait=portrait)

    def bundle(self, actor: Actor, persona_ids: Sequence[str], wanted: ExportFormat) -> Bundle:
        """Several personas in one zip archive; one that fails is named in the results and stops none of the others."""
        results = []
        for one in persona_ids:
            try:
                results.append(Result(one, exported=self.export(actor, one, wanted)))
            except PersonaForgeError as error:
                results.append(Result(one, problem=error))
        made = [(one.exported.filename, one.exported.data) for one in results if one.exported]
        return Bundle(bundle.written(made), tuple(results))

    def _attempt(self, actor: Actor, name: str, data: bytes | PersonaForgeError) -> Result:
        if isinstance(data, PersonaForgeError):
            return Result(name, problem=data)
        try:
            return Result(name, kept=self._kept(actor, name, data))
        except PersonaForgeError as error:
            return Result(name, problem=error)

    def _kept(self, actor: Actor, name: str, data: bytes) -> Kept:
        try:
            return self.keep(actor, self.inspect(actor, data, name), filename=name)
        except Conflict:
            # The slug was taken between the look and the keeping: the next look finds another.
            return self.keep(actor, self.inspect(actor, data, name), filename=name)

    def _pictures(self, actor: Actor, inspected: Inspected, place: str) -> tuple[list[Asset], list[Entry]]:
        """The pictures as assets under a place of their own; what is no whole picture is left out, with a note."""
        kept: list[Asset] = []
        notes: list[Entry] = []
        for number, picture in enumerate(inspected.pictures):
            try:
                kept.append(self._put(actor, inspected, picture, place, primary=not kept))
            except InvalidInput as error:
                notes.append(
                    Entry(picture.name or f"picture {number}", Kind.LOST, "", f"no picture: {error.why or error}")
                )
        return kept, notes

    def _put(self, actor: Actor, inspected: Inspected, picture: CardPicture, place: str, *, primary: bool) -> Asset:
        return self.store.assets.put(
            actor,
            data=picture.data,
            media_type=picture.media_type,
            kind=AssetKind.PORTRAIT,
            wizard_id=place,
            label="" if primary else picture.name[:200],
            primary=primary,
            provenance=Provenance(
                provider="card", label=inspected.label, detail={_MEMBER: picture.name, "container": inspected.container}
            ),
        )

    def _card_pictures(self, actor: Actor, persona_id: str) -> list[tuple[str, Asset]]:
        """The pictures that came in a `.charx`, with their names in it."""
        found, cursor = [], None
        while True:
            page = self.store.assets.list(actor, persona_id=persona_id, kind=AssetKind.PORTRAIT, cursor=cursor)
            found += [
                (one.provenance.detail[_MEMBER], one)
                for one in page.items
                if one.provenance.detail.get("container") == "charx" and _MEMBER in one.provenance.detail
            ]
            cursor = page.next_cursor
            if cursor is None:
                return sorted(found, key=lambda named: named[0])

    def _stored(self, actor: Actor, genome: PersonaGenome) -> bytes | None:
        """The stored portrait as a PNG, if there is one."""
        if not genome.visual.primary_image:
            return None
        try:
            data = self.store.assets.read(actor, genome.visual.primary_image)
        except NotFound:
            return None
        return data if picture_type(data) == "image/png" else _as_png(data)


def _unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes | PersonaForgeError]]:
    for name, data in files:
        try:
            inside = bundle.members(data) if bundle.is_bundle(data) else None
        except PersonaForgeError as error:
            yield name, error
            continue
        if inside is None:
            yield name, data
        else:
            yield from inside


def _without_members(ledger: Ledger, inspected: Inspected) -> Ledger:
    """The ledger where the files of an archive that are no pictures are said to be lost: only pictures are kept."""
    if inspected.container != "charx":
        return ledger
    return Ledger(
        tuple(
            replace(one, kind=Kind.LOST, note="of an archive, the card and its pictures are kept")
            if one.kind is Kind.NOT_UNDERSTOOD and one.path.startswith("archive.")
            else one
            for one in ledger.entries
        ),
        ledger.uncounted,
    )


def _as_png(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as picture:
        made = BytesIO()
        (picture if picture.mode in {"RGB", "RGBA", "L"} else picture.convert("RGBA")).save(made, "PNG")
    return made.getvalue()
