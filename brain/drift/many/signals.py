"""What every signal reads in many replies, each text once. Knows no session and no score."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from brain.drift.claims.known import Held, Known
from brain.drift.floor import FARTHEST
from brain.drift.gauge import SHOWN_FROM, Seen
from brain.drift.many.likeness import likeness
from brain.drift.many.margins import margins
from brain.drift.many.taken_apart import MOST, claimed
from brain.drift.reading import SignalReading
from brain.drift.sample import Sample
from brain.drift.signals.assistant_voice import AssistantVoice
from brain.drift.signals.contradiction import MOST_TURNS, Contradiction
from brain.drift.signals.emotional_baseline import EmotionalBaseline
from brain.drift.signals.flattery import Flattery
from brain.drift.signals.habit import Habit
from brain.drift.signals.humour import books as humour_books
from brain.drift.signals.odder_half import OdderHalf
from brain.drift.signals.similarity import Similarity
from brain.drift.signals.who_said_it import WhoSaidIt
from brain.drift.sufficiency import FEWEST_WORDS, against_reply
from brain.emotion.keyword import KeywordDetector
from brain.emotion.quick import QuickDetector
from brain.made import made
from brain.static_embedder import StaticEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from brain.drift.floor import Floor
    from brain.drift.gauge import Gauge
    from brain.drift.signals.protocol import Reticent, Signal
    from brain.style.phrases import PhraseBook

    Distances = Mapping[str, float]

SESSION: Final = "contradiction with earlier replies"
"""The one signal that knows the replies before."""

TOO_SHORT: Final = f"Fewer than {FEWEST_WORDS} words."

_GIVEN: Final = {"name", "value", "unit", "z", "expected", "evidence", "note"}


@dataclass(slots=True)
class Text:
    """A reply by its text alone: why it cannot be judged (`against`), and values that were worked out with others'.

    `crossed` says that a boundary phrase may stand in it.
    """

    sample: Sample
    words: int
    against: str
    contradicted: str
    crossed: SignalReading
    values: dict[str, float]
    told: dict[str, Told]


class Told(NamedTuple):
    """The readings of all signals but those of the session, None in their place, and their signed distances."""

    readings: tuple[SignalReading | None, ...]
    distances: Distances


class Signals:
    """The signals of one gauge, for many replies. Remembers some texts, so it is not for several threads."""

    def __init__(self, gauge: Gauge, *, evidence: bool, most: int = MOST) -> None:
        self._most = most
        self.gauge = replace(gauge, signals=tuple(map(_quick, gauge.signals)))
        self._pieces = evidence
        self._ready = tuple(_made_ready(one, self.gauge) for one in self.gauge.signals)
        self._texts: OrderedDict[str, Text] = OrderedDict()
        self._openings = Openings(tuple(_books(self.gauge)))

    def texts(self, replies: Iterable[str]) -> Mapping[str, Text]:
        """These replies, each text once."""
        wanted = dict.fromkeys(replies)
        found = {text: self._texts[text] for text in wanted if text in self._texts}
        new = {text: self._text(text) for text in wanted if text not in found}
        self._together([one for one in new.values() if not one.against])
        for text, one in (found | new).items():
            self._texts[text] = one
            self._texts.move_to_end(text)
        while len(self._texts) > self._most:
            self._texts.popitem(last=False)
        return found | new

    def seen(self, text: Text, said: tuple[str, ...], *, user_text: str, first_turn: int = 1) -> tuple[Seen, Distances]:
        """What is seen in a reply after those before it, as `Gauge.read` sees it, and its signed distances."""
        gauge, sample = self.gauge, with_earlier(text, said, first_turn)
        contradicted = self.contradicted(text, sample)
        reason = text.against
        decisive = bool(gauge.leak.decisive(text.sample, user_text=user_text))
        if reason and 0 < text.words < FEWEST_WORDS and (decisive or contradicted):
            reason = ""
        reason = reason or gauge.unfit
        crossed = gauge.forbidden.read(text.sample, user_text=user_text) if text.crossed.value else text.crossed
        whole, distances = self.whole(text, sample, reason)
        return Seen(crossed, whole, reason, contradicted, decisive and not reason), distances

    def told(self, text: Text, reason: str) -> Told:
        """What the signals say of a reply that cannot be judged for a reason, or of one that can (no reason)."""
        found = text.told.get(reason)
        if found is None:
            readings = tuple(
                None if one.name == SESSION else self._read(one, text, reason, text.sample) for one in self._ready
            )
            found = text.told[reason] = Told(readings, self._signed(readings))
        return found

    def whole(self, text: Text, sample: Sample, reason: str) -> tuple[tuple[SignalReading, ...], Distances]:
        """All readings of a reply with those before it, and their signed distances."""
        told = self.told(text, reason)
        readings = tuple(
            self._read(one, text, reason, sample) if known is None else known
            for one, known in zip(self._ready, told.readings, strict=True)
        )
        session = [one if known is None else None for one, known in zip(readings, told.readings, strict=True)]
        return readings, {**told.distances, **self._signed(session)}

    def _signed(self, readings: Iterable[SignalReading | None]) -> dict[str, float]:
        """As `Gauge.signed`; a signal that did not judge is left out."""
        found = {}
        for one, reading in zip(self._ready, readings, strict=True):
            if reading is None or (away := reading.z) is None or not math.isfinite(away):
                continue
            below = one.both and one.usual and reading.value is not None and reading.value < one.usual.centre
            found[one.name] = -away if below else away
        return found

    def contradicted(self, text: Text, sample: Sample) -> str:
        """What a reply with those before it plainly contradicts, in words; empty where nothing is plain."""
        if self.gauge.unfit or text.contradicted:
            return "" if self.gauge.unfit else text.contradicted
        session = (one for one in self.gauge.signals if isinstance(one, Contradiction) and one.name == SESSION)
        return next((clear for one in session if (clear := one.clear(sample))), "")

    def _text(self, text: str) -> Text:
        sample = claimed(text)
        self._openings.skip(sample)
        beliefs = (one for one in self.gauge.signals if isinstance(one, Contradiction) and one.name != SESSION)
        return Text(
            sample=sample,
            words=len(sample.words),
            against=against_reply(sample, complete=True),
            contradicted=next((clear for one in beliefs if (clear := one.clear(sample))), ""),
            crossed=self.gauge.forbidden.read(sample),
            values={},
            told={},
        )

    def _together(self, texts: Sequence[Text]) -> None:
        """Works out, over all of them, what is cheaper for many."""
        samples = [one.sample for one in texts]
        odder: Sequence[float] = ()  # Of `who said it`, which stands before it.
        for signal in self.gauge.signals:
            values: Sequence[float] = ()
            if isinstance(signal, WhoSaidIt):
                both = margins(signal, samples)
                values = [one.whole for one in both]
                odder = [one.odder for one in both]
            elif isinstance(signal, OdderHalf):
                values = odder
            elif isinstance(signal, Similarity) and signal.among and isinstance(signal.embedder, StaticEmbedder):
                values = likeness(signal.among, samples, signal.embedder) if samples else ()
            for text, value in zip(texts, values, strict=False):
                text.values[signal.name] = value

    def _read(self, one: Ready, text: Text, reason: str, sample: Sample) -> SignalReading:
        """As `Gauge` reads a signal."""
        signal, name, usual = one.signal, one.name, one.usual
        if reason:
            return _unassessed(name, one.unit, reason)
        if text.words < FEWEST_WORDS <= one.least_words:
            return _unassessed(name, one.unit, TOO_SHORT)
        if usual is None:
            return _unassessed(name, one.unit, signal.absent or "Too few faithful replies to know what is usual.")
        if one.reticent and (unread := one.reticent.unread(sample)):
            return _unassessed(name, one.unit, unread)
        value = text.values.get(name)
        if value is None:
            value = float(signal.value(sample))
        # As `Floor.distance`.
        moved = (value - usual.centre) / (
            usual.spread * _widened(usual.words, usual.words if one.total else text.words)
        )
        away = abs(moved) if one.both else -moved if one.below else moved
        away = min(FARTHEST, max(-FARTHEST, away))
        fields: dict[str, Any] = {
            "name": name,
            "assessed": True,
            "value": value,
            "unit": one.unit,
            "z": away,
            "expected": one.expected,
            "evidence": signal.evidence(sample, above=value > usual.centre)
            if self._pieces and away >= SHOWN_FROM
            else (),
            "reason": "",
            "note": one.reticent.account(sample) if one.reticent else "",
        }
        return made(SignalReading, fields, _GIVEN)


@dataclass(frozen=True, slots=True)
class Ready:
    """A signal with what is asked of it for every reply."""

    signal: Signal
    name: str
    unit: str
    usual: Floor | None
    expected: str
    least_words: int
    total: bool
    both: bool
    below: bool
    reticent: Reticent | None


def _made_ready(signal: Signal, gauge: Gauge) -> Ready:
    usual = gauge.floors.get(signal.name)
    return Ready(
        signal=signal,
        name=signal.name,
        unit=signal.unit,
        usual=usual,
        expected="" if usual is None else signal.expected(usual.centre),
        least_words=signal.least_words,
        total=signal.total,
        both=signal.direction == "both",
        below=signal.direction == "below",
        reticent=gauge.reticent.get(signal.name),
    )


def _books(gauge: Gauge) -> Iterator[PhraseBook]:
    """The lists of phrases that are looked for in every reply."""
    yield gauge.forbidden.book
    yield from humour_books().values()
    for signal in gauge.signals:
        if isinstance(signal, AssistantVoice | Flattery | Habit):
            yield signal.book


class Openings:
    """How the phrases of several books begin: books of which none begins in a text are not gone through for it."""

    def __init__(self, books: tuple[PhraseBook, ...]) -> None:
        self._books = books
        self._of: dict[tuple[str, ...], int] = {}
        for at, book in enumerate(books):
            for opening in book._by_opening:  # noqa: SLF001 - how its phrases begin, which it tells nobody else
                self._of[opening] = self._of.get(opening, 0) | 1 << at

    def skip(self, sample: Sample) -> None:
        """Notes for each book that cannot stand in a sample that it does not."""
        forms = sample.forms
        found = 0
        for opening in (*pairwise(forms), *zip(forms, strict=True)):
            found |= self._of.get(opening, 0)
        for at, book in enumerate(self._books):
            if not found >> at & 1:
                sample._hits.setdefault(book, ())  # noqa: SLF001 - its own memory of what was looked up


def with_earlier(text: Text, said: tuple[str, ...], first_turn: int) -> Sample:
    """The sample of a reply with those before it; what is known of its text is not worked out again."""
    sample = Sample(text.sample.text, said=said, first_turn=first_turn)
    vars(sample).update(prose=text.sample.prose, words=text.sample.words, claims=text.sample.claims)
    return sample


@lru_cache(maxsize=4_096)
def _widened(usual: float, words: float) -> float:
    widened: float = max(1.0, usual / max(1.0, words)) ** 0.5
    return widened


# A reading is a value: those of all replies that a signal cannot judge for the same reason are one.
@lru_cache(maxsize=4_096)
def _unassessed(name: str, unit: str, reason: str) -> SignalReading:
    return SignalReading(name=name, assessed=False, unit=unit, reason=reason)


def _quick(signal: Signal) -> Signal:
    """The same signal, asking for what is taken apart already."""
    if isinstance(signal, Contradiction) and signal.name == SESSION:
        return replace(signal, held=_held)
    if isinstance(signal, EmotionalBaseline) and isinstance(signal.detector, KeywordDetector):
        return replace(signal, detector=QuickDetector())
    return signal


def _held(sample: Sample) -> tuple[Known, ...]:
    first = max(0, len(sample.said) - MOST_TURNS)
    return tuple(_of_turn(text, turn) for turn, text in enumerate(sample.said[first:], first + sample.first_turn))


@lru_cache(maxsize=4_096)
def _of_turn(text: str, turn: int) -> Known:
    return Known(tuple(Held(claim, f"turn {turn}") for claim in claimed(text).claims))
