"""The drift gauge of one persona: prepared once from its genome, then read on each reply. Knows no store, no model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.drift.fit import Evidence, Fit, Part, shipped
from brain.drift.floor import Floor, floor
from brain.drift.persona_text import own_words
from brain.drift.reading import ChangePoint, DriftReading, Severity, SignalReading, Verdict
from brain.drift.recent import REPLIES
from brain.drift.sample import Sample
from brain.drift.session import (
    CONTRADICTION,
    DECIDED,
    INTERVAL,
    MEMORY,
    as_signals,
    change_point,
    latest,
    stored,
    turning,
)
from brain.drift.signals.assistant_voice import AssistantVoice
from brain.drift.signals.boundary import Boundaries, boundaries
from brain.drift.signals.catalogue import of_persona
from brain.drift.signals.contradiction import Contradiction
from brain.drift.signals.protocol import Reticent, Signal, Yardstick
from brain.drift.sufficiency import FEWEST_WORDS, against_persona, against_reply
from brain.drift.verdict import severity, verdict
from brain.made import blank, made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.drift.contrast import Contrast
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

SHOWN_FROM: Final = 1.0
"""From this distance on, a signal points to the words."""

AGAINST_FROM: Final = 1.5
"""From this distance on, a signal is named among the reasons of a verdict."""

CONTRADICTED: Final = 1.0
"""Standard error of the evidence of a plain contradiction, in log-odds: the reader may have read it wrongly."""

GIVEN_AWAY: Final = "It says outright that it is an assistant or a machine."

_ASSESSED: Final = blank(SignalReading)
_MEASURED: Final = {"name", "value", "unit", "z", "expected", "evidence", "note"}

VOICE: Final = ("who said it", "similarity to the persona")
"""The signals that know this persona from others; without either of them the voice cannot be judged."""


class Seen(NamedTuple):
    """What is seen in one reply before the session is looked at; with a `reason` it cannot be judged."""

    crossed: SignalReading
    measured: tuple[SignalReading, ...]
    reason: str
    contradicted: str
    given_away: bool


@dataclass(frozen=True)
class Gauge:
    """Reads replies of one persona. Immutable once prepared, so threads may share it."""

    signals: tuple[Signal, ...]
    floors: Mapping[str, Floor]
    forbidden: Boundaries
    leak: AssistantVoice
    unfit: str
    fit: Fit

    def read(
        self,
        reply: str,
        *,
        user_text: str = "",
        earlier: Sequence[DriftReading] = (),
        said: Sequence[str] = (),
        first_turn: int = 1,
        complete: bool = True,
    ) -> DriftReading:
        """The reading of one reply, given the session's readings so far (`earlier`) and its replies (`said`).

        Both come oldest first; where they are only the last ones, the oldest is of turn `first_turn`. Never raises on
        any text. What cannot be judged gets `cannot tell` with the reason and no score. A boundary phrase is severe and
        out of character whatever else is known.
        """
        sample = Sample(reply, said=tuple(said), first_turn=first_turn)
        crossed = self.forbidden.read(sample, user_text=user_text)
        contradicted = self.contradicted(sample)
        reason = self.cannot(sample, user_text=user_text, complete=complete)
        seen = Seen(
            crossed=crossed,
            measured=self._measured(sample, reason),
            reason=reason,
            contradicted=contradicted,
            given_away=not reason and bool(self.leak.decisive(sample, user_text=user_text)),
        )
        return self.told(seen, earlier, words=len(sample.words))

    def told(self, seen: Seen, earlier: Sequence[DriftReading], *, words: int) -> DriftReading:
        """The reading of a reply of so many words by what was seen in it, after the session's readings so far."""
        measured, reason = seen.measured, seen.reason
        before = [*map(stored, earlier[-MEMORY:])]
        evidence = None if reason else self._evidence(measured, earlier, before, words=words)
        if seen.crossed.value or seen.given_away:
            evidence = Evidence(-DECIDED, own=0.0, shared=0.0)
        elif evidence is not None and seen.contradicted:
            evidence = evidence.at_most(min(-CONTRADICTION, turning(self.fit)), own=CONTRADICTED, shared=0.0)
        change = change_point(earlier, evidence, self.fit)
        signals = (seen.crossed, *measured, *(as_signals(evidence, floor=self.usual) if evidence else ()))
        if evidence is None:
            return self._untold(signals, change, reason)
        middle, low, high = latest([*before, evidence], self.fit)
        against = named_against(measured)
        found = verdict(middle, low, high)
        level = severity(found, middle, against=against)
        because = GIVEN_AWAY if seen.given_away else because_of(found, against, evidence.log_odds, first=not earlier)
        if seen.contradicted and not seen.given_away:
            because = f"It contradicts {seen.contradicted}"
        if seen.crossed.value:
            found, level = Verdict.OUT_OF_CHARACTER, Severity.SEVERE
            because = "It says words the persona must never say."
        elif found is Verdict.CANNOT_TELL:
            return self._untold(signals, change, because)
        return DriftReading(
            verdict=found,
            severity=level,
            score=middle,
            low=low,
            high=high,
            interval=INTERVAL,
            signals=signals,
            change=change,
            reason=because,
            calibration=self.fit.id,
        )

    def _untold(self, signals: tuple[SignalReading, ...], change: ChangePoint, reason: str) -> DriftReading:
        return DriftReading(signals=signals, change=change, reason=reason, calibration=self.fit.id)

    @cached_property
    def usual(self) -> int:
        """How many replies known to be faithful the noise floor was drawn from; 0 where there is none."""
        return min((floor.replies for floor in self.floors.values()), default=0)

    def cannot(self, sample: Sample, *, user_text: str, complete: bool) -> str:
        """Why this reply cannot be judged; empty when it can."""
        reason = against_reply(sample, complete=complete)
        if (
            reason
            and complete
            and 0 < len(sample.words) < FEWEST_WORDS
            and (self.leak.decisive(sample, user_text=user_text) or self.contradicted(sample))
        ):
            reason = ""
        return reason or self.unfit

    def _measured(self, sample: Sample, reason: str) -> tuple[SignalReading, ...]:
        if reason:
            return tuple(unassessed(signal, reason) for signal in self.signals)
        number = len(sample.words)
        return tuple(
            unassessed(signal, f"Fewer than {FEWEST_WORDS} words.")
            if number < FEWEST_WORDS <= signal.least_words
            else self._one(signal, sample)
            for signal in self.signals
        )

    def contradicted(self, sample: Sample) -> str:
        """What the reply plainly contradicts, in words; empty where nothing is plain, or nothing can be judged."""
        if self.unfit:
            return ""
        told = (signal.clear(sample) for signal in self.signals if isinstance(signal, Contradiction))
        return next(filter(None, told), "")

    def _one(self, signal: Signal, sample: Sample) -> SignalReading:
        usual = self.floors.get(signal.name)
        if usual is None:
            return unassessed(signal, signal.absent or "Too few faithful replies to know what is usual.")
        reticent = self.reticent.get(signal.name)
        unread = reticent.unread(sample) if reticent else ""
        if unread:
            return unassessed(signal, unread)
        value = signal.value(sample)
        words = usual.words if signal.total else len(sample.words)
        distance = usual.distance(value, words=words, direction=signal.direction)
        shown = distance >= SHOWN_FROM
        fields = _ASSESSED | {
            "name": signal.name,
            "value": value,
            "unit": signal.unit,
            "z": distance,
            "expected": signal.expected(usual.centre),
            "evidence": signal.evidence(sample, above=value > usual.centre) if shown else (),
            "note": reticent.account(sample) if reticent else "",
        }
        return made(SignalReading, fields, _MEASURED)

    def _evidence(
        self,
        measured: Sequence[SignalReading],
        earlier: Sequence[DriftReading],
        before: Sequence[Evidence | None],
        *,
        words: int,
    ) -> Evidence:
        """The evidence of a reply after those `before`, whose readings are the last of `earlier`."""
        distances = self.signed(measured)
        last = zip(earlier[-REPLIES:], before[-REPLIES:], strict=True)
        told = [reading for reading, one in last if one is not None]
        found = self.fit.evidence(
            distances,
            replies=min((self.floors[name].replies for name in distances if name in self.floors), default=2),
            words=words,
            earlier=[self.signed(reading.signals) for reading in told[1 - REPLIES :]],
            two_sided=self.two_sided,
        )
        return remembered(found, [one for one in before[1 - REPLIES :] if one])

    @cached_property
    def reticent(self) -> dict[str, Reticent]:
        """The signals that cannot judge every reply, by name."""
        # Asked once: whether something is of a Protocol costs more than many a signal.
        return {signal.name: signal for signal in self.signals if isinstance(signal, Reticent)}

    @cached_property
    def two_sided(self) -> frozenset[str]:
        """The signals that speak against the persona on either side of the centre."""
        return frozenset(signal.name for signal in self.signals if signal.direction == "both")

    def signed(self, measured: Sequence[SignalReading]) -> dict[str, float]:
        """The distance of each signal, negative where the value lies below the centre of a two-sided one."""
        return {
            reading.name: -reading.z if reading.name in self.two_sided and self._below(reading) else reading.z
            for reading in measured
            if reading.z is not None and math.isfinite(reading.z)
        }

    def _below(self, reading: SignalReading) -> bool:
        usual = self.floors.get(reading.name)
        return usual is not None and reading.value is not None and reading.value < usual.centre


