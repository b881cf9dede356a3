"""The hybrid tier as it ships: fit, weights and regression together. Knows no cascade."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from brain.emotion.hybrid import fit, weights
from brain.emotion.hybrid.detector import HybridDetector
from brain.emotion.hybrid.model import Model
from brain.emotion.vad import regression
from brain.errors import PersonaForgeError

if TYPE_CHECKING:
    from brain.static_embedder import StaticEmbedder


@lru_cache(maxsize=2)
def hybrid(embedder: StaticEmbedder, *, named: bool = True) -> HybridDetector:
    """The detector, the same for the same embedder; it names triggers, or none.

    Made in about 0.1 s, of 40 MB, and up to 60 MB more as words and tokens are met.

    Raises NotFound or PersonaForgeError where its weights are not those that were measured.
    Without those for valence, arousal and dominance, points come from the labels alone.
    """
    numbers = fit.shipped()
    return HybridDetector(_model(embedder), numbers, regression=_points(numbers), named=named)


@lru_cache(maxsize=1)
def _model(embedder: StaticEmbedder) -> Model:
    numbers = fit.shipped()
    return Model(weights.shipped(numbers.sha256), embedder, linear=numbers.linear)


@lru_cache(maxsize=1)
def _points_of(sha256: str) -> regression.Regression:
    return regression.shipped(sha256)


def _points(numbers: fit.Fit) -> regression.Regression | None:
    try:
        return _points_of(numbers.points_sha256)
    except PersonaForgeError:
        return None
