"""Big Five factors and the 30 facets of the NEO PI-R (Costa and McCrae 1992), all from 0 to 1."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brain.genome.strand import Strand, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

FACETS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "openness": ("fantasy", "aesthetics", "feelings", "actions", "ideas", "values"),
        "conscientiousness": (
            "competence",
            "order",
            "dutifulness",
            "achievement_striving",
            "self_discipline",
            "deliberation",
        ),
        "extraversion": (
            "warmth",
            "gregariousness",
            "assertiveness",
            "activity",
            "excitement_seeking",
            "positive_emotions",
        ),
        "agreeableness": (
            "trust",
            "straightforwardness",
            "altruism",
            "compliance",
            "modesty",
            "tender_mindedness",
        ),
        "neuroticism": (
            "anxiety",
            "angry_hostility",
            "depression",
            "self_consciousness",
            "impulsiveness",
            "vulnerability",
        ),
    }
)
"""The six facets of each factor, by their NEO PI-R names."""


class BigFive(Strand):
    """The five factors. 0.5 is the middle of the population."""

    openness: Unit = 0.5
    conscientiousness: Unit = 0.5
    extraversion: Unit = 0.5
    agreeableness: Unit = 0.5
    neuroticism: Unit = 0.5


class Facets(Strand):
    """The thirty facets. A factor is read as the mean of its six."""

    fantasy: Unit = 0.5
    aesthetics: Unit = 0.5
    feelings: Unit = 0.5
    actions: Unit = 0.5
    ideas: Unit = 0.5
    values: Unit = 0.5
    competence: Unit = 0.5
    order: Unit = 0.5
    dutifulness: Unit = 0.5
    achievement_striving: Unit = 0.5
    self_discipline: Unit = 0.5
    deliberation: Unit = 0.5
    warmth: Unit = 0.5
    gregariousness: Unit = 0.5
    assertiveness: Unit = 0.5
    activity: Unit = 0.5
    excitement_seeking: Unit = 0.5
    positive_emotions: Unit = 0.5
    trust: Unit = 0.5
    straightforwardness: Unit = 0.5
    altruism: Unit = 0.5
    compliance: Unit = 0.5
    modesty: Unit = 0.5
    tender_mindedness: Unit = 0.5
    anxiety: Unit = 0.5
    angry_hostility: Unit = 0.5
    depression: Unit = 0.5
    self_consciousness: Unit = 0.5
    impulsiveness: Unit = 0.5
    vulnerability: Unit = 0.5

    def factor(self, name: str) -> float:
        """The mean of a factor's six facets, 0 to 1."""
        names = FACETS[name]
        return sum(float(getattr(self, facet)) for facet in names) / len(names)


def facets_of(big_five: BigFive, offsets: Mapping[str, float] | None = None) -> Facets:
    """Facets that agree with their factors: each factor's value, moved by `offsets` (facet → -1 to 1).

    The offsets of one factor are centred, so that the mean of its facets stays the factor's value wherever
    the ends of the scale allow it.
    """
    wanted = offsets or {}
    values: dict[str, float] = {}
    for factor, names in FACETS.items():
        level = float(getattr(big_five, factor))
        moves = [wanted.get(name, 0.0) for name in names]
        mean = sum(moves) / len(moves)
        room = min(level, 1.0 - level)
        reach = max((abs(move - mean) for move in moves), default=0.0)
        scale = min(1.0, room / reach) if reach else 0.0
        values |= {name: level + scale * (move - mean) for name, move in zip(names, moves, strict=True)}
    return Facets(**{name: min(1.0, max(0.0, value)) for name, value in values.items()})
