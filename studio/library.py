"""Use cases over personas: list, read, load the demo ones. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain import demo
from brain.errors import NotFound

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from store import Store
    from store.actor import Actor
    from store.values import Page, Persona, PersonaCard, Version


@dataclass(frozen=True, slots=True)
class Library:
    """The personas an actor may see."""

    store: Store

    def cards(
        self, actor: Actor, *, cursor: str | None = None, limit: int = 20, text: str | None = None
    ) -> Page[PersonaCard]:
        """A page of personas, newest first; `text` filters by name and tagline."""
        return self.store.personas.list(actor, cursor=cursor, limit=limit, text=text)

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

    def version(self, actor: Actor, version_id: str) -> tuple[Version, PersonaGenome]:
        """A version and its genome. Raises NotFound."""
        return self.store.personas.version(actor, version_id)

    def versions(self, actor: Actor, persona_id: str) -> tuple[Version, ...]:
        """All versions of a persona, newest first."""
        return tuple(self.store.personas.versions(actor, persona_id))

    def create(self, actor: Actor, genome: PersonaGenome, *, message: str = "first version") -> Persona:
        """A new persona owned by the actor, with `genome` as version 1."""
        return self.store.personas.create(actor, genome, message=message)

    def load_demo(self, actor: Actor) -> tuple[PersonaCard, ...]:
        """The demo personas, created where they are missing; one that was changed is left as it is."""
        cards = []
        for genome in demo.load_all():
            try:
                persona = self.store.personas.by_slug(actor, genome.metadata.slug)
            except NotFound:
                persona = self.store.personas.create(
                    actor, genome, message="demo persona", is_demo=True, is_public=True
                )
            cards.append(persona.card)
        return tuple(cards)
