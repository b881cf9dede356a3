"""At which temperature a persona is played: its genome's, or one derived from its traits. Knows no model."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.genome import PersonaGenome

MIDDLE: Final = 0.7
"""The temperature of a persona that is in the middle of everything."""

REACH: Final = 0.6
"""From the most measured persona to the most inventive one."""

BY_STRICTNESS: Final[Mapping[str, float]] = MappingProxyType({"relaxed": 0.1, "standard": 0.0, "strict": -0.1})
"""Added for the level of strictness: rules that hold without exception leave less to chance."""


def temperature(genome: PersonaGenome) -> float:
    """The genome's own temperature, or 0.7 + 0.6 x (playfulness - 0.5) + a tenth by strictness, from 0.3 to 1.1.

    Playfulness is the mean of six levels from 0 to 1: the facets fantasy, ideas and impulsiveness, humour, and what
    deliberation and order lack of 1. Openness goes with divergent thinking and conscientiousness against it (McCrae
    1987, and many since); the weights are this project's own choice.
    """
    given = genome.mind.config.temperature
    if given is not None:
        return given
    facets = genome.mind.facets
    levels = (
        facets.fantasy,
        facets.ideas,
        facets.impulsiveness,
        genome.mind.communication.humor,
        1.0 - facets.deliberation,
        1.0 - facets.order,
    )
    playfulness = sum(levels) / len(levels)
    return round(MIDDLE + REACH * (playfulness - 0.5) + BY_STRICTNESS[genome.mind.config.strictness], 2)
