"""The hybrid tier as it ships: fit, weights and regression together. Knows no cascade."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from brain.emotion.hybrid import fit, weights
from brain.emotion.hybrid.detector import HybridDetector
from brain.emotion.hybrid.model import Model
from brain.emotion.quick import quickly
from brain.emotion.vad import regression
from brain.errors import PersonaForgeError

if TYPE_CHECKING:
    from brain.static_embedder import StaticEmbedder


@lru_cache(maxsize=1)
def hybrid(embedder: StaticEmbedder) -> HybridDetector:
    """The detector, the same for the same embedder; made in about 0.1 s, of 40 MB.

    Raises NotFound or PersonaForgeError where its weights are not those that were measured.
    Without those for valence, arousal and dominance, points come from the labels alone.
    """
    numbers = fit.shipped()
    model = Model(weights.shipped(numbers.sha256), embedder, linear=numbers.linear)
    return HybridDetector(model, numbers, regression=_points(numbers))


def for_many(embedder: StaticEmbedder, *, named: bool) -> HybridDetector:
    """The same for many messages one after the other: the same readings, with triggers where they are to be named."""
    numbers = fit.shipped()
    model = Model(weights.shipped(numbers.sha256), embedder, linear=numbers.linear)
    return HybridDetector(model, numbers, regression=_points(numbers), scan=quickly, named=named)


def _points(numbers: fit.Fit) -> regression.Regression | None:
    try:
        return regression.shipped(numbers.points_sha256)
    except PersonaForgeError:
        return None