def remembered(evidence: Evidence, before: Sequence[Evidence]) -> Evidence:
    """The evidence, that of the last replies not above what settled one of them."""
    settled = [one for one in before if one.log_odds <= -CONTRADICTION]
    worst = min(settled, key=lambda one: one.log_odds, default=None)
    if worst is None or evidence.lately.log_odds <= worst.log_odds:
        return evidence
    return evidence._replace(recent=Part(worst.log_odds, worst.own, worst.shared))


def prepare(
    genome: PersonaGenome,
    *,
    contrast: Contrast,
    embedder: Embedder,
    faithful: Sequence[str] = (),
    fit: Fit | None = None,
) -> Gauge:
    """The gauge of one persona; takes about 0.5 s, so keep it as long as the genome and the contrast stay the same.

    `contrast` may hold the persona's own voice under its slug: it is left out. `faithful` are further replies known to
    be in character, best by the very model that will speak; they shape the noise floor, and are not learned from.
    `fit` is the shipped one unless another is given.
    """
    references = tuple(Sample(line) for line in genome.mind.reference_lines if line.strip())
    yardstick = Yardstick(
        genome=genome,
        references=references,
        own=tuple(map(Sample, own_words(genome))),
        contrast=contrast.without(genome.metadata.slug),
        embedder=embedder,
    )
    unfit = against_persona(references, name=genome.name, language=genome.metadata.language)
    signals = of_persona(yardstick)
    replies = tuple(Sample(reply) for reply in faithful)
    judged = tuple(reply for reply in replies if not against_reply(reply, complete=True))
    floors = {} if unfit else _floors(signals, references, judged)
    if not unfit and not any(name in floors for name in VOICE):
        absent = next(signal.absent for signal in signals if signal.name == VOICE[0])
        unfit = f"{absent} Whether {genome.name} speaks in its own voice cannot be judged."
    return Gauge(
        signals=signals,
        floors=floors,
        forbidden=boundaries(genome),
        leak=next(signal for signal in signals if isinstance(signal, AssistantVoice)),
        unfit=unfit,
        fit=fit or shipped(),
    )


