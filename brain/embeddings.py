"""Turning text into vectors: the Embedder protocol. Vectors of two embedders are never compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Makes unit-length vectors. `id` names model and version, and is stored with every vector."""

    @property
    def id(self) -> str:
        """Model and version, such as `wordllama-l2-supercat-256`."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """An array of shape (len(texts), dimensions), float32, each row of length 1 (or 0 for an empty text)."""
