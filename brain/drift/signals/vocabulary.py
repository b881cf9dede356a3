"""Vocabulary level: how long the words are, in letters. A proxy for how rare they are; knows no meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample

MOST: Final = 3
_LONG: Final = 8


@dataclass(frozen=True)
class Vocabulary:
    """Mean letters a word, against the persona's own."""

    references: tuple[Sample, ...]
    name: str = "vocabulary level"
    unit: str = "letters per word"
    direction: Direction = "both"
    total: bool = False
    least_spread: float = 0.2
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """Mean letters a word."""
        return sample.fingerprint.letters_per_word

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual length of word."""
        return f"words of about {centre:.1f} letters"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The longest words when they are too long; plain words are everywhere and not pointed to."""
        if not above:
            return ()
        longest = sorted(sample.words, key=lambda word: (-len(word.form), word.start))[:MOST]
        found = sorted((word for word in longest if len(word.form) >= _LONG), key=lambda word: word.start)
        return tuple(piece for word in found for piece in sample.evidence(word.start, word.end, "long word"))
