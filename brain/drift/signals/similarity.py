"""Similarity to the persona: does a reply speak of the things the persona speaks of. Cannot see contradiction.

Each sentence's cosine to the nearest sentence of the persona, less its cosine to the nearest of the contrast voices
(normalising by impostors, as in speaker verification); averaged over the reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.sample import Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.drift.contrast import Contrast
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.signals.protocol import Yardstick
    from brain.embeddings import Embedder


QUOTED: Final = 0.9
"""A sentence nearer than this is taken for a quotation. Its source is left out, on either side, as a reference line is
left out when its own value is taken; else a persona that recites its genome would count as most like itself."""


SINGLE_THREAD: Final = 200_000
"""Multiplications in one product. OpenBLAS starts its threads above 262,144, and on a busy machine waiting for the
second thread cost 5 ms a reply where the product itself takes 0.1 ms."""


@dataclass(frozen=True, eq=False)
class Similarity:
    """Nearness to the persona's sentences above nearness to anybody else's."""

    embedder: Embedder
    own: NDArray[np.float32]
    line_of: NDArray[np.int64]
    impostors: NDArray[np.float32]
    references: tuple[Sample, ...]
    absent: str = ""
    name: str = "similarity to the persona"
    unit: str = "cosine above the contrast"
    direction: Direction = "below"
    total: bool = False
    least_spread: float = 0.03

    def value(self, sample: Sample) -> float:
        """Mean over the sentences, -2 to 2; positive where the reply is nearer to the persona than to the contrast."""
        return float(np.mean(self._margins(sample.vectors(self.embedder), left_out=-1)))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line, its own sentences left out of the persona's."""
        return tuple(
            float(np.mean(self._margins(self.own[self.line_of == number], left_out=number)))
            for number in range(len(self.references))
        )

    def expected(self, centre: float) -> str:
        """The persona's usual margin."""
        return f"about {centre:+.2f} nearer to its own sentences than to anybody else's"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The sentence that is least like the persona."""
        if above:
            return ()
        worst = int(np.argmin(self._margins(sample.vectors(self.embedder), left_out=-1)))
        start, end = sample.sentences[worst]
        return sample.evidence(start, end, "least like the persona's own sentences")

    def _margins(self, vectors: NDArray[np.float32], *, left_out: int) -> NDArray[np.float32]:
        if not len(vectors):
            return np.zeros(1, np.float32)
        hidden = self.line_of == left_out if left_out >= 0 else None
        return _nearest(vectors, self.own, hidden=hidden) - _nearest(vectors, self.impostors)


def similarity(yardstick: Yardstick) -> Similarity:
    """The signal for one persona."""
    embedder, references = yardstick.embedder, yardstick.references
    vectors, line_of = [], []
    for number, line in enumerate(references):
        found = line.vectors(embedder)
        vectors.append(found)
        line_of += [number] * len(found)
    for text in yardstick.own:
        found = text.vectors(embedder)
        vectors.append(found)
        line_of += [len(references)] * len(found)
    impostors = _impostors(yardstick.contrast, embedder)
    own = np.concatenate(vectors) if vectors else np.zeros((0, embedder.dimensions), np.float32)
    absent = "" if len(own) and len(impostors) else "There are no sentences to compare with."
    return Similarity(embedder, own, np.array(line_of, np.int64), impostors, references, absent)


def _nearest(
    vectors: NDArray[np.float32], bank: NDArray[np.float32], *, hidden: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """For each vector the largest cosine to a row of the bank that is neither hidden nor quoted; -1 where none is."""
    best = np.full(len(vectors), -1.0, dtype=np.float32)
    size = max(1, SINGLE_THREAD // vectors.size)
    for start in range(0, len(bank), size):
        nearness = vectors @ bank[start : start + size].T
        if hidden is not None:
            nearness[:, hidden[start : start + size]] = -1.0
        nearness[nearness > QUOTED] = -1.0
        np.maximum(best, nearness.max(axis=1), out=best)
    return best


def _impostors(contrast: Contrast, embedder: Embedder) -> NDArray[np.float32]:
    # Every object can be a key, by identity; the Protocol of an embedder does not say so.
    vectors = [_of_voice(lines, embedder) for lines in contrast.voices.values()]  # type: ignore[arg-type]
    return np.concatenate(vectors) if vectors else np.zeros((0, embedder.dimensions), np.float32)


# Kept by voice, not by contrast: every persona of a library has nearly the same voices as its contrast.
@lru_cache(maxsize=256)
def _of_voice(lines: tuple[str, ...], embedder: Embedder) -> NDArray[np.float32]:
    return np.concatenate([Sample(line).vectors(embedder) for line in lines])
