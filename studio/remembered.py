"""An embedder that remembers the vectors it made last; a wrapper of the same shape. Knows no model."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.embeddings import Embedder

MOST: Final = 4_096
"""Vectors kept, about 1 kB each; the one longest unused goes first."""


class Remembered:
    """Asks `inner` only for texts it has not seen lately. Safe to use from several threads."""

    def __init__(self, inner: Embedder, *, most: int = MOST) -> None:
        self._inner, self._most = inner, most
        self._lock = threading.Lock()
        self._made: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def id(self) -> str:
        """The inner embedder's."""
        return self._inner.id

    @property
    def dimensions(self) -> int:
        """The inner embedder's."""
        return self._inner.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """An array of shape (len(texts), dimensions), float32, as the inner embedder makes it."""
        with self._lock:
            known = {text: self._made[text] for text in texts if text in self._made}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= dict(zip(new, self._inner.embed(new), strict=True))
        with self._lock:
            for text in texts:
                self._made[text] = known[text]
                self._made.move_to_end(text)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        rows = [known[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)
