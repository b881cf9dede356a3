"""What filters answer to a text, put together from what they answer to each token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brain.emotion.hybrid import fit, net, weights
from brain.emotion.hybrid.filters import Filters
from brain.static_embedder import load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WEIGHTS = weights.shipped(fit.shipped().sha256)
EMBEDDER = load()
tokens = st.lists(st.integers(0, EMBEDDER.vocabulary - 1), max_size=20)


@pytest.fixture(scope="module")
def filters() -> Filters:
    """Those of the shipped nets, with room for a few tokens."""
    return Filters(WEIGHTS, EMBEDDER, most=100)


def by_the_net(ids: list[int]) -> list[Floats]:
    """What `net.forward` makes of a text before its hidden layer, net by net."""
    found = []
    for learned, layers in zip(WEIGHTS.learned, WEIGHTS.layers, strict=True):
        reduced = layers["basis"].shape[1]
        inputs = np.zeros((1, max(4, len(ids) + 1), len(layers["conv1"])), np.float32)
        for at, token in enumerate(ids):
            vector = EMBEDDER.vectors(np.array([token]))[0] - WEIGHTS.centre
            inputs[0, at, :reduced] = vector @ layers["basis"]
            place = np.flatnonzero(WEIGHTS.tokens == token)
            inputs[0, at, reduced:] = learned.rows(place).sum(axis=0)
        strongest = [
            np.maximum(net.answers(inputs, width, layers[f"conv{width}"])[0].max(axis=1) + layers[f"bias{width}"], 0)
            for width in net.WIDTHS
        ]
        found.append(np.concatenate([*strongest, net.total(inputs, np.array([[len(ids)]]))], axis=1)[0])
    return found


@settings(max_examples=30)
@given(ids=tokens)
@example([])
@example([7, 7, 7])
def test_a_text_is_answered_as_by_the_net(filters: Filters, ids: list[int]) -> None:
    """Up to the order in which sums are taken, also for tokens for which there is no more room."""
    assert np.allclose(filters.answers(np.array(ids, np.int64)), by_the_net(ids), rtol=1e-4, atol=1e-4)


@settings(max_examples=30)
@given(ids=tokens, before=st.lists(tokens, max_size=3))
def test_what_was_answered_before_changes_nothing(filters: Filters, ids: list[int], before: list[list[int]]) -> None:
    """Bit by bit the same, whether a token was met before, is new, or is one too many to be remembered."""
    other = Filters(WEIGHTS, EMBEDDER, most=3)
    for text in before:
        other.answers(np.array(text, np.int64))
    expected = filters.answers(np.array(ids, np.int64))
    assert (other.answers(np.array(ids, np.int64)) == expected).all()
