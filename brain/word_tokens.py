"""Tokens of the static embedder, where each word is cut only once. Knows no vector.

No token of its vocabulary holds a blank within it, so a text's tokens are those of its words, one after the other;
`docs/scoring.md` says what that saves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from brain.static_embedder import StaticEmbedder

MOST: Final = 65_536
"""Words that are remembered, about 300 bytes each."""

SHORT: Final = 1_000
"""Longer texts are cut as a whole: they may be beyond what the embedder reads."""

BLANK: Final = "\u2581"
"""What the tokenizer writes for a blank. A text that holds it is cut as a whole."""


class WordTokens:
    """Makes of a text the same tokens as its embedder. Safe to use from several threads."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self._word: Callable[[str], list[int]] = lru_cache(maxsize=MOST)(embedder.tokens)

    def vectors(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        """The embedder's vector of each token."""
        return self._embedder.vectors(tokens)

    def tokens(self, text: str) -> list[int]:
        """The numbers of its tokens, at most 4,096 of them."""
        # Marks such as <s> are one token wherever they stand, and several blanks in a row are tokens of their own.
        if (
            len(text) > SHORT
            or "<" in text
            or BLANK in text
            or "  " in text
            or text[:1] in ("", " ")
            or text[-1] == " "
        ):
            return self._embedder.tokens(text)
        found: list[int] = []
        for word in text.split(" "):
            found += self._word(word)
        return found
