"""From a concept's words to a character: archetype, manner of speaking, Big Five and facets. Knows no lines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from brain.archetypes.twelve import archetype as profile_of
from brain.drafting import shelf
from brain.drafting.wording import pick
from brain.genome.big_five import FACETS, BigFive, Facets, facets_of
from brain.genome.metadata import Archetype

if TYPE_CHECKING:
    from brain.drafting.concept import Concept

STEP: Final = 0.2
"""How far one adjective moves a factor."""

FACET_STEP: Final = 0.18
"""How far one adjective moves a facet against the others of its factor."""

LEAST: Final = 0.04
"""No factor comes nearer to an end of the scale than this."""

HINTS: Final = {
    Archetype.SAGE: "wise learned philosophical thoughtful scholar",
    Archetype.HERO: "brave fearless bold courageous saves protects",
    Archetype.CREATOR: "creative artistic imaginative inventive makes invents",
    Archetype.CAREGIVER: "kind caring motherly gentle looks after",
    Archetype.RULER: "stern strict commanding proud powerful demanding",
    Archetype.JESTER: "funny witty silly playful mischievous joking",
    Archetype.REBEL: "rebellious stubborn defiant radical angry",
    Archetype.LOVER: "romantic passionate charming loving sensual",
    Archetype.EXPLORER: "curious adventurous daring travels wandering studies",
    Archetype.INNOCENT: "naive innocent cheerful optimistic child",
    Archetype.MAGICIAN: "mysterious brilliant magic visionary prodigy",
    Archetype.OUTLAW: "ruthless cynical gruff lawless evil villain",
}
"""Words that speak for an archetype beside those of the field of work."""


def archetype(concept: Concept, seed: int) -> Archetype:
    """The archetype the words speak for most; where several do equally, one of them by seed."""
    votes: Counter[Archetype] = Counter()
    field = shelf.fields()[concept.field]
    for place, one in enumerate(field.archetypes):
        votes[one] += 2 if place == 0 and concept.field != shelf.FALLBACK else 1
    words = set(concept.text.lower().replace(",", " ").replace(".", " ").split())
    for one, hints in HINTS.items():
        votes[one] += 2 * len(words & set(hints.split()))
    if concept.stage == "child":
        votes[Archetype.OUTLAW] -= 9
        votes[Archetype.RULER] -= 9
    most = max(votes.values())
    best = [one for one in Archetype if votes[one] == most]
    return pick(best, f"archetype {concept.text}", seed)


def manner(concept: Concept, seed: int) -> str:
    """The manner of speaking: by the adjectives first, then by age, kind and work."""
    votes: Counter[str] = Counter()
    for word in concept.adjectives:
        votes[shelf.adjectives()[word].manner] += 2
    votes.pop("", None)
    if concept.stage == "child":
        return "childlike"
    if any("talk" in one or "people" in one or "chat" in one for one in concept.dislikes):
        votes["terse"] += 3
    if not votes and concept.kind == "ai":
        return "courteous"
    offered = shelf.fields()[concept.field].manners
    if concept.field == "villainy":
        votes["menacing"] += 3
    if not votes:
        return pick(offered, f"manner {concept.text}", seed)
    for one in offered:
        votes[one] += 1 if one in votes else 0
    most = max(votes.values())
    return pick([one for one in shelf.manners() if votes[one] == most], f"manner {concept.text}", seed)


def big_five(concept: Concept, which: Archetype) -> tuple[BigFive, Facets]:
    """The archetype's centre, moved by each adjective of the concept, with facets that agree.

    An adjective moves a factor by 0.2 and a facet by 0.18 against its factor, and nothing beyond 0.04 of the ends.
    """
    profile = profile_of(which)
    levels = {factor: float(getattr(profile.big_five, factor)) for factor in FACETS}
    offsets = dict(profile.facet_offsets)
    told = [shelf.adjectives()[word] for word in concept.adjectives]
    if any("talk" in one or "crowd" in one or "people" in one or "part" in one for one in concept.dislikes):
        levels["extraversion"] -= STEP
    for leaning in told:
        for move in leaning.moves:
            # What a word says outweighs the archetype's own leaning the other way.
            factor, way = move[1:], 1 if move[0] == "+" else -1
            start = max(0.5, levels[factor]) if way > 0 else min(0.5, levels[factor])
            levels[factor] = start + way * STEP
        for facet in leaning.facets:
            way = -1 if facet.startswith("-") else 1
            offsets[facet.lstrip("-")] = offsets.get(facet.lstrip("-"), 0.0) + way * FACET_STEP
    bounded = {factor: round(min(1 - LEAST, max(LEAST, level)), 3) for factor, level in levels.items()}
    factors = BigFive(**bounded)
    facets = facets_of(factors, {facet: max(-1.0, min(1.0, move)) for facet, move in offsets.items()})
    return factors, facets
