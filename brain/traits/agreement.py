"""How the traits a reply shows agree with the persona's own: its reference lines and its genome. Knows no model."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Final, Literal

from brain.traits.behaviour import behaviours, known
from brain.traits.extract import extract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from brain.traits.behaviour import BehaviouralTrait

FEWEST_LINES: Final = 8
"""With fewer reference lines it is not known what is usual."""

SURE: Final = 0.4
"""Traits less sure than this are not compared."""

SPREADS: Final = 2.0
"""Within so many standard deviations of the persona's own lines an intensity is usual."""

LEAST_SPREAD: Final = 0.2
"""However alike the lines are: intensities of single replies scatter by this much."""

HIGH: Final = 0.6
"""From this level on the genome itself asks for the trait."""

Standing = Literal["its own", "usual", "unusual", "not known"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A trait of a reply beside the persona's own: the genome's level, and mean intensity over its reference lines."""

    trait: BehaviouralTrait
    standing: Standing
    level: float | None
    usual: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """All traits compared. `share` is how many of the `judged` are its own or usual, with a 90 % Wilson interval."""

    compared: tuple[Compared, ...]
    judged: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Usual:
    """Mean and spread of each trait's intensity over a persona's reference lines; empty with too few of them."""

    of: Mapping[str, tuple[float, float]]


def usual(genome: PersonaGenome) -> Usual:
    """What is usual for a persona; about 1 ms a reference line, so keep it as long as the genome stays the same."""
    shown = [{one.name: one.intensity for one in extract(e.user, e.reply)} for e in genome.mind.examples]
    if len(shown) < FEWEST_LINES:
        return Usual({})
    found = {}
    for behaviour in behaviours():
        levels = [line.get(behaviour.name, 0.0) for line in shown]
        found[behaviour.name] = (fmean(levels), max(LEAST_SPREAD, pstdev(levels)))
    return Usual(found)


def compare(genome: PersonaGenome, traits: Sequence[BehaviouralTrait], *, to: Usual) -> Agreement:
    """Each trait of a reply beside the persona's own. A trait the genome asks for is its own, however it is spoken."""
    compared = tuple(_one(genome, trait, to) for trait in traits if trait.confidence >= SURE)
    judged = [one for one in compared if one.standing != "not known"]
    fitting = sum(one.standing != "unusual" for one in judged)
    if not judged:
        return Agreement(compared, 0, None, None, None)
    low, high = _wilson(fitting, len(judged))
    return Agreement(compared, len(judged), fitting / len(judged), low, high)


def _one(genome: PersonaGenome, trait: BehaviouralTrait, to: Usual) -> Compared:
    behaviour = known(trait.name)
    level = behaviour.own_level(genome) if behaviour else None
    mean, spread = to.of.get(trait.name, (None, None))
    standing: Standing = "not known"
    if level is not None and level >= HIGH:
        standing = "its own"
    elif mean is not None and spread is not None:
        standing = "usual" if trait.intensity <= mean + SPREADS * spread else "unusual"
    return Compared(trait, standing, level, mean)


def _wilson(right: int, number: int, z: float = 1.6448536269514722) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927)."""
    share, square = right / number, z * z
    middle = (share + square / (2 * number)) / (1 + square / number)
    reach = z * ((share * (1 - share) + square / (4 * number)) / number) ** 0.5 / (1 + square / number)
    return max(0.0, middle - reach), min(1.0, middle + reach)
