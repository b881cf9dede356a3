"""What is asked of a persona that stands for a real person, and what makes a synthetic copy of one. Knows no store."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from brain.genome.document import Problem
    from brain.genome.genome import PersonaGenome

SYNTHETIC: Final = "synthetic copy"
"""The tag that marks a copy of a real person as no real person."""

REAL: Final = "real person"
"""A tag that a copy does not keep."""

_WHY: Final = "What is said of a real person needs a source: give its title at least."


def uncited(genome: PersonaGenome) -> tuple[Problem, ...]:
    """Each belief and trait of a real person that names no source, as (field path, what is missing)."""
    if not genome.metadata.is_real:
        return ()
    mind = genome.mind
    beliefs = ((f"mind.beliefs.{i}.source", one.statement, one.source) for i, one in enumerate(mind.beliefs))
    traits = ((f"mind.traits.{i}.source", one.name, one.source) for i, one in enumerate(mind.traits))
    return tuple((path, f"“{said[:80]}” has none. {_WHY}") for path, said, source in (*beliefs, *traits) if not source)


def synthetic(genome: PersonaGenome, *, name: str, slug: str) -> PersonaGenome:
    """The genome under another name, marked as a synthetic copy, with a voice that is not cloned."""
    about = genome.metadata
    kept = (tag for tag in about.tags if tag.casefold() not in {REAL, SYNTHETIC})
    tags = (*kept, SYNTHETIC)
    marked = about.model_copy(update={"name": name, "slug": slug, "is_real": False, "tags": tags, "owner": ""})
    own_voice = {"is_cloned": False, "embedding": None, "voice_id": ""}
    voice = genome.voice.model_copy(update=own_voice) if genome.voice.is_cloned else genome.voice
    return genome.model_copy(update={"metadata": marked, "voice": voice})


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, accents, punctuation and blanks."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    """Letters and digits alone, folded; the name itself where it has none."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in folded if character.isalnum()) or name
