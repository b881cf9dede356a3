"""Who is under test, by what people call them: a slug, an id, an unambiguous part of a slug, `slug@version`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain import demo
from brain.errors import InvalidInput, NotFound
from evals.order import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.actor import Actor
    from studio.library import Library
    from studio.versions import Versions


def subjects(actor: Actor, library: Library, versions: Versions, wanted: Sequence[str]) -> tuple[Subject, ...]:
    """The personas named, each in its current version or in the one after the `@`. Raises NotFound, InvalidInput."""
    return tuple(_subject(actor, library, versions, one) for one in wanted)


def demo_subject(wanted: str) -> Subject:
    """A demo persona as it ships, by its slug or an unambiguous part of it. Raises NotFound, InvalidInput."""
    known = {one.metadata.slug: one for one in demo.load_all()}
    slug = part_of(wanted, known)
    if slug is None:
        raise NotFound(
            f"There is no persona {wanted!r}.", why=f"Known are: {', '.join(known)}.", next_step="Use one of these."
        )
    return Subject(genome=known[slug])


def part_of(wanted: str, slugs: Iterable[str]) -> str | None:
    """The slug of that name, or the only one that holds it; None where none does.

    Raises InvalidInput where several do.
    """
    known = list(slugs)
    if wanted in known:
        return wanted
    found = [one for one in known if wanted and wanted in one]
    if len(found) > 1:
        raise InvalidInput(
            f"{wanted!r} may be any of {', '.join(found)}.", next_step="Give the whole slug of the one you mean."
        )
    return found[0] if found else None


def _subject(actor: Actor, library: Library, versions: Versions, wanted: str) -> Subject:
    name, _, number = wanted.partition("@")
    try:
        found = library.find(actor, name)
    except NotFound:
        slug = part_of(name, (one.slug for one in library.cards(actor).items))
        if slug is None:
            raise
        found = library.find(actor, slug)
    version, genome = found.version, found.genome
    if number:
        if not number.isdecimal():
            raise InvalidInput(f"{number!r} is no number of a version.", next_step="Write it as slug@3.")
        version, genome = versions.numbered(actor, found.card.id, int(number))
    return Subject(genome=genome, persona_id=found.card.id, version_id=version.id, version=version.number)
