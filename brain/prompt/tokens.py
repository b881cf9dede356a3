"""Counting tokens without asking a model: an estimate, and labelled as one. Knows no prompt."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

CHARACTERS: Final = 3.5
"""Characters of English a token, for want of a tokenizer: what Llama 2's makes of the demo personas' prompts."""

KEPT: Final = 1_024
"""Counts of this many texts are remembered: most of a prompt is the same from turn to turn."""


class TokenCounter(Protocol):
    """Says how long a text is to a model."""

    @property
    def label(self) -> str:
        """What stands beside its figures."""

    def count(self, text: str) -> int:
        """Tokens of the text, 0 for an empty one."""


class ByLength:
    """Counts by the number of bytes alone."""

    label = "estimated (by length)"

    def count(self, text: str) -> int:
        """Tokens of the text, rounded up; a letter outside ASCII counts as the bytes that it takes."""
        return math.ceil(len(text.encode("utf-8", "replace")) / CHARACTERS)


class ByTokenizer:
    """Counts by a tokenizer that is at hand, which is not the model's own. Remembers what it counted."""

    label = "estimated (embedded tokenizer)"

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = lru_cache(maxsize=KEPT)(count)

    def count(self, text: str) -> int:
        """Tokens of the text."""
        return self._count(text)
