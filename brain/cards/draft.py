"""The genome a card makes: what it says, over a stated ground for what it does not. Knows no format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brain.archetypes import archetype
from brain.cards import guess
from brain.genome import Archetype, BigFive, MindDNA, PersonaGenome, PersonaMetadata, facets_of, slug_of
from brain.genome.visual import Appearance, GenerationConfig, VisualDNA
from brain.genome.voice import VoiceDNA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.cards.ledger import Notes


def genome(
    *,
    name: str,
    words: str,
    about: Mapping[str, Any],
    mind: Mapping[str, Any],
    factors: Mapping[str, float],
    notes: Notes,
    age: int | None = None,
) -> PersonaGenome:
    """A genome of these metadata and mind fields.

    The archetype is guessed from `words`; of it come manner, voice, temper and, where `factors` has none, the Big Five,
    never its lines, values or boundaries. Without a guess all of these are in the middle. Each is noted as assumed.
    """
    found = guess.archetype(words)
    which = found[0] if found else Archetype.SAGE
    profile = archetype(which)
    if found:
        notes.assumed("metadata.archetype", f"{which.value}, for the words {', '.join(found[1][:6])}")
    else:
        notes.assumed("metadata.archetype", f"{which.value}, the default: no words point to one")
    about = dict(about)
    if "pronouns" not in about:
        said = guess.pronouns(words)
        notes.assumed("metadata.pronouns", f"{said}, by how it is spoken of" if said else "they/them, the default")
        about |= {"pronouns": said} if said else {}
    ground: dict[str, Any] = {}
    if found:
        ground = {name: getattr(profile, name) for name in ("communication", "speech", "baseline", "temper")}
        notes.assumed("mind.communication, mind.speech, voice, motion", f"as the archetype {which.value} has them")
    else:
        notes.assumed("mind.communication, mind.speech, voice, motion", "in the middle, the default")
    notes.assumed("visual.generation.seed", "from the name, so that the drawn portrait is its own")
    visual = VisualDNA(
        appearance=Appearance(age=age, accent=profile.accent), generation=GenerationConfig(seed=guess.seed(name))
    )
    return PersonaGenome(
        metadata=PersonaMetadata(name=name, slug=slug_of(name), archetype=which, **about),
        visual=visual,
        voice=VoiceDNA(voice_id=profile.voice_id("espeak"), speaking=profile.voice.speaking) if found else VoiceDNA(),
        **({"motion": profile.motion} if found else {}),
        mind=MindDNA(**(ground | _character(which, factors, notes, guessed=found is not None) | dict(mind))),
    )


def _character(which: Archetype, factors: Mapping[str, float], notes: Notes, *, guessed: bool) -> dict[str, Any]:
    profile = archetype(which)
    centre = {name: float(getattr(profile.big_five, name)) if guessed else 0.5 for name in BigFive.model_fields}
    missing = [name for name in centre if name not in factors]
    if missing:
        where = f"those of the archetype {which.value}" if guessed else "the middle, 0.5"
        notes.assumed(", ".join(f"mind.big_five.{name}" for name in missing), where)
    notes.assumed("mind.facets", f"by their factors{f', as the archetype {which.value} moves them' if guessed else ''}")
    big_five = BigFive(**(centre | dict(factors)))
    return {"big_five": big_five, "facets": facets_of(big_five, profile.facet_offsets if guessed else None)}
