"""Similarity to the persona: does a reply speak of the things the persona speaks of. Cannot see contradiction.

The log-odds of `brain.drift.attribution.swap` for each sentence, averaged over the reply. Sentences quoted from the
persona's own are not compared with their source, else a persona that recites its
genome would count as most like itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.attribution.sayings import sayings
from brain.drift.attribution.swap import Swap, swap
from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Yardstick
    from brain.embeddings import Embedder

FEWEST_SENTENCES: Final = 4
"""With fewer sentences of its own a persona cannot be known by them."""


@dataclass(frozen=True, eq=False)
class Similarity:
    """Log-odds that the persona, and not a stranger, says what a reply says."""

    embedder: Embedder
    among: Swap | None
    held_out: tuple[float, ...]
    absent: str = ""
    name: str = "similarity to the persona"
    unit: str = "log-odds per sentence"
    direction: Direction = "below"
    total: bool = False
    least_spread: float = 0.1
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """Mean over the sentences; positive where the reply is nearer to the persona than to strangers."""
        return _mean(self._each(sample))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line, its own sentences left out of the persona's."""
        return self.held_out

    def expected(self, centre: float) -> str:
        """The persona's usual log-odds."""
        return f"about {centre:+.2f} log-odds a sentence that the persona says it, not a stranger"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The sentence that is least like the persona."""
        if above or not sample.sentences:
            return ()
        start, end = sample.sentences[int(np.argmin(self._each(sample)))]
        return sample.evidence(start, end, "least like the persona's own sentences")

    def _each(self, sample: Sample) -> NDArray[np.float64]:
        if self.among is None or not sample.sentences:
            return np.zeros(1)
        # Every object can be a key, by identity; the Protocol of an embedder does not say so.
        return _log_odds(self.among, sample, self.embedder)  # type: ignore[arg-type]


def similarity(yardstick: Yardstick) -> Similarity:
    """The signal for one persona, from its reference lines and its other first-person texts."""
    embedder, texts = yardstick.embedder, (*yardstick.references, *yardstick.own)
    pieces = [(text.prose[start:end], number) for number, text in enumerate(texts) for start, end in text.sentences]
    if len(pieces) < FEWEST_SENTENCES:
        return Similarity(embedder, None, (), absent=f"The persona has fewer than {FEWEST_SENTENCES} sentences.")
    own, line_of = sayings([piece for piece, _ in pieces], embedder), np.array([number for _, number in pieces])
    among = swap(own, embedder, line_of=line_of)
    each = among.log_odds(own, left_out=line_of, quotations=False)
    known = range(len(yardstick.references))
    return Similarity(embedder, among, tuple(_mean(each[line_of == number]) for number in known))


# Value and evidence of one reply come one after the other; eight places are enough for as many threads.
@lru_cache(maxsize=8)
def _log_odds(among: Swap, sample: Sample, embedder: Embedder) -> NDArray[np.float64]:
    texts = [sample.prose[start:end] for start, end in sample.sentences]
    said = sayings(texts, embedder, forms=sample.forms_by_sentence)
    return among.log_odds(said, quotations=False)


def _mean(each: NDArray[np.float64]) -> float:
    return float(each.mean()) if len(each) else 0.0
