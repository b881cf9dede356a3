"""How a case came out: what was said, what was measured in each turn, the scores, and what it took. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from brain.drift.reading import Severity, Share, Verdict
from brain.emotion.labels import VAD, Emotion
from brain.models.chat import TokenCount
from brain.turn import TurnStatus
from evals.record import Record
from evals.scorers.score import Score

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.drift.reading import DriftReading
    from brain.emotion.reading import EmotionReading
    from brain.turn import Usage
    from evals.record import Readings

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


class Spent(_Frozen):
    """What calls took: how many, their tokens, micro-dollars (None: a price is unknown), the models' own seconds."""

    calls: Annotated[int, Field(ge=0)] = 0
    tokens: TokenCount = TokenCount()
    microdollars: Annotated[int, Field(ge=0)] | None = 0
    seconds: Annotated[float, Field(ge=0.0, allow_inf_nan=False)] = 0.0

    def __add__(self, other: Spent) -> Spent:
        known = self.microdollars is not None and other.microdollars is not None
        mine, its = self.tokens, other.tokens
        return Spent(
            calls=self.calls + other.calls,
            tokens=TokenCount(
                input=mine.input + its.input,
                output=mine.output + its.output,
                cache_read=mine.cache_read + its.cache_read,
                cache_write=mine.cache_write + its.cache_write,
            ),
            microdollars=(self.microdollars or 0) + (other.microdollars or 0) if known else None,
            seconds=self.seconds + other.seconds,
        )


class Outcome(_Frozen):
    """How a case came out; `key` is what it follows from."""

    key: str
    record: Record
    measured: tuple[Measured, ...] = ()
    scores: tuple[Score, ...] = ()
    spent: Spent = Spent()

    @property
    def whole(self) -> bool:
        """Whether it was played to its end with no call that failed; only such an outcome is kept."""
        record = self.record
        failed = any(one.status is TurnStatus.FAILED for one in record.exchanges)
        return not (record.problem or failed or any(one.problem for one in record.answers))

    @property
    def timeless(self) -> Outcome:
        """The same without how long the models took, which no two runs have in common."""
        return self.model_copy(update={"spent": self.spent.model_copy(update={"seconds": 0.0})})


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


def total(spent: Iterable[Spent]) -> Spent:
    """The sum."""
    return sum(spent, Spent())


def _drivers(drift: DriftReading) -> tuple[Driver, ...]:
    away = sorted((one for one in drift.signals if one.z is not None and one.z > 0), key=lambda one: -(one.z or 0))
    return tuple(
        Driver(signal=one.name, z=one.z or 0.0, words=tuple(found.text for found in one.evidence[:MOST_DRIVERS]))
        for one in away[:MOST_DRIVERS]
    )


def _mood(read: EmotionReading) -> Mood:
    return Mood(label=read.primary, confidence=read.confidence, vad=read.vad)
