"""Vectors of a small collection, held in memory and compared one and all. Knows no index and no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearness:
    """Ids and their vectors: `rows` has shape (len(ids), dimensions), each row of length 1, or 0 where it has none."""

    ids: tuple[str, ...]
    rows: Floats

    @classmethod
    def of(cls, ids: Sequence[str], vectors: Floats) -> Nearness:
        """Of vectors of any length, shape (len(ids), dimensions)."""
        return cls(tuple(ids), _scaled(vectors))

    def nearest(self, vector: Floats, limit: int) -> tuple[tuple[str, float], ...]:
        """Ids and cosine similarities (-1 to 1), the most similar first; all are compared, so none is missed."""
        cosines = self.rows @ _scaled(vector[None])[0]
        best = np.argsort(-cosines, kind="stable")[:limit]
        return tuple((self.ids[at], float(cosines[at])) for at in best)

    def after(self, ids: Sequence[str], vectors: Floats) -> Nearness:
        """With vectors added; those of ids that are there already are replaced."""
        kept = self.without(ids)
        return Nearness((*kept.ids, *ids), np.concatenate([kept.rows, _scaled(vectors)]))

    def without(self, ids: Sequence[str]) -> Nearness:
        """Without these ids; those that are not there are passed over."""
        gone = set(ids)
        kept = [at for at, one in enumerate(self.ids) if one not in gone]
        if len(kept) == len(self.ids):
            return self
        return Nearness(tuple(self.ids[at] for at in kept), self.rows[kept])


def _scaled(vectors: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    scaled = np.zeros_like(vectors)
    np.divide(vectors, lengths, out=scaled, where=lengths > 0.0)
    return scaled
