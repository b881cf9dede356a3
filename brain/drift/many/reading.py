"""The drift of many conversations: the readings that the gauge gives turn by turn, with less work for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from brain.drift.fit import Evidence
from brain.drift.gauge import CONTRADICTED, GIVEN_AWAY, Seen, because_of, named_against, remembered
from brain.drift.many.evidence import Measured, evidence
from brain.drift.many.signals import Signals
from brain.drift.reading import ChangePoint, DriftReading, Severity, SignalReading, Verdict
from brain.drift.recent import REPLIES
from brain.drift.session import (
    CONTRADICTION,
    DECIDED,
    INTERVAL,
    MEMORY,
    advanced,
    as_signals,
    began_among,
    climbed,
    latest,
    score_of,
    turning,
)
from brain.drift.verdict import severity, verdict
from brain.made import blank, made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.fit import Part
    from brain.drift.gauge import Gauge
    from brain.drift.many.signals import Text

    Turns = Sequence[tuple[str, str]]
    """Message and reply of each turn, oldest first."""

TOGETHER: Final = 256
"""Turns that are read at once, at least: enough to share the work, few enough to hold what was taken apart."""


class Placed(NamedTuple):
    """What is seen in one reply, and the place where its evidence will stand, None where it has none."""

    seen: Seen
    place: int | None


@dataclass(slots=True)
class Course:
    """Where a session stands: what was said by its replies, what the chain holds, and the change-point statistic."""

    replies: list[Evidence | None]
    held: Part | None = None
    statistic: float = 0.0


class ManyGauge:
    """Reads whole conversations of one persona. Remembers some texts, so it is not for several threads.

    Without `evidence` no words are pointed to; all else is the same.
    """

    def __init__(self, gauge: Gauge, *, evidence: bool = True) -> None:
        self._gauge = gauge
        self._signals = Signals(gauge, evidence=evidence)
        self._turning = turning(gauge.fit)
        self._signals_of_evidence = as_signals(Evidence(0.0, 0.0, 0.0), floor=gauge.usual)

    def read(self, talks: Sequence[Turns]) -> list[tuple[DriftReading, ...]]:
        """The readings of each conversation, in its order: those of `Gauge.read`, told of all that came before."""
        found: list[tuple[DriftReading, ...]] = []
        group: list[Turns] = []
        for talk in talks:
            group.append(talk)
            if sum(map(len, group)) >= TOGETHER:
                found += self._together(group)
                group = []
        return found + self._together(group)

    def _together(self, talks: Sequence[Turns]) -> list[tuple[DriftReading, ...]]:
        texts = self._signals.texts(reply for talk in talks for _, reply in talk)
        measured: list[Measured] = []
        seen = [self._seen(talk, [texts[reply] for _, reply in talk], measured) for talk in talks]
        told = evidence(self._gauge.fit, measured, two_sided=self._gauge.two_sided)
        return [self._course(one, told) for one in seen]

    def _seen(self, talk: Turns, texts: Sequence[Text], measured: list[Measured]) -> list[Placed]:
        """What is seen in each reply; those that say something are added to `measured`."""
        said: tuple[str, ...] = ()
        found: list[Placed] = []
        for (user, reply), text in zip(talk, texts, strict=True):
            seen, distances = self._signals.seen(text, said, user_text=user)
            place = None
            if not seen.reason or seen.crossed.value:
                # Of the last five replies those that said something, and of these the last four.
                before = [other.place for other in found[-REPLIES:] if other.place is not None][1 - REPLIES :]
                floors = [self._gauge.floors[name].replies for name in distances]
                place = len(measured)
                measured.append(Measured(distances, text.words, min(floors, default=2), tuple(before)))
            found.append(Placed(seen, place))
            said = (*said, reply)
        return found

    def _course(self, seen: Sequence[Placed], told: Sequence[Evidence]) -> tuple[DriftReading, ...]:
        course = Course([])
        return tuple(self._reading(one, None if at is None else told[at], course) for one, at in seen)

    def _reading(self, seen: Seen, found: Evidence | None, course: Course) -> DriftReading:
        """As `Gauge.read` puts it together; the course goes on by this reply."""
        fit = self._gauge.fit
        says = self._says(seen, found, course)
        course.statistic = climbed(course.statistic, says, fit)
        course.replies.append(says)
        course.held = advanced(course.held, says if says and says.finite else None, fit)
        signals = (seen.crossed, *seen.measured, *(self._kept(says) if says else ()))
        change = self._change(course)
        if says is None:
            return self._untold(signals, change, seen.reason)
        if len(course.replies) <= MEMORY + 1:
            middle, low, high = score_of(course.held, says if says.finite else None, fit)
        else:
            middle, low, high = latest(course.replies[-MEMORY - 1 :], fit)
        against = named_against(seen.measured)
        verdict_is = verdict(middle, low, high)
        level = severity(verdict_is, middle, against=against)
        first = len(course.replies) == 1
        because = GIVEN_AWAY if seen.given_away else because_of(verdict_is, against, says.log_odds, first=first)
        if seen.contradicted and not seen.given_away:
            because = f"It contradicts {seen.contradicted}"
        if seen.crossed.value:
            verdict_is, level = Verdict.OUT_OF_CHARACTER, Severity.SEVERE
            because = "It says words the persona must never say."
        elif verdict_is is Verdict.CANNOT_TELL:
            return self._untold(signals, change, because)
        fields: dict[str, Any] = _READING | {
            "verdict": verdict_is,
            "severity": level,
            "score": middle,
            "low": low,
            "high": high,
            "interval": INTERVAL,
            "signals": signals,
            "change": change,
            "reason": because,
            "calibration": fit.id,
        }
        return made(DriftReading, fields, _SCORED)

    def _says(self, seen: Seen, found: Evidence | None, course: Course) -> Evidence | None:
        """The evidence of a reply, with what settles it."""
        if seen.crossed.value or seen.given_away:
            return Evidence(-DECIDED, own=0.0, shared=0.0)
        if found is None or seen.reason:
            return None
        found = remembered(found, [one for one in course.replies[1 - REPLIES :] if one])
        if seen.contradicted:
            return found.at_most(min(-CONTRADICTION, self._turning), own=CONTRADICTED, shared=0.0)
        return found

    def _change(self, course: Course) -> ChangePoint:
        fit = self._gauge.fit
        alarm = course.statistic >= fit.alarm
        window = course.replies[-MEMORY - 1 :]
        began = began_among(window) + len(course.replies) - len(window) if alarm else None
        fields = {"statistic": course.statistic, "threshold": fit.alarm, "alarm": alarm, "began_turn": began}
        return made(ChangePoint, fields, set(fields))

    def _kept(self, says: Evidence) -> tuple[SignalReading, ...]:
        """As `as_signals`."""
        values = (says.log_odds, says.own, says.shared, *says.lately)
        *changing, floor = self._signals_of_evidence
        return (
            *(
                made(SignalReading, vars(one) | {"value": value}, one.model_fields_set)
                for one, value in zip(changing, values, strict=True)
            ),
            floor,
        )

    def _untold(self, signals: tuple[SignalReading, ...], change: ChangePoint, reason: str) -> DriftReading:
        return DriftReading(signals=signals, change=change, reason=reason, calibration=self._gauge.fit.id)


_READING: Final = blank(DriftReading)
_SCORED: Final = {
    "verdict", "severity", "score", "low", "high", "interval", "signals", "change", "reason", "calibration",
}  # fmt: skip
