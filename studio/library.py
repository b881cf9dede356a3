"""Use cases over personas: list, search, read, archive, delete, restore, copy, load the demo ones. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from brain import demo
from brain.errors import NotFound
from brain.genome.real_person import synthetic
from store.values import PersonaFilter, PersonaStatus
from studio.demo_history import people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.genome import PersonaGenome
    from store import Store
    from store.actor import Actor
    from store.values import (
        Excerpt,
        Facet,
        Facets,
        Found,
        Outcome,
        Page,
        Persona,
        PersonaAction,
        PersonaCard,
        PersonaSort,
        Version,
    )

PAGE: Final = 20
"""Personas on a page of the library, at most."""

IN_USE: Final = (PersonaStatus.ACTIVE, PersonaStatus.PAUSED, PersonaStatus.CREATING)
"""What is neither archived nor deleted."""

MOST_FOUND: Final = 500
"""Of very common words no more personas are shown."""

DELETED: Final = PersonaFilter(deleted=True)
"""The actor's own deleted personas."""

_BACK: Final[Mapping[PersonaStatus, PersonaAction]] = {
    PersonaStatus.ACTIVE: "activate",
    PersonaStatus.CREATING: "activate",
    PersonaStatus.PAUSED: "pause",
    PersonaStatus.ARCHIVED: "archive",
}


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: words to search for, a filter, a way to sort, and the number of a page."""

    words: str = ""
    wanted: PersonaFilter = field(default_factory=PersonaFilter)
    sort: PersonaSort = "newest"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cards of a page, by id where a search found its words, and how many there are; `total` is None beyond 500."""

    cards: tuple[PersonaCard, ...]
    excerpts: Mapping[str, Excerpt]
    total: int | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Library:
    """The personas an actor may see."""

    store: Store

    def cards(
        self,
        actor: Actor,
        wanted: PersonaFilter | None = None,
        *,
        sort: PersonaSort = "newest",
        cursor: str | None = None,
        limit: int = PAGE,
        total: bool = False,
    ) -> Page[PersonaCard]:
        """A page of personas; with `total` also how many there are on all pages. Raises InvalidInput."""
        return self.store.catalogue.list(actor, wanted, sort=sort, cursor=cursor, limit=limit, total=total)

    def first(self, actor: Actor, number: int) -> tuple[PersonaCard, ...]:
        """So many personas in use to begin with, the newest first, those of a made history behind all others."""
        found = self.cards(actor, PersonaFilter(statuses=IN_USE), limit=number + people.MOST).items
        return tuple(sorted(found, key=lambda card: people.made(card.slug)))[:number]

    def shelf(self, actor: Actor, view: View) -> Shelf:
        """What a page of the library shows. A page behind the last one is the last one."""
        skip = (view.page - 1) * PAGE
        catalogue, page = self.store.catalogue, view.page
        while True:
            if view.words:
                found = catalogue.search(actor, view.words, view.wanted, skip=skip)
                cards = tuple(one.card for one in found.items)
                excerpts = {one.card.id: one.excerpt for one in found.items if one.excerpt}
                total = found.total
            else:
                listed = catalogue.list(actor, view.wanted, sort=view.sort, skip=skip, total=True)
                cards, excerpts, total = listed.items, {}, listed.total
            there = max(1, -(-(MOST_FOUND if total is None else total) // PAGE))
            if page <= there:
                return Shelf(cards, excerpts, total, page, there)
            page, skip = there, (there - 1) * PAGE

    def search(
        self,
        actor: Actor,
        words: str,
        wanted: PersonaFilter | None = None,
        *,
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> Page[Found]:
        """A page of the personas with all these words, best first, with where they were found. Raises InvalidInput."""
        return self.store.catalogue.search(actor, words, wanted, cursor=cursor, limit=limit)

    def every(
        self, actor: Actor, wanted: PersonaFilter | None = None, *, words: str = "", sort: PersonaSort = "newest"
    ) -> Iterator[PersonaCard]:
        """All personas of a list or, with `words`, of a search, page after page."""
        cursor: str | None = None
        while True:
            if words:
                found = self.search(actor, words, wanted, cursor=cursor, limit=100)
                yield from (one.card for one in found.items)
                cursor = found.next_cursor
            else:
                page = self.cards(actor, wanted, sort=sort, cursor=cursor, limit=100)
                yield from page.items
                cursor = page.next_cursor
            if cursor is None:
                return

    def names(self, actor: Actor, ids: Sequence[str]) -> dict[str, str]:
        """The names of these personas, as far as the actor may see them; own deleted ones too."""
        return self.store.catalogue.names(actor, ids)

    def facets(self, actor: Actor, wanted: PersonaFilter | None = None) -> Facets:
        """What a list can be narrowed to, and how many personas each choice would leave."""
        return self.store.catalogue.facets(actor, wanted)

    def labels(
        self, actor: Actor, kind: Literal["domain", "tag"], wanted: PersonaFilter | None = None
    ) -> tuple[Facet, ...]:
        """The domains or tags a list can be narrowed to, the most used first."""
        return self.store.catalogue.labels(actor, kind, wanted)

    def get(self, actor: Actor, persona_id: str) -> Persona:
        """A persona with its newest genome. Raises NotFound."""
        return self.store.personas.get(actor, persona_id)

    def find(self, actor: Actor, slug_or_id: str) -> Persona:
        """A persona by its slug or its id. Raises NotFound, naming the slugs there are."""
        try:
            return self.store.personas.by_slug(actor, slug_or_id)
        except NotFound:
            pass
        try:
            return self.store.personas.get(actor, slug_or_id)
        except NotFound:
            known = ", ".join(card.slug for card in self.cards(actor).items) or "none yet"
            raise NotFound(
                f"There is no persona {slug_or_id!r}.",
                why=f"Known are: {known}.",
                next_step="Use one of these, or load the demo personas with `personaforge personas --load-demo`.",
            ) from None

    def find_deleted(self, actor: Actor, slug_or_id: str) -> PersonaCard:
        """A deleted persona of the actor's own, the one of this slug that was made last. Raises NotFound."""
        for card in self.every(actor, DELETED):
            if slug_or_id in {card.slug, card.id}:
                return card
        raise NotFound(
            f"There is no deleted persona {slug_or_id!r}.",
            next_step="List them with `personaforge personas --status deleted`.",
        )

    def version(self, actor: Actor, version_id: str) -> tuple[Version, PersonaGenome]:
        """A version and its genome. Raises NotFound."""
        return self.store.personas.version(actor, version_id)

    def versions(self, actor: Actor, persona_id: str) -> tuple[Version, ...]:
        """All versions of a persona, newest first."""
        return tuple(self.store.personas.versions(actor, persona_id))

    def create(self, actor: Actor, genome: PersonaGenome, *, message: str = "first version") -> Persona:
        """A new persona owned by the actor, with `genome` as version 1."""
        return self.store.personas.create(actor, genome, message=message)

    def copy(self, actor: Actor, persona_id: str) -> Persona:
        """A persona of the actor's own made from the newest version of another, which it names as where it is from.

        A copy of a real person is marked as synthetic. Raises NotFound.
        """
        source = self.store.personas.get(actor, persona_id)
        about = source.genome.metadata
        name = f"Copy of {about.name}"[:255]
        slug = self.store.personas.unused_slug(actor, f"copy-of-{about.slug}"[:240].strip("-"))
        renamed = about.model_copy(update={"name": name, "slug": slug, "owner": ""})
        return self.store.personas.create(
            actor,
            synthetic(source.genome, name=name, slug=slug)
            if about.is_real
            else source.genome.model_copy(update={"metadata": renamed}),
            message=f"copy of {about.slug}, version {source.version.number}",
            copied_from=source.version.id,
        )

    def act(self, actor: Actor, persona_ids: Sequence[str], action: PersonaAction) -> tuple[Outcome, ...]:
        """Archive, pause, activate, delete or restore each; what cannot be done to one is in its outcome."""
        return self.store.personas.act_on_each(actor, [(one, action) for one in persona_ids])

    def undo(self, actor: Actor, done: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """Take back what was done to each, as far as it was."""
        return self.store.personas.act_on_each(
            actor,
            [
                (one.persona_id, "restore" if one.action == "delete" else _BACK.get(one.before, "delete"))
                for one in done
                if one.problem is None and one.before is not None
            ],
        )

    def load_demo(self, actor: Actor) -> tuple[PersonaCard, ...]:
        """The demo personas, created where they are missing; one that was changed is left as it is.

        One that the actor deleted is not made again: it can be restored.
        """
        deleted = {card.slug for card in self.every(actor, DELETED) if card.is_demo}
        cards = []
        for genome in demo.load_all():
            try:
                persona = self.store.personas.by_slug(actor, genome.metadata.slug)
            except NotFound:
                if genome.metadata.slug in deleted:
                    continue
                persona = self.store.personas.create(
                    actor, genome, message="demo persona", is_demo=True, is_public=True
                )
            cards.append(persona.card)
        return tuple(cards)
