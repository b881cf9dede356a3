"""How a case came out: what was said, what was measured in each turn, the scores, and what it took. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from brain.drift.reading import Severity, Share, Verdict
from brain.emotion.labels import VAD, Emotion
from brain.turn import TurnStatus
from evals.record import Record
from evals.scorers.score import Score
from evals.spent import NOTHING, Spent, total

if TYPE_CHECKING:
    from brain.drift.reading import DriftReading
    from brain.emotion.reading import EmotionReading
    from brain.turn import Usage
    from evals.record import Readings

__all__ = [
    "MOST_DRIVERS",
    "Driver",
    "Measured",
    "Mood",
    "Outcome",
    "Spent",
    "measured",
    "spent_on",
    "total",
]

MOST_DRIVERS: Final = 3
"""Of the signals of a turn so many are kept, those farthest from the noise floor."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Mood(_Frozen):
    """The emotion of a text, as it was read."""

    label: Emotion
    confidence: Share
    vad: VAD


class Driver(_Frozen):
    """A signal that pulled a turn out of character: `z` standard deviations from the noise floor, and its words."""

    signal: str
    z: float
    words: tuple[str, ...] = ()


class Measured(_Frozen):
    """What was measured in one turn. The drift score with its interval is None where it cannot be told."""

    turn: int
    score: Share | None = None
    low: Share | None = None
    high: Share | None = None
    verdict: Verdict = Verdict.CANNOT_TELL
    severity: Severity = Severity.NONE
    reason: str = ""
    drivers: tuple[Driver, ...] = ()
    heard: Mood | None = None
    shown: Mood | None = None


class Outcome(_Frozen):
    """How a case came out; `key` is what it follows from.

    `spent` holds all calls, those of the scorers too; `spoken` of these what the words of a played user took.
    """

    key: str
    record: Record
    measured: tuple[Measured, ...] = ()
    scores: tuple[Score, ...] = ()
    spent: Spent = NOTHING
    spoken: Spent = NOTHING

    @property
    def judged(self) -> Spent:
        """What the scorers' calls took, of `spent`: a judge's."""
        return total(one.spent for one in self.scores)

    @property
    def whole(self) -> bool:
        """Whether it was played to its end and scored with no call that failed: nothing is left to do."""
        return self.played and not self.unjudged

    @property
    def unjudged(self) -> str:
        """Why a judge's score is unfinished: calls failed or were cut off. Empty where it is not."""
        return next((one.reason for one in self.scores if one.unfinished), "")

    @property
    def played(self) -> bool:
        """Whether the conversation came to its end with no call that failed; only such an outcome is kept."""
        record = self.record
        failed = any(one.status is TurnStatus.FAILED for one in record.exchanges)
        return not (record.problem or failed or any(one.problem for one in record.answers))

    @property
    def timeless(self) -> Outcome:
        """The same without how long the models took, which no two runs have in common."""
        timeless = {name: getattr(self, name).model_copy(update={"seconds": 0.0}) for name in ("spent", "spoken")}
        return self.model_copy(update=timeless)


def measured(record: Record, readings: Readings) -> tuple[Measured, ...]:
    """The readings of each turn as they are kept; empty where the turns were not read."""
    found = zip(record.exchanges, readings.drift, readings.heard, readings.shown, strict=True) if readings.drift else ()
    return tuple(
        Measured(
            turn=exchange.turn,
            score=drift.score,
            low=drift.low,
            high=drift.high,
            verdict=drift.verdict,
            severity=drift.severity,
            reason=drift.reason,
            drivers=_drivers(drift),
            heard=_mood(heard),
            shown=_mood(shown),
        )
        for exchange, drift, heard, shown in found
    )


def spent_on(usage: Usage) -> Spent:
    """What one turn took, as an addend."""
    return Spent(calls=1, tokens=usage.tokens, microdollars=usage.cost_microdollars, seconds=usage.model_ms / 1_000)


def _drivers(drift: DriftReading) -> tuple[Driver, ...]:
    away = sorted((one for one in drift.signals if one.z is not None and one.z > 0), key=lambda one: -(one.z or 0))
    return tuple(
        Driver(signal=one.name, z=one.z or 0.0, words=tuple(found.text for found in one.evidence[:MOST_DRIVERS]))
        for one in away[:MOST_DRIVERS]
    )


def _mood(read: EmotionReading) -> Mood:
    return Mood(label=read.primary, confidence=read.confidence, vad=read.vad)
