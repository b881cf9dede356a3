"""Humour: how often cues of the persona's own style of humour come up, less those of other styles.

English phrases only. It knows no joke: irony without a listed phrase goes unseen.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from brain.style.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Yardstick

LEAST_WORDS: Final = 12
"""In a shorter reply one cue is a rate that no persona keeps up."""

MOST: Final = 5


@cache
def books() -> Mapping[str, PhraseBook]:
    """The shipped cues by style."""
    read = tomllib.loads(files("brain.drift.signals").joinpath("humour.toml").read_text(encoding="utf-8"))
    return {style: PhraseBook(read[style]) for style in ("playful", "dry", "sarcastic")}


@dataclass(frozen=True)
class Humour:
    """Cues per 100 words: those of `style` count for, those of other styles against. With no style all count."""

    style: str
    references: tuple[Sample, ...]
    name: str = "humour"
    unit: str = "cues per 100 words"
    direction: Direction = "both"
    total: bool = False
    least_spread: float = 1.0
    absent: str = ""
    least_words: int = LEAST_WORDS

    def value(self, sample: Sample) -> float:
        """Above 0 where its own style prevails, below 0 where another does; with no style never below 0."""
        counts = {style: len(sample.hits(book)) for style, book in books().items()}
        own = counts.get(self.style)
        total = sum(counts.values())
        return 100.0 * (total if own is None else 2 * own - total) / max(1, len(sample.words))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line; nothing was learned from them, so nothing need be left out."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual rate."""
        return (
            f"about {centre:+.1f} cues of {self.style} humour per 100 words"
            if self.style in books()
            else (f"about {centre:.1f} cues of humour per 100 words")
        )

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The cues on the side that is too strong."""
        styles = [style for style in books() if self.style not in books() or (style == self.style) == above]
        if not above and self.style not in books():
            return ()
        found = [(hit, style) for style in styles for hit in sample.hits(books()[style])][:MOST]
        return tuple(piece for hit, style in found for piece in sample.evidence(hit.start, hit.end, f"{style} humour"))

    def unread(self, sample: Sample) -> str:
        """Why this reply cannot be judged; empty when it can."""
        number = len(sample.words)
        return "" if number >= LEAST_WORDS else f"{number} words show no humour; at least {LEAST_WORDS} are needed."

    def account(self, sample: Sample) -> str:
        """How many cues there are, by style."""
        counts = {style: len(sample.hits(book)) for style, book in books().items()}
        return ", ".join(f"{count} {style}" for style, count in counts.items()) + " cues."


def humour(yardstick: Yardstick) -> Humour:
    """The signal for one persona."""
    return Humour(style=yardstick.genome.mind.speech.humor_style, references=yardstick.references)
