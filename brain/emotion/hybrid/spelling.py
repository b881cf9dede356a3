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
    from collections.abc import Callable, Sequence

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
        spelt = [self.pieces(word) for word in text.lower().split()]
        # The columns of words come before those of pieces, so the two blocks are in ascending order together.
        blocks = [self._block([np.array(spoken, dtype=np.int64)]), self._block(spelt)]
        return grams.Row(
            np.concatenate([columns for columns, _ in blocks]),
            np.concatenate([values for _, values in blocks]).astype(np.float32),
        )

    def _block(self, found: Sequence[Columns]) -> tuple[Columns, NDArray[np.float64]]:
        every = np.concatenate(found) if found else _NONE
        every.sort()
        # As np.unique counts them, without its detours: that is half of the time of a short text.
        begins = np.concatenate([_FIRST[: len(every)], np.flatnonzero(every[1:] != every[:-1]) + 1])
        columns = every[begins]
        counts = np.diff(begins, append=len(every))
        weights = _LOGS[np.minimum(counts, _OFTEN)] * self._idf[columns]
        return columns, weights / (math.sqrt(float(weights @ weights)) or 1.0)


_NONE: Final = np.zeros(0, dtype=np.int64)
_FIRST: Final = np.zeros(1, dtype=np.int64)
_OFTEN: Final = 2 * grams.MOST
"""No term stands more often than this in what is read of a text."""

_LOGS: Final = np.array([0.0, *(1.0 + math.log(count) for count in range(1, _OFTEN + 1))])
"""What a term counts that stands so often."""
