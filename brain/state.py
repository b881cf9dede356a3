"""How the persona feels right now: mood, energy and relationship. Pure rules, bounded and replayable.

`docs/state.md` has each rule with its source; the constants are this project's own choices, fitted to nothing.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from brain.emotion.labels import VAD, Emotion, nearest
from brain.genome.mind import Temper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.emotion.reading import EmotionReading
    from brain.genome import PersonaGenome

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]

INERTIA: Final[Mapping[Temper, float]] = MappingProxyType(
    {Temper.STEADY: 0.85, Temper.RESPONSIVE: 0.65, Temper.VOLATILE: 0.4}
)
"""How much of the mood of the last turn stays, by temper (emotional inertia: Kuppens, Allen and Sheeber 2010)."""

CONTAGION: Final = 0.35
"""How much of the pull on the mood is the user's emotion (emotional contagion); the rest is the persona's own."""

HOMING: Final = 0.15
"""How far the mood goes back to the baseline each turn (the attractor of Kuppens, Oravecz and Tuerlinckx 2010)."""

EFFORT: Final = 0.02
"""Energy a turn costs for each unit of arousal above the baseline's; a turn below it gives as much back."""

RECOVERY: Final = 0.02
"""How far energy goes back to rest each turn (effort and recovery: Meijman and Mulder 1998)."""

FAMILIARITY: Final = 0.05
"""Share of the remaining distance that one turn adds to the relationship (Altman and Taylor 1973: less and less)."""

ACQUAINTED: Final = 0.35
"""How close polite talk alone ever comes; only warm talk goes further."""

HURT: Final = 2.0
"""A hostile turn takes so many times what a kind one gives (bad is stronger than good: Baumeister et al. 2001)."""

MOOD_HALF_LIFE: Final = 2 * 3_600.0
"""Seconds in which a mood goes half-way back (most emotions last less: Verduyn and Lavrijsen 2015)."""

ENERGY_HALF_LIFE: Final = 4 * 3_600.0
"""Seconds in which energy goes half-way back to rest, so that a night restores it."""

RELATIONSHIP_HALF_LIFE: Final = 180 * 86_400.0
"""Seconds without contact in which half of a relationship fades (Roberts and Dunbar 2011: over months)."""


class PersonaState(BaseModel):
    """Mood as a label and a point; energy and relationship (familiarity with this user) from 0 to 1."""

    model_config = ConfigDict(frozen=True)

    mood: Emotion = Emotion.NEUTRAL
    vad: VAD = VAD()
    energy: Share = 0.7
    relationship: Share = 0.1


def initial(genome: PersonaGenome) -> PersonaState:
    """The state of two that never met: the baseline's mood, energy at rest, and trust by the persona's facet."""
    baseline = genome.mind.baseline
    return PersonaState(
        mood=baseline.emotion,
        vad=baseline.vad,
        energy=_rest(genome),
        relationship=0.05 + 0.1 * genome.mind.facets.trust,
    )


def evolve(
    state: PersonaState, *, genome: PersonaGenome, user: EmotionReading, persona: EmotionReading
) -> PersonaState:
    """The state after one turn. Depends only on its arguments, so a session can be replayed."""
    inertia = INERTIA[genome.mind.temper]
    home = genome.mind.baseline.vad
    heard, felt = CONTAGION * user.confidence, (1.0 - CONTAGION) * persona.confidence
    vad = VAD(
        **{
            axis: _moved(
                getattr(state.vad, axis),
                pulls=((getattr(user.vad, axis), heard), (getattr(persona.vad, axis), felt)),
                home=getattr(home, axis),
                inertia=inertia,
            )
            for axis in ("valence", "arousal", "dominance")
        }
    )
    spent = EFFORT * (vad.arousal - home.arousal)
    return PersonaState(
        mood=nearest(vad, baseline=genome.mind.baseline.emotion),
        vad=vad,
        energy=_bounded(state.energy + RECOVERY * (_rest(genome) - state.energy) - spent),
        relationship=_related(state.relationship, warmth=user.vad.valence * user.confidence),
    )


def rested(state: PersonaState, *, genome: PersonaGenome, seconds: float) -> PersonaState:
    """The state after so long without a word: everything goes back towards the beginning, each at its own pace.

    Resting twice is resting once for the sum; less than no time is none.
    """
    waited = max(0.0, seconds)
    begun = initial(genome)

    def faded(now: float, home: float, half_life: float) -> float:
        return home + (now - home) * math.exp2(-waited / half_life)

    vad = VAD(
        **{
            axis: faded(getattr(state.vad, axis), getattr(begun.vad, axis), MOOD_HALF_LIFE)
            for axis in ("valence", "arousal", "dominance")
        }
    )
    return PersonaState(
        mood=nearest(vad, baseline=begun.mood) if waited else state.mood,
        vad=vad,
        energy=_bounded(faded(state.energy, begun.energy, ENERGY_HALF_LIFE)),
        relationship=_bounded(faded(state.relationship, begun.relationship, RELATIONSHIP_HALF_LIFE)),
    )


def _rest(genome: PersonaGenome) -> float:
    """Energy at rest, by the facet of activity."""
    return 0.4 + 0.4 * genome.mind.facets.activity


def _related(now: float, *, warmth: float) -> float:
    """Closeness after a turn of such warmth, -1 to 1. Polite talk makes acquainted and never parts; hostility does."""
    if warmth < 0.0:
        return _bounded(now * (1.0 + HURT * FAMILIARITY * warmth))
    reach = ACQUAINTED + (1.0 - ACQUAINTED) * warmth
    return _bounded(now + FAMILIARITY * max(0.0, reach - now))


def _moved(now: float, *, pulls: tuple[tuple[float, float], ...], home: float, inertia: float) -> float:
    pull = sum(weight * (target - now) for target, weight in pulls)
    return now + (1.0 - inertia) * pull + HOMING * (1.0 - inertia) * (home - now)


def _bounded(value: float) -> float:
    return min(1.0, max(0.0, value))
