"""A small convolutional net over a text's tokens: runs it, for one text or a batch. Knows no training and no label.

After Kim (2014): filters over one, two and three neighbouring tokens, the strongest answer of each, a hidden layer.
A token is the static embedding's vector, reduced, beside a vector learned for this task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ids = NDArray[np.int64]

WIDTHS: Final = (1, 2, 3)
"""How many neighbouring tokens the filters see."""

MOST_TOKENS: Final = 96
"""Of a longer text only the first and the last half of so many tokens are read."""


def shortened(ids: list[int]) -> list[int]:
    """At most MOST_TOKENS of the tokens, from both ends."""
    half = MOST_TOKENS // 2
    return ids if len(ids) <= MOST_TOKENS else ids[:half] + ids[-half:]


def forward(inputs: Floats, lengths: Ids, dense: Floats, layers: Mapping[str, Floats]) -> Floats:
    """Logits, shape (texts, outputs).

    `inputs` (texts, places, vector) are token vectors, zero after a text's `lengths` (texts, 1), with one place more
    than the longest and at least four; `dense` (texts, features) goes to the hidden layer and the outputs directly.
    """
    parts = [
        np.maximum(answers(inputs, width, layers[f"conv{width}"])[0].max(axis=1) + layers[f"bias{width}"], 0)
        for width in WIDTHS
    ]
    joined = np.concatenate([*parts, total(inputs, lengths), dense], axis=1)
    hidden = np.maximum(joined @ layers["hidden"] + layers["hidden bias"], 0)
    return np.asarray(np.concatenate([hidden, joined], axis=1) @ layers["out"] + layers["out bias"], dtype=np.float32)


def total(inputs: Floats, lengths: Ids) -> Floats:
    """The sum of a text's vectors over the root of their number."""
    return np.asarray(inputs.sum(axis=1) / np.sqrt(np.maximum(1, lengths), dtype=np.float32), dtype=np.float32)


def answers(inputs: Floats, width: int, filters: Floats) -> tuple[Floats, Floats]:
    """Each filter's answer at each place (texts, places, filters), and the windows (texts, places, width x vector)."""
    texts, length, _ = inputs.shape
    places = length - width + 1
    shifted = [inputs[:, shift : shift + places] for shift in range(width)]
    windows = np.concatenate(shifted, axis=2) if width > 1 else inputs
    return (windows.reshape(texts * places, -1) @ filters).reshape(texts, places, -1), windows


def strongest(inputs: Floats, width: int, filters: Floats) -> tuple[Floats, Ids, Floats]:
    """Each filter's strongest answer (texts, filters), its place, and the windows (texts, places, width x vector)."""
    found, windows = answers(inputs, width, filters)
    where = found.argmax(axis=1)
    return np.take_along_axis(found, where[:, None], axis=1)[:, 0], where, windows