def _floors(signals: Sequence[Signal], references: Sequence[Sample], faithful: Sequence[Sample]) -> dict[str, Floor]:
    words = [len(sample.words) for sample in (*references, *faithful)]
    floors = {}
    for signal in signals:
        if signal.absent:
            continue
        usual = floor(
            signal.reference_values(),
            faithful=tuple(map(signal.value, faithful)),
            words=words,
            least_spread=signal.least_spread,
        )
        if usual is not None:
            floors[signal.name] = usual
    return floors


def unassessed(signal: Signal, reason: str) -> SignalReading:
    """The reading of a signal that cannot judge."""
    return SignalReading(name=signal.name, assessed=False, unit=signal.unit, reason=reason)


def named_against(measured: Sequence[SignalReading]) -> tuple[str, ...]:
    """The signals that speak against the persona, the loudest first."""
    loud = [reading for reading in measured if reading.z is not None and reading.z >= AGAINST_FROM]
    return tuple(reading.name for reading in sorted(loud, key=lambda reading: -(reading.z or 0.0)))


def because_of(found: Verdict, against: Sequence[str], log_odds: float, *, first: bool) -> str:
    """What decided a verdict, in words."""
    named = ", ".join(against[:3])
    if found is Verdict.CANNOT_TELL:
        return "The interval is too wide to say anything."
    if found is Verdict.IN_CHARACTER:
        if log_odds < 0.0 and first:
            return f"A little out of range ({named or 'in many things'}), which one reply does not settle."
        if log_odds < 0.0:
            return f"One odd reply ({named or 'a little of everything'}) does not outweigh the turns before it."
        return f"In character, though out of range: {named}." if named else "Within the persona's own range."
    if log_odds >= 0.0:
        return "The replies before it were out of character; this one by itself is not."
    return f"Out of the persona's own range: {named}." if named else "Many signals are a little out of range."
