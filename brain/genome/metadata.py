"""Who the persona is and whose it is."""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from brain.genome.strand import Line, Name, Strand, Text


class Archetype(StrEnum):
    """The twelve archetypes of the system report, section 3.3."""

    SAGE = "sage"
    HERO = "hero"
    CREATOR = "creator"
    CAREGIVER = "caregiver"
    RULER = "ruler"
    JESTER = "jester"
    REBEL = "rebel"
    LOVER = "lover"
    EXPLORER = "explorer"
    INNOCENT = "innocent"
    MAGICIAN = "magician"
    OUTLAW = "outlaw"


class Citation(Strand):
    """Where a statement about a persona comes from."""

    title: Name
    author: str = ""
    year: int | None = Field(default=None, ge=-3000, le=3000, description="Negative before the common era.")
    url: str = Field(default="", max_length=2_000, description="Kept as data; never fetched.")
    locator: str = Field(default="", description="Page, chapter or section.")


def slug_of(name: str) -> str:
    """The URL-safe form of a name: ASCII letters and digits joined by hyphens, `persona` if nothing is left.

    `slug_of("Zoë d'Arc")` is `"zoe-d-arc"`.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in plain.lower()).split()
    return "-".join(words)[:255].strip("-") or "persona"


class PersonaMetadata(Strand):
    """Identity and ownership."""

    name: Name
    slug: Annotated[
        str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,253}[a-z0-9])?$", description="URL-safe name; see `slug_of`.")
    ]
    tagline: str = Field(default="", max_length=500)
    description: Text = ""
    archetype: Archetype = Archetype.SAGE
    domains: tuple[Name, ...] = Field(default=(), description="Fields it stands for, such as 'physics'.")
    tags: tuple[Name, ...] = ()
    owner: str = Field(default="", description="Id of the owning user; the store's word is final.")
    is_real: bool = Field(default=False, description="True for a person who lives or lived.")
    birth_date: date | None = None
    death_date: date | None = None
    pronouns: str = Field(default="they/them", max_length=40)
    citations: tuple[Citation, ...] = Field(default=(), description="Where what is said of a real person comes from.")
    language: str = Field(default="en", description="BCP 47 tag of the language it speaks first.")
    created_at: AwareDatetime | None = Field(default=None, description="With a time zone.")
    use: Line | None = Field(default=None, description="What this persona is for, in one line.")
