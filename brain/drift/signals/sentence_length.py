"""Sentence length, in words. Knows no meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample


@dataclass(frozen=True)
class SentenceLength:
    """Mean words a sentence, against the persona's own."""

    references: tuple[Sample, ...]
    name: str = "sentence length"
    unit: str = "words per sentence"
    direction: Direction = "both"
    total: bool = False
    least_spread: float = 2.5
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """Mean words a sentence."""
        return sample.fingerprint.words_per_sentence

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual length of sentence."""
        return f"sentences of about {centre:.0f} words"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The longest or the shortest sentence."""
        if not sample.sentences:
            return ()
        pick = max if above else min
        start, end = pick(sample.sentences, key=lambda span: span.end - span.start)
        return sample.evidence(start, end, "longest sentence" if above else "shortest sentence")
