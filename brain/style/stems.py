"""The stem of an English word, by its ending alone, so that "dogs" and "dog" count as one. Knows no meaning."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

SHORTEST: Final = 3
"""An ending is taken off only where at least this many letters are left."""

_ENDINGS: Final = (
    ("ies", "y"),
    ("ing", ""),
    ("ers", ""),
    ("er", ""),
    ("ied", "y"),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
)
_KEPT_DOUBLE: Final = "ls"
_SILENT: Final = 4


@lru_cache(maxsize=65_536)
def stem(form: str) -> str:
    """The stem of a word in normal form; a far simpler cousin of Porter's (1980), applied once."""
    left = form.removesuffix("'s")
    for ending, instead in _ENDINGS:
        if left.endswith(ending) and len(left) - len(ending) >= SHORTEST:
            left = left[: -len(ending)] + instead
            break
    if len(left) > SHORTEST and left[-1] == left[-2] and left[-1] not in _KEPT_DOUBLE:
        left = left[:-1]
    return left[:-1] if len(left) >= _SILENT and left.endswith("e") else left
