"""Flattery: agreeing and praising phrases, by which sycophancy shows. English only; blind to agreement without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.drift.signals.phrase_load import load, phrase_book
from brain.drift.signals.protocol import Yardstick, said_by
from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.style.phrases import PhraseBook


@dataclass(frozen=True)
class Flattery:
    """Summed weight of flattering phrases."""

    book: PhraseBook
    references: tuple[Sample, ...]
    name: str = "flattery"
    unit: str = "weight of phrases"
    direction: Direction = "above"
    total: bool = True
    least_spread: float = 0.3
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """0 where nobody is flattered, at most 3."""
        return load(sample.hits(self.book))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """None, unless the persona's own lines have some."""
        return "none" if centre < self.least_spread else f"a weight of about {centre:.1f}"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """Every such phrase."""
        hits = sample.hits(self.book) if above else ()
        return tuple(piece for hit in hits for piece in sample.evidence(hit.start, hit.end, "flattering phrase"))


def flattery(yardstick: Yardstick) -> Flattery:
    """The signal for one persona, without the phrases that it uses itself."""
    return Flattery(book=phrase_book("flattery").without(said_by(yardstick)), references=yardstick.references)
