"""Trait estimate: how far the words of a reply stand from the persona's own on five scales of the Big Five.

A lexical method: rates of words that go with more or less of each factor in published correlations (Yarkoni 2010;
Pennebaker and King 1999). Those are at most about 0.2 over whole blogs, so of one reply it says very little.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Yardstick

LEAST_WORDS: Final = 25
"""In a shorter reply one word more or less moves a rate by 4 in a hundred, which is more than people differ."""

FACTORS: Final = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
LEAST_SPREAD: Final = 1.0
"""Words per 100 by which a persona's own lines are taken to differ at the least."""

MOST: Final = 6


@cache
def lists() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """For each factor the words that go with more and with less of it."""
    read = tomllib.loads(files("brain.drift.signals").joinpath("traits.toml").read_text(encoding="utf-8"))
    return {name: (frozenset(read[name]["more"].split()), frozenset(read[name]["less"].split())) for name in FACTORS}


def rates(sample: Sample) -> NDArray[np.float64]:
    """For each of the five factors, words for more less words for less, per 100 words; in order of FACTORS."""
    scale = 100.0 / max(1, len(sample.words))
    counts = [0] * len(FACTORS)
    scores = _scores()
    for form in sample.forms:
        for at, sign in scores.get(form, ()):
            counts[at] += sign
    return np.array([scale * count for count in counts], dtype=np.float64)


@cache
def _scores() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """For each listed word the places in FACTORS of which it has more (1) or less (-1)."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for at, sides in enumerate(lists().values()):
        for sign, side in zip((1, -1), sides, strict=True):
            for form in side:
                found[form] = (*found.get(form, ()), (at, sign))
    return found


@dataclass(frozen=True, eq=False)
class TraitEstimate:
    """Root mean square over the factors of the distance from the reference lines, each in spreads of those lines."""

    own: NDArray[np.float64]
    typical: float
    references: tuple[Sample, ...]
    absent: str = ""
    name: str = "trait estimate"
    unit: str = "spreads from its own lines"
    direction: Direction = "above"
    total: bool = True
    least_spread: float = 0.3
    least_words: int = LEAST_WORDS

    def value(self, sample: Sample) -> float:
        """0 where the reply stands on all five scales where the persona's lines do on average."""
        return float(np.sqrt(np.mean(self._moved(sample, self._usual) ** 2)))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line against all others."""
        rest = [np.delete(self.own, at, axis=0) for at in range(len(self.references))]
        return tuple(
            float(np.sqrt(np.mean(self._moved(line, _usual(others)) ** 2))) if len(others) else 0.0
            for line, others in zip(self.references, rest, strict=True)
        )

    def expected(self, centre: float) -> str:
        """How far its own lines stand from their mean."""
        return f"about {centre:.1f} spreads from the mean of its own lines"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The listed words of the factor that has moved most."""
        if not above:
            return ()
        moved = self._moved(sample, self._usual)
        at = int(np.argmax(np.abs(moved)))
        factor = FACTORS[at]
        more, less = lists()[factor]
        listed = more if moved[at] > 0.0 else less
        found = [word for word in sample.words if word.form in listed][:MOST]
        note = f"{'more' if moved[at] > 0.0 else 'less'} {factor} than its own lines"
        return tuple(piece for word in found for piece in sample.evidence(word.start, word.end, note))

    def unread(self, sample: Sample) -> str:
        """Why this reply cannot be judged; empty when it can."""
        number = len(sample.words)
        return (
            "" if number >= LEAST_WORDS else f"{number} words say nothing of traits; at least {LEAST_WORDS} are needed."
        )

    def account(self, sample: Sample) -> str:
        """How little it rests on."""
        return f"{len(sample.words)} words; a reply of this length says very little of traits."

    @cached_property
    def _usual(self) -> _Usual:
        return _usual(self.own)

    def _moved(self, sample: Sample, usual: _Usual) -> NDArray[np.float64]:
        widened = max(1.0, self.typical / max(1, len(sample.words))) ** 0.5
        moved: NDArray[np.float64] = (rates(sample) - usual.mean) / (usual.spread * widened)
        return moved


class _Usual(NamedTuple):
    """Where lines stand on the five scales, and how far apart."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]


def _usual(lines: NDArray[np.float64]) -> _Usual:
    return _Usual(lines.mean(axis=0), np.maximum(LEAST_SPREAD, lines.std(axis=0)))


def trait_estimate(yardstick: Yardstick) -> TraitEstimate:
    """The signal for one persona."""
    references = yardstick.references
    own = np.array([rates(line) for line in references]).reshape(len(references), len(FACTORS))
    typical = float(np.median([len(line.words) for line in references])) if references else 0.0
    return TraitEstimate(own, typical, references, "" if references else "There are no reference lines.")
