"""A text as weighted words, pairs of words and pieces of words, for a linear model. Knows no label."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MOST: Final = 1_200
"""Of a longer text only the first and the last half of this many characters are read."""

SHORTEST, LONGEST = 2, 5
"""Lengths of the pieces, in characters; a blank stands before and after each word."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]")
_MASK: Final = re.compile(r"\[(NAME|RELIGION)\]")


@dataclass(frozen=True, slots=True)
class Grams:
    """The known terms: `words` and `pieces` to their column, and each column's weight (inverse document frequency)."""

    words: Mapping[str, int]
    pieces: Mapping[str, int]
    idf: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One text: columns in ascending order, and their values. Words and pieces have length 1 each."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]


def readable(text: str) -> str:
    """The part of a text that is read, with plain apostrophes; where names were masked, a plain word of equal length.

    Nothing is moved in the first half of MOST characters, so that offsets hold there.
    """
    kept = text if len(text) <= MOST else f"{text[: MOST // 2]} {text[-MOST // 2 :]}"
    plain = kept.replace("\u2019", "'")
    return _MASK.sub(lambda mask: f" {mask.group(1).lower()} ", plain) if "[" in plain else plain


def words_of(text: str) -> list[str]:
    """The words, numbers and marks of a readable text in lower case."""
    return _WORD.findall(text.lower())


def word_terms(words: list[str]) -> list[str]:
    """The words and the pairs of neighbours."""
    return [*words, *map(" ".join, pairwise(words))]


def piece_terms(text: str) -> list[str]:
    """The pieces of every word between blanks, 2 to 5 characters long."""
    found = []
    for word in text.lower().split():
        padded = f" {word} "
        end = len(padded)
        for length in range(SHORTEST, LONGEST + 1):
            found += [padded[at : at + length] for at in range(end - length + 1)]
    return found


def row(text: str, grams: Grams) -> Row:
    """A readable text as a row: term frequency (1 + log) times idf, each of the two blocks scaled to length 1."""
    columns: list[int] = []
    values: list[float] = []
    for terms, known in ((word_terms(words_of(text)), grams.words), (piece_terms(text), grams.pieces)):
        counts = Counter([column for term in terms if (column := known.get(term)) is not None])
        weights = [(1.0 + math.log(count)) * float(grams.idf[column]) for column, count in counts.items()]
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        columns += counts
        values += [weight / length for weight in weights]
    order = np.argsort(np.array(columns, dtype=np.int64), kind="stable")
    return Row(np.array(columns, dtype=np.int64)[order], np.array(values, dtype=np.float32)[order])
