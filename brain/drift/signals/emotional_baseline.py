"""Emotional baseline: how far the emotion of a reply stands from the persona's usual, in valence, arousal, dominance.

It takes any detector of `brain.emotion`, the keyword tier unless another is given. A flat reply and a reversed mood
both lie away from the usual; how far, depends on how moved the persona usually is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from brain.emotion.keyword import KeywordDetector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Yardstick
    from brain.emotion.detector import EmotionDetector
    from brain.emotion.reading import EmotionReading

LEAST_WORDS: Final = 12
"""In a shorter reply there is seldom a word that a detector knows."""

LEAST_SPREAD: Final = 0.08
"""Least standard deviation of a dimension over the reference lines; the scales run over 2, 1 and 1."""

MOST: Final = 5


@dataclass(frozen=True, eq=False)
class EmotionalBaseline:
    """Root mean square over the three dimensions of the distance from the reference lines, in their spreads."""

    detector: EmotionDetector
    own: NDArray[np.float64]
    references: tuple[Sample, ...]
    absent: str = ""
    name: str = "emotional baseline"
    unit: str = "spreads from its usual emotion"
    direction: Direction = "above"
    total: bool = True
    least_spread: float = 0.3
    least_words: int = LEAST_WORDS

    def value(self, sample: Sample) -> float:
        """0 where the reply is as moved, and moved the same way, as the persona's lines are on average."""
        return _distance(point(self.detector, sample), self._usual) if len(self.own) else 0.0

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line against all others."""
        rest = [np.delete(self.own, at, axis=0) for at in range(len(self.own))]
        return tuple(
            _distance(one, _usual(others)) if len(others) else 0.0 for one, others in zip(self.own, rest, strict=True)
        )

    def expected(self, centre: float) -> str:
        """Where the persona usually stands."""
        valence, arousal, dominance = self._usual.mean
        return (
            f"about {centre:.1f} spreads from valence {valence:+.1f}, arousal {arousal:.1f}, dominance {dominance:.1f}"
        )

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The words that moved the reading; a flat reply has none to point to."""
        if not above:
            return ()
        reading = _read(self.detector, sample.prose)
        shift = point(self.detector, sample) - self._usual.mean
        at = int(np.argmax(np.abs(shift / self._usual.spread)))
        note = f"{('valence', 'arousal', 'dominance')[at]} {'above' if shift[at] > 0.0 else 'below'} its usual"
        return tuple(
            piece
            for trigger in reading.triggers[:MOST]
            for piece in sample.evidence(trigger.start, trigger.end, f"{trigger.emotion.value}: {note}")
        )

    @cached_property
    def _usual(self) -> _Usual:
        return _usual(self.own)

    def unread(self, sample: Sample) -> str:
        """Why this reply cannot be judged; empty when it can."""
        number = len(sample.words)
        return (
            ""
            if number >= LEAST_WORDS
            else f"{number} words hold too little emotion; at least {LEAST_WORDS} are needed."
        )

    def account(self, sample: Sample) -> str:
        """What was read, and by which tier."""
        reading = _read(self.detector, sample.prose)
        vad = reading.vad
        return (
            f"Valence {vad.valence:+.2f}, arousal {vad.arousal:.2f}, dominance {vad.dominance:.2f} "
            f"by the {reading.tier} tier from {len(reading.triggers)} places."
        )


def point(detector: EmotionDetector, sample: Sample) -> NDArray[np.float64]:
    """Valence, arousal and dominance of a text."""
    vad = _read(detector, sample.prose).vad
    return np.array([vad.valence, vad.arousal, vad.dominance], dtype=np.float64)


def _read(detector: EmotionDetector, text: str) -> EmotionReading:
    # Every object can be a key, by identity; the Protocol of a detector does not say so.
    return _last_read(detector, text)  # type: ignore[arg-type]


# Value, account and evidence of one reply come one after the other; eight places are enough for as many threads.
@lru_cache(maxsize=8)
def _last_read(detector: EmotionDetector, text: str) -> EmotionReading:
    return detector.read(text)


def emotional_baseline(yardstick: Yardstick, *, detector: EmotionDetector | None = None) -> EmotionalBaseline:
    """The signal for one persona."""
    by = detector or KeywordDetector()
    own = np.array([point(by, line) for line in yardstick.references]).reshape(len(yardstick.references), 3)
    return EmotionalBaseline(by, own, yardstick.references, "" if len(own) else "There are no reference lines.")


class _Usual(NamedTuple):
    """Where lines stand in the three dimensions, and how far apart."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]


def _usual(lines: NDArray[np.float64]) -> _Usual:
    return _Usual(lines.mean(axis=0), np.maximum(LEAST_SPREAD, lines.std(axis=0)))


def _distance(found: NDArray[np.float64], usual: _Usual) -> float:
    return float(np.sqrt(np.mean(((found - usual.mean) / usual.spread) ** 2)))
