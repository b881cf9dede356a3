"""What the nets' filters answer to a text, from what they answer to each token, worked out once. Knows no label.

A filter's answer at a place is a sum over the one to three tokens that it sees there, so each token's part of it is the
same in every text. `net.forward` is what the weights are made with; here is the same for reading one message after the
other, up to the order in which the sums are taken.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from brain.emotion.hybrid.net import WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from brain.emotion.hybrid.weights import Weights

    Floats = NDArray[np.float32]
    Ids = NDArray[np.int64]

MOST: Final = 8_192
"""Tokens that are remembered with the filters' answers, 5.2 KB each; of further ones they are worked out each time."""

_FEWEST: Final = max(WIDTHS) + 1
"""Places that a text has at least, as in `net.forward`."""


class Tokens(Protocol):
    """What cuts a text into tokens and knows their vectors, such as the static embedder."""

    @property
    def vocabulary(self) -> int:
        """How many tokens there are."""

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's tokens."""

    def vectors(self, tokens: Ids) -> Floats:
        """The vector of each, shape (len(tokens), 256)."""


class Filters:
    """The filters of all nets. Remembers tokens; safe to use from several threads."""

    def __init__(self, weights: Weights, embedder: Tokens, *, most: int = MOST) -> None:
        self._weights, self._embedder, self._most = weights, embedder, most
        self._size = sum(layers["bias1"].size for layers in weights.layers)
        self._blocks = [_by_shift(layers) for layers in weights.layers]
        self._bias = np.concatenate([layers[f"bias{width}"] for width in WIDTHS for layers in weights.layers])
        columns = sum(WIDTHS) * self._size + sum(layers["conv1"].shape[0] for layers in weights.layers)
        # The first row stands for no token. Memory is taken as rows are filled.
        self._rows = np.zeros((most + 1, columns), dtype=np.float32)
        self._places = np.zeros(embedder.vocabulary, dtype=np.int32)
        self._filled = 0
        self._lock = threading.Lock()

    def answers(self, ids: Ids) -> Floats:
        """Each filter's strongest answer, then the sum of the vectors over the root of their number, net by net.

        Shape (nets, 3 x filters + vector), for the tokens of a text.
        """
        nets, size, rows = len(self._blocks), self._size, self._of(ids)
        alone, of_two, next_of_two, *of_three = (rows[:, at * size : (at + 1) * size] for at in range(sum(WIDTHS)))
        strongest = np.concatenate(
            [
                np.maximum.reduce(alone, axis=0),
                np.maximum.reduce(of_two[:-1] + next_of_two[1:], axis=0),
                np.maximum.reduce(of_three[0][:-2] + of_three[1][1:-1] + of_three[2][2:], axis=0),
            ]
        )
        strongest = np.maximum(strongest + self._bias, 0).reshape(len(WIDTHS), nets, -1)
        summed = np.add.reduce(rows[:, sum(WIDTHS) * size :], axis=0) / np.sqrt(np.float32(max(1, len(ids))))
        return np.concatenate([strongest.transpose(1, 0, 2).reshape(nets, -1), summed.reshape(nets, -1)], axis=1)

    def _of(self, ids: Ids) -> Floats:
        """The rows of these tokens, and of no token behind them."""
        places = np.zeros(max(_FEWEST, len(ids) + 1), dtype=np.int32)
        known = self._places[ids]
        if not known.all():
            self._learn(dict.fromkeys(ids[known == 0].tolist()))
            known = self._places[ids]
        places[: len(ids)] = known
        rows = self._rows[places]
        for at in np.flatnonzero(known == 0).tolist():
            rows[at] = self._row(int(ids[at]))
        return rows

    def _learn(self, new: Iterable[int]) -> None:
        with self._lock:
            for token in new:
                if self._filled == self._most:
                    return
                if not self._places[token]:
                    self._rows[self._filled + 1] = self._row(token)
                    self._filled += 1
                    self._places[token] = self._filled

    def _row(self, token: int) -> Floats:
        """By width and shift the answers of all nets' filters; then the vector that each net sees."""
        # Token by token, so that a row is the same in whatever company it is worked out.
        weights = self._weights
        vector = self._embedder.vectors(np.array([token]))[0] - weights.centre
        place = min(int(np.searchsorted(weights.tokens, token)), len(weights.tokens) - 1)
        known = weights.tokens[place] == token
        seen = [
            np.concatenate([vector @ layers["basis"], learned.rows(np.array([place]))[0] * known])
            for learned, layers in zip(weights.learned, weights.layers, strict=True)
        ]
        parts = [(of @ block).reshape(sum(WIDTHS), -1) for of, block in zip(seen, self._blocks, strict=True)]
        return np.concatenate([np.concatenate(parts, axis=1).ravel(), *seen], dtype=np.float32)


def _by_shift(layers: dict[str, Floats]) -> Floats:
    """The filters of a net side by side, those over several tokens cut by the token that they see."""
    cut = [np.split(layers[f"conv{width}"], width) for width in WIDTHS]
    return np.ascontiguousarray(np.concatenate([part for parts in cut for part in parts], axis=1))
