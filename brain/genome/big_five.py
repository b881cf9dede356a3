"""Big Five factors and the 30 facets of the NEO PI-R (Costa and McCrae 1992), all from 0 to 1."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

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


ENDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "fantasy": ("down to earth", "imaginative"),
        "aesthetics": ("unmoved by art", "moved by beauty"),
        "feelings": ("little given to feeling", "alive to feeling"),
        "actions": ("fond of routine", "eager for the new"),
        "ideas": ("practical rather than speculative", "intellectually curious"),
        "values": ("traditional", "open-minded about values"),
        "competence": ("unsure of its abilities", "capable"),
        "order": ("untidy", "orderly"),
        "dutifulness": ("casual about obligations", "dutiful"),
        "achievement_striving": ("unambitious", "ambitious"),
        "self_discipline": ("easily distracted", "self-disciplined"),
        "deliberation": ("hasty", "deliberate"),
        "warmth": ("distant", "warm"),
        "gregariousness": ("solitary", "sociable"),
        "assertiveness": ("retiring", "assertive"),
        "activity": ("unhurried", "energetic"),
        "excitement_seeking": ("fond of quiet", "thrill-seeking"),
        "positive_emotions": ("sober", "cheerful"),
        "trust": ("wary", "trusting"),
        "straightforwardness": ("guarded", "frank"),
        "altruism": ("self-interested", "generous"),
        "compliance": ("combative", "accommodating"),
        "modesty": ("proud", "modest"),
        "tender_mindedness": ("hard-headed", "tender-hearted"),
        "anxiety": ("relaxed", "anxious"),
        "angry_hostility": ("slow to anger", "quick to anger"),
        "depression": ("seldom low", "inclined to melancholy"),
        "self_consciousness": ("socially at ease", "self-conscious"),
        "impulsiveness": ("restrained", "impulsive"),
        "vulnerability": ("steady under pressure", "easily overwhelmed"),
    }
)
"""For each facet, words for its low and for its high end (this project's own)."""


class BigFive(Strand):
    """The five factors (Costa and McCrae 1992). 0.5 is the middle of the population."""

    openness: Unit = Field(default=0.5, description="From conventional (0) to open to experience (1).")
    conscientiousness: Unit = Field(default=0.5, description="From careless (0) to conscientious (1).")
    extraversion: Unit = Field(default=0.5, description="From introverted (0) to extraverted (1).")
    agreeableness: Unit = Field(default=0.5, description="From antagonistic (0) to agreeable (1).")
    neuroticism: Unit = Field(default=0.5, description="From emotionally stable (0) to easily upset (1).")


def _between(facet: str) -> Any:
    low, high = ENDS[facet]
    return Field(default=0.5, description=f"From {low} (0) to {high} (1).")


class Facets(Strand):
    """The thirty facets. A factor is read as the mean of its six."""

    fantasy: Unit = _between("fantasy")
    aesthetics: Unit = _between("aesthetics")
    feelings: Unit = _between("feelings")
    actions: Unit = _between("actions")
    ideas: Unit = _between("ideas")
    values: Unit = _between("values")
    competence: Unit = _between("competence")
    order: Unit = _between("order")
    dutifulness: Unit = _between("dutifulness")
    achievement_striving: Unit = _between("achievement_striving")
    self_discipline: Unit = _between("self_discipline")
    deliberation: Unit = _between("deliberation")
    warmth: Unit = _between("warmth")
    gregariousness: Unit = _between("gregariousness")
    assertiveness: Unit = _between("assertiveness")
    activity: Unit = _between("activity")
    excitement_seeking: Unit = _between("excitement_seeking")
    positive_emotions: Unit = _between("positive_emotions")
    trust: Unit = _between("trust")
    straightforwardness: Unit = _between("straightforwardness")
    altruism: Unit = _between("altruism")
    compliance: Unit = _between("compliance")
    modesty: Unit = _between("modesty")
    tender_mindedness: Unit = _between("tender_mindedness")
    anxiety: Unit = _between("anxiety")
    angry_hostility: Unit = _between("angry_hostility")
    depression: Unit = _between("depression")
    self_consciousness: Unit = _between("self_consciousness")
    impulsiveness: Unit = _between("impulsiveness")
    vulnerability: Unit = _between("vulnerability")

    def factor(self, name: str) -> float:
        """The mean of a factor's six facets, 0 to 1. Raises KeyError for a name that is no factor."""
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


def with_factor(big_five: BigFive, facets: Facets, factor: str, value: float) -> tuple[BigFive, Facets]:
    """Both after a factor was moved: its six facets move along, keeping their distances from it.

    Where the ends of the scale leave no room, the distances shrink together, so that their mean stays the factor's
    value; the other factors are left alone. `value` is from 0 to 1. Raises KeyError for a name that is no factor.
    """
    level = facets.factor(factor)
    offsets = {name: float(getattr(facets, name)) - level for name in FACETS[factor]}
    moved = big_five.model_copy(update={factor: value})
    made = facets_of(moved, offsets)
    return moved, facets.model_copy(update={name: float(getattr(made, name)) for name in FACETS[factor]})


def with_facet(big_five: BigFive, facets: Facets, facet: str, value: float) -> tuple[BigFive, Facets]:
    """Both after a facet was moved: its factor becomes the mean of its six facets. Raises KeyError for no facet."""
    factor = next((name for name, six in FACETS.items() if facet in six), None)
    if factor is None:
        raise KeyError(facet)
    moved = facets.model_copy(update={facet: value})
    return big_five.model_copy(update={factor: moved.factor(factor)}), moved
