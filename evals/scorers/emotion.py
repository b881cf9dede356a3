"""Emotion match: is the persona where its baseline and the user's feeling would have it. Detects no emotion itself.

Where a reply should stand is this project's own choice: the baseline, moved towards the user's emotion by half of the
persona's empathy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.emotion.labels import Emotion
from evals.scorers.score import Score, listed, quoted

if TYPE_CHECKING:
    from brain.emotion.labels import VAD
    from brain.emotion.reading import EmotionReading
    from brain.genome import PersonaGenome
    from evals.record import Exchange, Readings, Record

SURE: Final = 0.4
"""A reading of a reply that is less sure is not judged."""

AT_REST: Final = frozenset({Emotion.NEUTRAL, Emotion.CURIOUS, Emotion.THOUGHTFUL, Emotion.CALM})
"""A user who is read as one of these, or as nothing for sure, is not moved."""

CONTAGION: Final = 0.5

_AXES: Final = (("valence", 2.0), ("arousal", 1.0), ("dominance", 1.0))
"""The three axes and how far each runs."""


def match(genome: PersonaGenome, record: Record, readings: Readings) -> tuple[Score, ...]:
    """Mean distance from where the persona should stand, 0 to 1: while the user is at rest, and while it is moved."""
    turns = list(zip(record.exchanges, readings.heard, readings.shown, strict=False))
    moved = [_moved(heard) for _, heard, _ in turns]
    return (
        _score(
            "emotion match: at rest", genome, [one for one, is_moved in zip(turns, moved, strict=True) if not is_moved]
        ),
        _score("emotion match: moved", genome, [one for one, is_moved in zip(turns, moved, strict=True) if is_moved]),
    )


def _moved(heard: EmotionReading) -> bool:
    return heard.confidence >= SURE and heard.primary not in AT_REST


def _score(name: str, genome: PersonaGenome, turns: list[tuple[Exchange, EmotionReading, EmotionReading]]) -> Score:
    judged = [one for one in turns if one[0].whole and one[2].confidence >= SURE]
    far = [(_distance(shown.vad, _expected(genome, heard)), exchange, shown) for exchange, heard, shown in judged]
    worst = sorted(far, key=lambda one: -one[0])[:3]
    return Score(
        name=name,
        value=sum(one[0] for one in far) / len(far) if far else None,
        unit="distance in valence, arousal and dominance, 0 to 1",
        higher_is="worse",
        judged=len(far),
        of=len(turns),
        what="turns",
        evidence=listed(
            quoted(f"turn {one.turn}", one.reply, f"{shown.label}, {away:.2f}") for away, one, shown in worst
        ),
        reason="" if far else ("No reply's emotion could be read." if turns else "There is no such turn."),
    )


def _expected(genome: PersonaGenome, heard: EmotionReading) -> dict[str, float]:
    home, follow = genome.mind.baseline.vad, CONTAGION * genome.mind.communication.empathy * heard.confidence
    follow = follow if _moved(heard) else 0.0
    return {axis: getattr(home, axis) + follow * (getattr(heard.vad, axis) - getattr(home, axis)) for axis, _ in _AXES}


def _distance(shown: VAD, expected: dict[str, float]) -> float:
    parts = [((getattr(shown, axis) - expected[axis]) / size) ** 2 for axis, size in _AXES]
    return float((sum(parts) / len(parts)) ** 0.5)
