"""Sentences made ready to be compared: vectors, and the words that can tell who speaks. Compares nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np

from brain.style.rarity import information, inverse_frequency
from brain.style.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.embeddings import Embedder

SINGLE_THREAD: Final = 200_000
"""Multiplications in one product. OpenBLAS starts its threads above 262,144, and on a busy machine waiting for the
second thread cost 5 ms a reply where the product itself takes 0.1 ms."""

ROWS: Final = 16
"""Rows of one product at most; with more of them few columns would fit, which is slow."""


@dataclass(frozen=True, eq=False)
class Sayings:
    """So many sentences.

    `plain` is the embedder's vector of each; `weighted` the mean of its word vectors by squared inverse document
    frequency, length 1 (0 without words); `information` how much its words can say.
    """

    plain: NDArray[np.float32]
    weighted: NDArray[np.float32]
    information: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.plain)


def sayings(texts: Sequence[str], embedder: Embedder, *, forms: Sequence[tuple[str, ...]] | None = None) -> Sayings:
    """These sentences, in order; a text without words is a saying that says nothing.

    `forms` are the words of each in normal form, where they are known already.
    """
    forms = [tuple(word.form for word in words(text)) for text in texts] if forms is None else forms
    wide = embedder.dimensions
    return Sayings(
        plain=embedder.embed(texts).reshape(-1, wide),
        # Every object can be a key, by identity; the Protocol of an embedder does not say so.
        weighted=np.array([_weighted(one, embedder) for one in forms], np.float32).reshape(-1, wide),  # type: ignore[arg-type]
        information=np.array([information(one) for one in forms], float),
    )


def product(rows: NDArray[np.float32], bank: NDArray[np.float32]) -> NDArray[np.float32]:
    """The product rows @ bank.T, in pieces small enough to stay on one thread."""
    made = np.empty((len(rows), len(bank)), np.float32)
    size = max(1, SINGLE_THREAD // (max(1, min(len(rows), ROWS)) * max(1, rows.shape[1])))
    for first in range(0, len(rows), ROWS):
        part = rows[first : first + ROWS]
        for start in range(0, len(bank), size):
            made[first : first + ROWS, start : start + size] = part @ bank[start : start + size].T
    return made


@runtime_checkable
class Unscaled(Protocol):
    """An embedder that can also give its vectors before they are scaled to length 1."""

    def means(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, of any length."""


@lru_cache(maxsize=32_768)
def _word(form: str, embedder: Embedder) -> NDArray[np.float32]:
    """The vector of one word, unscaled where the embedder can say so: rare words have the longer ones."""
    means = embedder.means if isinstance(embedder, Unscaled) else embedder.embed
    vector: NDArray[np.float32] = means([form])[0]
    vector.setflags(write=False)
    return vector


@lru_cache(maxsize=2_048)
def _weighted(forms: tuple[str, ...], embedder: Embedder) -> NDArray[np.float32]:
    """For one sentence; speakers say the same ones again and again."""
    if not forms:
        return np.zeros(embedder.dimensions, np.float32)
    # As above.
    vectors = np.array([_word(form, embedder) for form in forms])  # type: ignore[arg-type]
    weights = np.array([inverse_frequency(form) ** 2 for form in forms], np.float32)
    mean: NDArray[np.float32] = weights @ vectors
    length = float(np.sqrt(mean @ mean))
    return mean / length if length > 0.0 else mean
