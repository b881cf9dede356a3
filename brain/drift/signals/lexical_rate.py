"""A signal that is a rate of listed words in the fingerprint; register, warmth, assurance and expression are such."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal

from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.style.lexicon import Lexicon

MOST: Final = 5
"""At most this many words are pointed to."""

List = Literal["expressive", "hedges", "certain", "warm", "harsh", "formal", "informal"]


@dataclass(frozen=True, kw_only=True)
class LexicalRate:
    """Words of `upper` raise the value, words of `lower` sink it."""

    name: str
    attribute: Literal["expression", "assurance", "warmth", "formality"]
    upper: List
    lower: List | None
    words: Callable[[], Lexicon]
    references: tuple[Sample, ...]
    least_spread: float
    note: tuple[str, str]
    unit: str = "per 100 words"
    direction: Direction = "both"
    total: bool = False
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """The rate in the reply."""
        rate: float = attrgetter(self.attribute)(sample.fingerprint)
        return rate

    def reference_values(self) -> tuple[float, ...]:
        """The rate in each reference line; nothing was learned from them, so nothing need be left out."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual rate."""
        return f"about {centre:+.1f} per 100 words" if self.lower else f"about {centre:.1f} per 100 words"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The listed words on the side that is too strong."""
        name = self.upper if above else self.lower
        if name is None:
            return ()
        listed: frozenset[str] = getattr(self.words(), name)
        found = [word for word in sample.words if word.form in listed][:MOST]
        note = self.note[0] if above else self.note[1]
        return tuple(piece for word in found for piece in sample.evidence(word.start, word.end, note))
