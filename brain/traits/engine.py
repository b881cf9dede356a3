"""A persona's traits, inherited and its own, and how they follow what its replies show. Pure: a new genome, a history.

A trait moves by how much more, or less, of it the replies show than the persona's reference lines do: the intensity of
a few replies and that of a trait are no common scale. The core moves a fifth as much as specific traits, and nothing
moves on a few exchanges. The rates are this project's own choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Final

from brain.genome.mind import Trait
from brain.traits.behaviour import behaviours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from brain.traits.agreement import Usual
    from brain.traits.behaviour import Behaviour, BehaviouralTrait

LEAST_EXCHANGES: Final = 5
"""Nothing is learned from fewer exchanges."""

RATE: Final = 0.2
"""What part of the difference from the usual a specific trait takes over."""

CORE_RATE: Final = RATE / 5
"""What part of it an inherited trait does."""

MOST: Final = 0.1
"""The largest step of a specific trait; of an inherited one a fifth of it."""

NEW_FROM: Final = 0.6
"""A behaviour shown in this share of the exchanges, and beyond what is usual, becomes a trait of its own."""

NEW_SURE: Final = 0.4
"""The mean confidence that this takes."""

NEW_AT_MOST: Final = 0.5
"""How strong a trait can be when it is new."""

SMALLEST: Final = 0.005
"""A smaller change is none."""


@dataclass(frozen=True, slots=True)
class TraitChange:
    """One step of a trait: its level before (None: it is new) and after, and what was seen in how many exchanges."""

    name: str
    inherited: bool
    before: float | None
    after: float
    seen: float
    exchanges: int


@dataclass(frozen=True, slots=True)
class Learned:
    """A genome with its traits moved, and each step."""

    genome: PersonaGenome
    changes: tuple[TraitChange, ...]


def core(genome: PersonaGenome) -> tuple[Trait, ...]:
    """The traits that came with the archetype."""
    return tuple(trait for trait in genome.mind.traits if trait.inherited)


def specific(genome: PersonaGenome) -> tuple[Trait, ...]:
    """The traits that are the persona's own."""
    return tuple(trait for trait in genome.mind.traits if not trait.inherited)


def learn(genome: PersonaGenome, seen: Sequence[Sequence[BehaviouralTrait]], *, usual: Usual) -> Learned:
    """The traits after exchanges whose replies showed `seen`; unchanged after fewer than five, or if nothing is usual.

    A trait is moved by the behaviour whose words are in its name; one that no behaviour knows stays. Intensities stay
    within 0 and 1; order and everything else in the genome stay as they are.
    """
    if len(seen) < LEAST_EXCHANGES or not usual.of:
        return Learned(genome, ())
    traits: list[Trait] = []
    changes: list[TraitChange] = []
    named: set[str] = set()
    for trait in genome.mind.traits:
        behaviour = _behind(trait)
        after = trait.intensity
        if behaviour is not None:
            named.add(behaviour.name)
            level = _level(behaviour, seen)
            after = _moved(trait, level - usual.of[behaviour.name][0])
            if abs(after - trait.intensity) >= SMALLEST:
                changes.append(TraitChange(trait.name, trait.inherited, trait.intensity, after, level, len(seen)))
        traits.append(trait if after == trait.intensity else trait.model_copy(update={"intensity": after}))
    for behaviour in behaviours():
        new = None if behaviour.name in named else _new(behaviour, seen, usual)
        if new is not None:
            traits.append(new)
            level = _level(behaviour, seen)
            changes.append(TraitChange(new.name, new.inherited, None, new.intensity, level, len(seen)))
    if not changes:
        return Learned(genome, ())
    mind = genome.mind.model_copy(update={"traits": tuple(traits)})
    return Learned(genome.model_copy(update={"mind": mind}), tuple(changes))


def _behind(trait: Trait) -> Behaviour | None:
    words = set(trait.name.casefold().split())
    return next((one for one in behaviours() if one.names & words or one.name == trait.name), None)


def _level(behaviour: Behaviour, seen: Sequence[Sequence[BehaviouralTrait]]) -> float:
    """Mean intensity over all exchanges, those that did not show it counting as 0."""
    return fmean(max((one.intensity for one in shown if one.name == behaviour.name), default=0.0) for shown in seen)


def _moved(trait: Trait, difference: float) -> float:
    rate, most = (CORE_RATE, MOST / 5) if trait.inherited else (RATE, MOST)
    step = max(-most, min(most, rate * difference))
    if abs(step) < SMALLEST:
        return trait.intensity
    return min(1.0, max(0.0, round(trait.intensity + step, 3)))


def _new(behaviour: Behaviour, seen: Sequence[Sequence[BehaviouralTrait]], usual: Usual) -> Trait | None:
    shown = [one for exchange in seen for one in exchange if one.name == behaviour.name]
    often = len(shown) >= NEW_FROM * len(seen)
    if not often or fmean(one.confidence for one in shown) < NEW_SURE:
        return None
    mean, spread = usual.of[behaviour.name]
    level = _level(behaviour, seen)
    if level <= mean + spread:
        return None
    intensity = round(min(NEW_AT_MOST, level), 3)
    return Trait(name=behaviour.name, description=behaviour.description, intensity=intensity)
