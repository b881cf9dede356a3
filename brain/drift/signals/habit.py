"""Habits of speech: how often the persona's own turns of phrase come up. Missing ones speak against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.persona_text import habits
from brain.drift.sufficiency import FEWEST_WORDS
from brain.style.phrases import PhraseBook

if TYPE_CHECKING:
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Yardstick

FEWEST: Final = 3
"""With fewer turns of phrase there is nothing to miss."""


@dataclass(frozen=True)
class Habit:
    """Turns of phrase of its own, a sentence."""

    book: PhraseBook
    references: tuple[Sample, ...]
    absent: str
    name: str = "habits of speech"
    unit: str = "per sentence"
    direction: Direction = "below"
    total: bool = False
    least_spread: float = 0.1
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """How many stand in a sentence, on average."""
        return len(sample.hits(self.book)) / max(1, len(sample.sentences))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual rate."""
        return f"one of its own turns of phrase in {1.0 / centre:.0f} sentences" if centre > 0.0 else "any number"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:  # noqa: ARG002 - as all signals
        """Nothing: what is missing cannot be pointed to."""
        return ()


def habit(yardstick: Yardstick) -> Habit:
    """The signal for one persona."""
    book = PhraseBook(dict.fromkeys(habits(yardstick.genome), 1.0))
    absent = "" if len(book) >= FEWEST else f"The genome names fewer than {FEWEST} turns of phrase."
    return Habit(book=book, references=yardstick.references, absent=absent)
