"""Assistant-voice leak: phrases and layout by which a general-purpose assistant shows through. English only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.signals.phrase_load import MOST_LOAD, load, only_echoes, phrase_book
from brain.drift.signals.protocol import Yardstick, said_by

if TYPE_CHECKING:
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.style.phrases import Hit, PhraseBook

DECISIVE: Final = 0.9
"""A phrase of this weight gives the assistant away by itself."""

_LAYOUT: Final = re.compile(r"^\s{0,3}(?:[-*•]\s+|\d{1,2}[.)]\s+|#{1,4}\s+)\S.*$|\*\*[^*\n]{2,60}\*\*", re.MULTILINE)
_LAYOUT_WEIGHT: Final = 0.3


@dataclass(frozen=True)
class AssistantVoice:
    """Summed weight of assistant phrases, and of lists, headings and bold labels from the second one on.

    `machine` is True for a persona that calls itself a machine: then no phrase decides by itself.
    """

    book: PhraseBook
    references: tuple[Sample, ...]
    machine: bool = False
    name: str = "assistant voice"
    unit: str = "weight of phrases"
    direction: Direction = "above"
    total: bool = True
    least_spread: float = 0.25
    absent: str = ""
    least_words: int = 1

    def value(self, sample: Sample) -> float:
        """0 where nothing sounds like an assistant, at most 3."""
        layout = max(0, len(_LAYOUT.findall(sample.prose)) - 1)
        return min(MOST_LOAD, load(sample.hits(self.book)) + _LAYOUT_WEIGHT * layout)

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """None, unless the persona's own lines have some."""
        return "none" if centre < self.least_spread else f"a weight of about {centre:.1f}"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """Every such phrase, and every line set as a list or heading."""
        if not above:
            return ()
        phrases = [
            piece for hit in sample.hits(self.book) for piece in sample.evidence(hit.start, hit.end, "assistant phrase")
        ]
        layout = list(_LAYOUT.finditer(sample.prose))
        lines = [
            piece
            for found in (layout if len(layout) > 1 else [])
            for piece in sample.evidence(found.start(), found.end(), "assistant layout")
        ]
        return tuple(phrases + lines)

    def decisive(self, sample: Sample, *, user_text: str = "") -> tuple[Hit, ...]:
        """The phrases by which it says outright what it is; such a reply can be judged however short.

        One that the user said first and the reply only repeats in quotation marks does not count.
        """
        if self.machine:
            return ()
        found = [hit for hit in sample.hits(self.book) if hit.weight >= DECISIVE]
        return tuple(hit for hit in found if not only_echoes(sample, hit, self.book, user_text))


def assistant_voice(yardstick: Yardstick) -> AssistantVoice:
    """The signal for one persona, without the phrases that it uses itself."""
    whole, own = phrase_book("assistant"), said_by(yardstick)
    machine = any(hit.weight >= DECISIVE for said in own for hit in whole.hits(said))
    return AssistantVoice(book=whole.without(own), references=yardstick.references, machine=machine)
