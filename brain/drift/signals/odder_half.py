"""The odder half: how the half of a reply sounds that is least like this persona. Sentences are weighed one by one.

Often only some sentences of a reply drift, which the mean over all of it hides. The margin of `who said it` is a sum
over n-grams, so every sentence has a share of it; times the square root of how often the sentence goes into the reply,
it is about what the sentence's own margin would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.drift.floor import Direction
    from brain.drift.ngrams import Grams, Weighting
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.who_said_it import WhoSaidIt
    from brain.style.words import Span

    Floats = NDArray[np.floating]
    Ints = NDArray[np.integer]

FEWEST_CHARACTERS: Final = 15
"""A shorter sentence is passed over where there are longer ones."""


@dataclass(frozen=True, eq=False)
class OdderHalf:
    """The mean margin of the sentences least like the persona, by characters the half of the reply."""

    who: WhoSaidIt
    absent: str
    name: str = "the odder half"
    unit: str = "margin"
    direction: Direction = "below"
    total: bool = False
    least_spread: float = 0.1
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """The margin of the odder half of a reply."""
        return odder_half(sample.sentences, sample.grams, self.who.weighting, self.who.weights)

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line, had it not been learned from."""
        return self.who.held_out_halves

    def expected(self, centre: float) -> str:
        """The usual margin of the odder half of what the persona says."""
        return f"a margin of about {centre:+.2f} towards the persona in its odder half"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The sentence that sounds least like the persona."""
        if above or not sample.sentences:
            return ()
        each = by_sentence(sample.sentences, sample.grams, self.who.weighting, self.who.weights)
        start, end = sample.sentences[int(np.argmin(np.where(_counts(sample.sentences), each, np.inf)))]
        return sample.evidence(start, end, "sounds least like the persona")


def odder_half(spans: Sequence[Span], found: Grams, weighting: Weighting, weights: Floats) -> float:
    """The mean margin of the odder half of a text of these sentences and n-grams; 0 without any."""
    return lower_half(spans, by_sentence(spans, found, weighting, weights)) if spans else 0.0


def by_sentence(spans: Sequence[Span], found: Grams, weighting: Weighting, weights: Floats) -> Floats:
    """About the margin that each sentence would have by itself, less the bias."""
    places, values = weighting.row(found)
    return shared_out(spans, found.places, found.starts, places, values * weights[places] / found.counts)


def shared_out(spans: Sequence[Span], places: Ints, starts: Ints, distinct: Ints, each: Floats) -> Floats:
    """The same, from what one n-gram of each distinct place adds, and where all of them are and begin."""
    begins = np.array([start for start, _ in spans[1:]], dtype=np.int64)
    sums = np.bincount(
        begins.searchsorted(starts, side="right"), weights=each[distinct.searchsorted(places)], minlength=len(spans)
    )
    lengths = _lengths(spans)
    margins: Floats = sums * np.sqrt(lengths.sum() / lengths)
    return margins


def lower_half(spans: Sequence[Span], margins: Floats) -> float:
    """The mean over the lowest of these margins, weighted by characters, up to the half of all characters."""
    kept = np.flatnonzero(_counts(spans))
    order = kept[np.argsort(margins[kept], kind="stable")]
    lengths, lowest = _lengths(spans)[order], margins[order]
    before = np.cumsum(lengths) - lengths
    taken = np.clip(lengths.sum() / 2.0 - before, 0.0, lengths)
    return float((lowest * taken).sum() / taken.sum())


def _lengths(spans: Sequence[Span]) -> Floats:
    return np.array([end - start for start, end in spans], dtype=np.float64)


def _counts(spans: Sequence[Span]) -> NDArray[np.bool_]:
    """Which sentences are long enough; all where none is."""
    enough: NDArray[np.bool_] = _lengths(spans) >= FEWEST_CHARACTERS
    return enough if enough.any() else np.ones(len(spans), dtype=bool)
