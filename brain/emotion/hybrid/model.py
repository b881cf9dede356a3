"""The classifier: from a text and its dense features to the chance of each output. Knows no label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from brain.emotion.hybrid.filters import Filters
from brain.emotion.hybrid.net import shortened
from brain.emotion.hybrid.spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        return self.each([text], [row], [dense])[0]

    def each(
        self, texts: Sequence[str], rows: Sequence[grams.Row], dense: Sequence[Floats]
    ) -> list[tuple[Floats, Floats]]:
        """The same for each of these texts.

        Step by step for all of them, since what a step needs stays in the processor's cache; products are taken text by
        text, so that a text is told the same in any company.
        """
        tokens = [self._embedder.tokens(text) for text in texts]
        spoken = [self._linear(*one) for one in zip(rows, dense, strict=True)]
        nets = self._nets(tokens, dense)
        vectors = [self._vector(ids) for ids in tokens]
        share = self._share
        logits = [share * one + (1.0 - share) * other for one, other in zip(spoken, nets, strict=True)]
        told = [np.asarray(1.0 / (1.0 + np.exp(-one)), dtype=np.float32) for one in logits]
        return list(zip(told, vectors, strict=True))

    def _vector(self, ids: list[int]) -> Floats:
        mean = np.add.reduce(self._embedder.vectors(np.array(ids, dtype=np.int64)), axis=0)
        length = float(np.sqrt(mean @ mean))
        return np.asarray(mean / np.float32(length) if length > 0.0 else mean, dtype=np.float32)

    def weighed(self, columns: NDArray[np.int64], output: int) -> Floats:
        """What the terms of these columns weigh for one output, in logits for a term of value 1."""
        table = self.weights.linear
        return np.asarray(table.bytes[columns, output].astype(np.float32) * table.scales[columns], dtype=np.float32)

    def _linear(self, row: grams.Row, dense: Floats) -> Floats:
        weights = self.weights
        spoken = row.values * weights.linear.scales[row.columns]
        logits = spoken @ weights.linear.bytes[row.columns].astype(np.float32)
        return np.asarray(logits + dense @ weights.linear_dense + weights.linear_bias, dtype=np.float32)

    def _nets(self, tokens: Sequence[list[int]], dense: Sequence[Floats]) -> list[Floats]:
        """The nets' logits of each text, as `net.forward` gives them, averaged."""
        answers = [self._filters.answers(np.array(shortened(ids), dtype=np.int64)) for ids in tokens]
        total = [np.zeros(len(self.weights.linear_bias), dtype=np.float32) for _ in tokens]
        for which, layers in enumerate(self.weights.layers):
            for at, (answer, features) in enumerate(zip(answers, dense, strict=True)):
                joined = np.concatenate([answer[which], features])
                hidden = np.maximum(joined @ layers["hidden"] + layers["hidden bias"], 0)
                total[at] += np.concatenate([hidden, joined]) @ layers["out"] + layers["out bias"]
        return [logits / np.float32(len(self.weights.layers)) for logits in total]
