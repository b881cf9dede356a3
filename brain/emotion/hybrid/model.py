"""The classifier: from a text and its dense features to the chance of each output. Knows no label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from brain.emotion.hybrid.filters import Filters
from brain.emotion.hybrid.net import shortened
from brain.emotion.hybrid.spelling import Spelling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.hybrid import grams
    from brain.emotion.hybrid.filters import Tokens
    from brain.emotion.hybrid.weights import Weights

    Floats = NDArray[np.float32]


class Model:
    """The mean of a linear model and the nets, as logits. It remembers words and tokens; threads may share it."""

    def __init__(self, weights: Weights, embedder: Tokens, *, linear: float) -> None:
        self.weights = weights
        self.spelling = Spelling(weights.grams)
        self._embedder = embedder
        self._filters = Filters(weights, embedder)
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
        """The nets' logits, as `net.forward` gives them, averaged."""
        answers = self._filters.answers(np.array(shortened(tokens), dtype=np.int64))
        total = np.zeros(len(self.weights.linear_bias), dtype=np.float32)
        for answer, layers in zip(answers, self.weights.layers, strict=True):
            joined = np.concatenate([answer, dense])
            hidden = np.maximum(joined @ layers["hidden"] + layers["hidden bias"], 0)
            total += np.concatenate([hidden, joined]) @ layers["out"] + layers["out bias"]
        return total / np.float32(len(answers))
