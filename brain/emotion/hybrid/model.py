"""The classifier: from a text and its dense features to the chance of each output. Knows no label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from brain.emotion.hybrid import grams, net
from brain.emotion.hybrid.spelling import Spelling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.hybrid.weights import Table, Weights

    Floats = NDArray[np.float32]


class Tokens(Protocol):
    """What cuts a text into tokens and knows their vectors, such as the static embedder."""

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's tokens."""

    def vectors(self, tokens: NDArray[np.int64]) -> Floats:
        """The vector of each, shape (len(tokens), 256)."""


class Model:
    """The mean of a linear model and the nets, as logits. Immutable once made, so threads may share it."""

    def __init__(self, weights: Weights, embedder: Tokens, *, linear: float) -> None:
        self.weights = weights
        self.spelling = Spelling(weights.grams)
        self._embedder = embedder
        self._share = linear

    def chances(self, text: str, row: grams.Row, dense: Floats) -> tuple[Floats, Floats]:
        """The chance of each output (outputs,), and the sentence vector (256,), of a readable text."""
        ids = self._embedder.tokens(text)
        logits = self._share * self._linear(row, dense) + (1.0 - self._share) * self._nets(ids, dense)
        mean = self._embedder.vectors(np.array(ids, dtype=np.int64)).sum(axis=0)
        length = float(np.sqrt(mean @ mean))
        vector = mean / np.float32(length) if length > 0.0 else mean
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32), vector

    def weighed(self, columns: NDArray[np.int64], output: int) -> Floats:
        """What the terms of these columns weigh for one output, in logits for a term of value 1."""
        table = self.weights.linear
        return np.asarray(table.bytes[columns, output].astype(np.float32) * table.scales[columns], dtype=np.float32)

    def _linear(self, row: grams.Row, dense: Floats) -> Floats:
        weights = self.weights
        spoken = row.values * weights.linear.scales[row.columns]
        logits = spoken @ weights.linear.bytes[row.columns].astype(np.float32)
        return np.asarray(logits + dense @ weights.linear_dense + weights.linear_bias, dtype=np.float32)

    def _nets(self, tokens: list[int], dense: Floats) -> Floats:
        weights = self.weights
        ids = np.array(net.shortened(tokens), dtype=np.int64)
        fixed = np.asarray((self._embedder.vectors(ids) - weights.centre) @ weights.basis, dtype=np.float32)
        places = np.minimum(np.searchsorted(weights.tokens, ids), len(weights.tokens) - 1)
        known = weights.tokens[places] == ids
        lengths = np.array([[len(ids)]], dtype=np.int64)
        logits = [
            net.forward(_padded(fixed, learned, places, known), lengths, dense[None], layers)[0]
            for learned, layers in zip(weights.learned, weights.layers, strict=True)
        ]
        return np.asarray(np.mean(logits, axis=0), dtype=np.float32)


def _padded(fixed: Floats, learned: Table, places: NDArray[np.int64], known: NDArray[np.bool_]) -> Floats:
    """A net's input for one text: shape (1, places, vector), zero after the last token."""
    own = learned.rows(places) * known[:, None]
    found = np.zeros((1, max(4, len(fixed) + 1), fixed.shape[1] + own.shape[1]), dtype=np.float32)
    found[0, : len(fixed), : fixed.shape[1]] = fixed
    found[0, : len(fixed), fixed.shape[1] :] = own
    return found
