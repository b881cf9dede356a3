"""How the persona feels right now: mood, energy and relationship. Pure rules, bounded and replayable.

Mood is a point that follows the conversation with inertia (a first-order autoregressive process, the model of
emotional inertia in Kuppens, Allen and Sheeber 2010) and returns to the persona's baseline. The constants are this
project's own choices.
"""

from __future__ import annotations

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
"""How much of the mood of the last turn stays, by temper."""

CONTAGION: Final = 0.35
"""How much of the pull on the mood is the user's emotion; the rest is the persona's own."""

HOMING: Final = 0.15
"""How far the mood goes back to the baseline each turn."""

TIRING: Final = 0.02
"""Energy a turn costs at full arousal; at rest the same is regained."""

FAMILIARITY: Final = 0.05
"""Share of the remaining distance that one friendly turn adds to the relationship."""


class PersonaState(BaseModel):
    """Mood as a label and a point; energy and relationship (familiarity with this user) from 0 to 1."""

    model_config = ConfigDict(frozen=True)

    mood: Emotion = Emotion.NEUTRAL
    vad: VAD = VAD()
    energy: Share = 0.7
    relationship: Share = 0.1


def initial(genome: PersonaGenome) -> PersonaState:
    """The state at the start of a conversation: the persona's baseline, and energy from its extraversion facets."""
    baseline = genome.mind.baseline
    return PersonaState(
        mood=baseline.emotion,
        vad=baseline.vad,
        energy=0.4 + 0.4 * genome.mind.facets.activity,
        relationship=0.05 + 0.1 * genome.mind.facets.trust,
    )


def evolve(
    state: PersonaState, *, genome: PersonaGenome, user: EmotionReading, persona: EmotionReading
) -> PersonaState:
    """The state after one turn. Depends only on its arguments, so a session can be replayed."""
    inertia = INERTIA[genome.mind.temper]
    heard, felt = CONTAGION * user.confidence, (1.0 - CONTAGION) * persona.confidence
    vad = VAD(
        **{
            axis: _moved(
                getattr(state.vad, axis),
                pulls=((getattr(user.vad, axis), heard), (getattr(persona.vad, axis), felt)),
                home=getattr(genome.mind.baseline.vad, axis),
                inertia=inertia,
            )
            for axis in ("valence", "arousal", "dominance")
        }
    )
    warmth = user.vad.valence * user.confidence
    relationship = state.relationship + (
        FAMILIARITY * (0.5 + 0.5 * warmth) * (1.0 - state.relationship)
        if warmth >= 0.0
        else FAMILIARITY * warmth * state.relationship
    )
    return PersonaState(
        mood=nearest(vad, baseline=genome.mind.baseline.emotion),
        vad=vad,
        energy=_bounded(state.energy + TIRING * (1.0 - 2.0 * vad.arousal)),
        relationship=_bounded(relationship),
    )


def _moved(now: float, *, pulls: tuple[tuple[float, float], ...], home: float, inertia: float) -> float:
    pull = sum(weight * (target - now) for target, weight in pulls)
    return now + (1.0 - inertia) * pull + HOMING * (1.0 - inertia) * (home - now)


def _bounded(value: float) -> float:
    return min(1.0, max(0.0, value))
