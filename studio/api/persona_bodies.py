"""What the API says of personas: the bodies of its answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from store.values import Excerpt, Found, Page, Persona, PersonaCard, Version


class Card(BaseModel):
    """A persona as a list shows it."""

    id: str
    name: str
    slug: str
    tagline: str
    archetype: str
    domains: list[str]
    status: str
    is_real: bool
    is_demo: bool
    is_public: bool
    version_id: str
    version_number: int
    turn_count: int
    created_at: datetime
    updated_at: datetime
    last_talked_at: datetime | None = Field(description="When you last talked to it; null if never.")

    @classmethod
    def of(cls, card: PersonaCard) -> Card:
        """The card as the API gives it."""
        return cls.model_validate({name: getattr(card, name) for name in cls.model_fields})


class Cards(BaseModel):
    """A page of personas."""

    items: list[Card]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")
    total: int | None = Field(description="How many there are on all pages, if that was asked for.")

    @classmethod
    def of(cls, page: Page[PersonaCard]) -> Cards:
        """The page as the API gives it."""
        return cls(items=[Card.of(card) for card in page.items], next_cursor=page.next_cursor, total=page.total)


class Part(BaseModel):
    """A piece of an excerpt."""

    text: str
    found: bool


class Place(BaseModel):
    """Where the words were found."""

    where: str = Field(description="The kind of line: name, slug, domain, tag, tagline, belief, value, story, …")
    parts: list[Part]

    @classmethod
    def of(cls, excerpt: Excerpt) -> Place:
        """The excerpt as the API gives it."""
        return cls(where=excerpt.where, parts=[Part(text=text, found=found) for text, found in excerpt.parts])


class Hit(BaseModel):
    """A persona that was found."""

    persona: Card
    score: float = Field(description="Higher is better; comparable within one search only.")
    excerpt: Place | None


class Hits(BaseModel):
    """A page of what was found, best first."""

    items: list[Hit]
    next_cursor: str | None
    total: int | None = Field(description="How many were found; null where 500 or more were.")

    @classmethod
    def of(cls, page: Page[Found]) -> Hits:
        """The page as the API gives it."""
        items = [
            Hit(persona=Card.of(one.card), score=one.score, excerpt=Place.of(one.excerpt) if one.excerpt else None)
            for one in page.items
        ]
        return cls(items=items, next_cursor=page.next_cursor, total=page.total)


class Whole(BaseModel):
    """A persona with its newest genome."""

    persona: Card
    genome: dict[str, Any] = Field(description="The genome document; docs/genome.schema.json describes it.")
    waiting: int | None = Field(
        default=None, description="Number of the version with a change that is not current before it passed its suites."
    )

    @classmethod
    def of(cls, persona: Persona, *, waiting: Version | None = None) -> Whole:
        """The persona as the API gives it."""
        return cls(
            persona=Card.of(persona.card),
            genome=persona.genome.model_dump(mode="json"),
            waiting=None if waiting is None else waiting.number,
        )
