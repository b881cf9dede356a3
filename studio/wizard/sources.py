"""What a persona can be begun from: nothing, a sentence, a profile, a text, a genome from a card, or a copy."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from brain.drafting.pasted.text import LONGEST
from brain.errors import InvalidInput, NotFound
from brain.genome import Archetype, slug_of, write
from brain.genome.real_person import synthetic

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from store.values import Persona

Kind = Literal["blank", "sentence", "profile", "text", "card", "copy"]

SENTENCE: Final = 300
"""So many characters are a sentence or two; what is longer is read as a text."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")

_PROFILES: Final = Path(__file__).with_name("profiles.toml")


class Profile(BaseModel):
    """A template: a concept to draft from, and fields of the genome that make it fit for its use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    summary: str
    concept: str
    archetype: Archetype
    mind: dict[str, JsonValue] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a session starts: words to draft from, fields that come with it, or a whole genome as a document."""

    kind: Kind
    concept: str = ""
    archetype: Archetype | None = None
    mind: dict[str, JsonValue] = field(default_factory=dict)
    base: str = ""
    named: str = ""
    copied_from: str = ""
    text: str = ""


def blank() -> Source:
    """Nothing but an empty form."""
    return Source("blank")


def sentence(words: str) -> Source:
    """A sentence, or a longer text such as a brief or an interview. Raises InvalidInput for an empty one."""
    if not words.strip():
        raise InvalidInput("There is nothing to begin from.", next_step="Write a sentence about the persona.")
    return text(words) if len(words.strip()) > SENTENCE else Source("sentence", concept=words.strip())


def text(words: str) -> Source:
    """A brief, an interview or somebody's own words, kept as they are but for signs that nobody can see.

    Raises InvalidInput for an empty text and for one that is longer than 200,000 characters.
    """
    plain = _UNSEEN.sub(" ", words.encode("utf-8", "replace").decode("utf-8")).strip()
    if not plain:
        raise InvalidInput("There is nothing to begin from.", next_step="Paste a brief or an interview.")
    if len(plain) > LONGEST:
        raise InvalidInput(
            f"This text is {len(plain):,} characters long; at most {LONGEST:,} are read.",
            next_step="Paste the part that tells of the persona.",
        )
    return Source("text", text=plain)


def profile(name: str) -> Source:
    """One of the profiles. Raises NotFound, naming those there are."""
    found = profiles().get(name)
    if found is None:
        raise NotFound(f"There is no profile {name!r}.", next_step=f"Profiles are: {', '.join(profiles())}.")
    return Source("profile", concept=found.concept, archetype=found.archetype, mind=dict(found.mind), named=name)


def card(genome: PersonaGenome) -> Source:
    """A genome that was read from a card or a file."""
    return Source("card", base=write(genome), named=genome.name)


def copy(persona: Persona) -> Source:
    """A copy of a persona: under another name, and of a real person marked as synthetic, with no cloned voice."""
    genome, about = persona.genome, persona.genome.metadata
    name = f"Copy of {about.name}"[:255]
    renamed = about.model_copy(update={"name": name, "slug": slug_of(name), "owner": ""})
    made = (
        synthetic(genome, name=name, slug=slug_of(name))
        if about.is_real
        else genome.model_copy(update={"metadata": renamed})
    )
    return Source("copy", base=write(made), named=name, copied_from=persona.version.id)


@cache
def profiles() -> dict[str, Profile]:
    """The profiles by name, in the order in which they are offered."""
    held = tomllib.loads(_PROFILES.read_text(encoding="utf-8"))
    return {name: Profile.model_validate(one) for name, one in held.items()}
