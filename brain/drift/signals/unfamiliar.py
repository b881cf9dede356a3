"""Unfamiliar words: rare ones that the persona has not been heard to use. Knows no meaning."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.signals.protocol import Yardstick, said_by
from brain.drift.sufficiency import FEWEST_WORDS
from brain.style.rarity import inverse_frequency
from brain.style.stems import stem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.style.words import Word

RARE: Final = 7.0
"""Inverse document frequency from which a word is rare: fewer than one comment in a thousand."""

MOST: Final = 5


@dataclass(frozen=True)
class Unfamiliar:
    """Share of the words that are rare in everyday English and stand nowhere else in the persona's own texts."""

    known: Mapping[str, int]
    references: tuple[Sample, ...]
    name: str = "unfamiliar words"
    unit: str = "per 100 words"
    direction: Direction = "both"
    total: bool = False
    least_spread: float = 1.5
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """The rate in a reply."""
        return self._rate(sample, own=Counter())

    def reference_values(self) -> tuple[float, ...]:
        """The rate in each reference line, as if that line had not been known."""
        return tuple(self._rate(line, own=_stems(line.words)) for line in self.references)

    def expected(self, centre: float) -> str:
        """The persona's usual rate."""
        return f"about {centre:.1f} per 100 words"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The words, where there are too many."""
        found = self._strange(sample, own=Counter())[:MOST] if above else []
        note = "not the persona's word"
        return tuple(piece for word in found for piece in sample.evidence(word.start, word.end, note))

    def _rate(self, sample: Sample, *, own: Mapping[str, int]) -> float:
        return 100.0 * len(self._strange(sample, own=own)) / max(1, len(sample.words))

    def _strange(self, sample: Sample, *, own: Mapping[str, int]) -> list[Word]:
        rare = [word for word in sample.words if inverse_frequency(word.form) >= RARE]
        return [word for word in rare if self.known.get(stem(word.form), 0) <= own.get(stem(word.form), 0)]


def unfamiliar(yardstick: Yardstick) -> Unfamiliar:
    """The signal for one persona."""
    known: Counter[str] = Counter()
    for words in said_by(yardstick):
        known.update(_stems(words))
    return Unfamiliar(known=known, references=yardstick.references)


def _stems(words: tuple[Word, ...]) -> Counter[str]:
    return Counter(stem(word.form) for word in words)
