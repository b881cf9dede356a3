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


@lru_cache(maxsize=1)
def hybrid(embedder: StaticEmbedder) -> HybridDetector:
    """The detector, the same for the same embedder; made in about 0.1 s, of 40 MB.

    Raises NotFound or PersonaForgeError where its weights are not those that were measured.
    Without those for valence, arousal and dominance, points come from the labels alone.
    """
    numbers = fit.shipped()
    model = Model(weights.shipped(numbers.sha256), embedder, linear=numbers.linear)
    try:
        points = regression.shipped(numbers.points_sha256)
    except PersonaForgeError:
        points = None
    return HybridDetector(model, numbers, regression=points)
