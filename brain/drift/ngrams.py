"""Word and character n-grams of a text, hashed to a fixed number of places. Knows no persona.

Words: single and in pairs. Characters: runs of 2 to 4, across word boundaries, lower case. TF-IDF with sublinear
counts; each of the two families has length 1/sqrt(2), so a text has length 1.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from brain.drift.sample import Sample

WORD_PLACES: Final = 1 << 15
CHARACTER_PLACES: Final = 1 << 16
PLACES: Final = WORD_PLACES + CHARACTER_PLACES

_LONGEST: Final = 4
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_STEP: Final = np.uint64(0x100000001B3)
_HALF: Final = float(np.sqrt(0.5))


class Grams(NamedTuple):
    """Every n-gram of a text: its place, and the characters `start` to `end` it covers.

    `places`, `starts` and `ends` are equally long. `distinct` are the places that occur,
    ascending, and `counts` how often.
    """

    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    distinct: NDArray[np.int64]
    counts: NDArray[np.int64]


def grams(sample: Sample) -> Grams:
    """The n-grams of a text, word ones first."""
    word_places, word_starts, word_ends = _of_words(sample)
    text_places, text_starts, text_ends = _of_characters(sample.prose)
    places = np.concatenate([word_places, text_places + WORD_PLACES])
    distinct, counts = np.unique(places, return_counts=True)
    return Grams(
        places,
        np.concatenate([word_starts, text_starts]),
        np.concatenate([word_ends, text_ends]),
        distinct,
        counts,
    )


@dataclass(frozen=True)
class Weighting:
    """Inverse document frequencies, one a place, learned from a set of texts."""

    idf: NDArray[np.float32]

    def row(self, found: Grams) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The places of a text and their TF-IDF values."""
        places = found.distinct
        values = (1.0 + np.log(found.counts)) * self.idf[places]
        cut = int(np.searchsorted(places, WORD_PLACES))
        for part in (slice(0, cut), slice(cut, None)):
            length = float(np.sqrt(np.sum(values[part] ** 2)))
            if length > 0.0:
                values[part] *= _HALF / length
        return places, values.astype(np.float32)

    def matrix(self, texts: Sequence[Grams]) -> csr_matrix:
        """One row a text."""
        from scipy.sparse import csr_matrix

        rows = [self.row(found) for found in texts]
        pointers = np.concatenate([[0], np.cumsum([len(places) for places, _ in rows])])
        places = np.concatenate([places for places, _ in rows]) if rows else np.zeros(0, np.int64)
        values = np.concatenate([values for _, values in rows]) if rows else np.zeros(0, np.float32)
        return csr_matrix((values, places, pointers), shape=(len(rows), PLACES))


def weighting(texts: Sequence[Grams]) -> Weighting:
    """Smoothed inverse document frequencies over these texts: log((1 + N) / (1 + df)) + 1."""
    frequency = np.zeros(PLACES, dtype=np.float64)
    for found in texts:
        frequency[found.distinct] += 1.0
    return Weighting((np.log((1.0 + len(texts)) / (1.0 + frequency)) + 1.0).astype(np.float32))


def _of_words(sample: Sample) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    found = sample.words
    codes = np.array([zlib.crc32(word.form.encode("utf-8", "replace")) for word in found], dtype=np.uint64)
    starts = np.array([word.start for word in found], dtype=np.int64)
    ends = np.array([word.end for word in found], dtype=np.int64)
    pairs = codes[:-1] * _STEP + codes[1:]
    return (
        _place(np.concatenate([codes, pairs]), WORD_PLACES),
        np.concatenate([starts, starts[:-1]]),
        np.concatenate([ends, ends[1:]]),
    )


def _of_characters(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    lowered = text.lower()
    # A few capitals grow when lowered; offsets matter more than their case.
    kept = lowered if len(lowered) == len(text) else text
    codes = np.frombuffer(kept.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes[codes <= np.uint64(32)] = np.uint64(32)
    places, starts, ends = [], [], []
    mixed = codes
    for length in range(2, _LONGEST + 1):
        mixed = mixed[:-1] * _STEP + codes[length - 1 :] if len(mixed) > 1 else codes[:0]
        at = np.arange(len(mixed), dtype=np.int64)
        places.append(_place(mixed, CHARACTER_PLACES))
        starts.append(at)
        ends.append(at + length)
    return np.concatenate(places), np.concatenate(starts), np.concatenate(ends)


def _place(codes: NDArray[np.uint64], places: int) -> NDArray[np.int64]:
    shift = np.uint64(64 - (places.bit_length() - 1))
    return ((codes * _MULTIPLIER) >> shift).astype(np.int64)
