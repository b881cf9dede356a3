"""A text as a row of grams, as `grams.row` makes it, but each word is taken to pieces only once. Knows no label.

`grams` is what the weights are made with; here is the same for reading one message after the other, where most words
have been met before. Arrays, since thousands of small numbers that lie scattered cost more than the sums over them.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.hybrid import grams

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Columns = NDArray[np.int64]

MOST: Final = 16_384
"""Words remembered with the columns of their pieces, about 400 bytes each; the one longest unused goes first."""


class Spelling:
    """The terms of a model. Safe to use from several threads."""

    def __init__(self, known: grams.Grams) -> None:
        self._known = known
        self._idf = known.idf.astype(np.float64)
        self.pieces: Callable[[str], Columns] = lru_cache(maxsize=MOST)(self._pieces)
        self.own: Callable[[str], Columns] = lru_cache(maxsize=MOST)(self._own)

    def _pieces(self, word: str) -> Columns:
        """The columns of the pieces of a word without blanks, as far as they are known, in order."""
        known = self._known.pieces
        found = np.array([known[term] for term in grams.piece_terms(word) if term in known], dtype=np.int64)
        found.setflags(write=False)
        return found

    def _own(self, word: str) -> Columns:
        """The same, and behind them the column of the word itself, where it is known."""
        column = self._known.words.get(word)
        found = np.concatenate([self.pieces(word), np.array([] if column is None else [column], dtype=np.int64)])
        found.setflags(write=False)
        return found

    def row(self, text: str) -> grams.Row:
        """A readable text as a row: the same as `grams.row`."""
        known = self._known.words
        spoken = [known[term] for term in grams.word_terms(grams.words_of(text)) if term in known]
        every = np.concatenate([np.array(spoken, dtype=np.int64), *map(self.pieces, text.lower().split())])
        every.sort()
        # As np.unique counts them, without its detours: that is half of the time of a short text.
        edges = np.flatnonzero(every[1:] != every[:-1])
        ends = np.empty(len(edges) + 1 if len(every) else 0, dtype=np.int64)
        ends[:-1], ends[-1:] = edges, len(every) - 1
        counts = ends.copy()
        counts[1:] -= ends[:-1]
        counts[:1] += 1
        columns = every[ends]
        weights = _LOGS[np.minimum(counts, _OFTEN)] * self._idf[columns]
        # The columns of words come before those of pieces.
        cut = int(columns.searchsorted(len(known)))
        for block in (weights[:cut], weights[cut:]):
            np.divide(block, math.sqrt(float(block @ block)) or 1.0, out=block)
        return grams.Row(columns, weights.astype(np.float32))


_OFTEN: Final = 2 * grams.MOST
"""No term stands more often than this in what is read of a text."""

_LOGS: Final = np.array([0.0, *(1.0 + math.log(count) for count in range(1, _OFTEN + 1))])
"""What a term counts that stands so often."""
