"""Words made comparable: lower case, without accents, one blank between them. Knows no database.

Index and question go through the same folding, so that both databases find the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_WORD: Final = 64
"""Longer words are cut: no search needs more, and PostgreSQL takes no lexeme beyond 2 kB."""

_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Signs of scripts that set no blanks between words; each counts as a word. Hangul sets blanks."""


def plain(text: str) -> str:
    """The text in lower case and without accents: compatibility decomposition, marks taken away, case folded."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def words(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text in their order; one of a script without blanks is the run of its signs.

    `words("Zoë's 物理")` is `(("zoe",), ("s",), ("物", "理"))`.
    """
    return tuple(_pieces(word) for word in _WORD.findall(plain(text)))


def fold(text: str) -> str:
    """The words of a text with one blank before, between and behind them, so that ` word ` can be looked for."""
    folded = plain(text)
    if not folded.isascii():
        folded = _UNSPACED.sub(r" \g<0> ", folded)
    return f" {' '.join(word[:LONGEST_WORD] for word in _WORD.findall(folded))} "


def _pieces(word: str) -> tuple[str, ...]:
    if word.isascii() or not _UNSPACED.search(word):
        return (word[:LONGEST_WORD],)
    return tuple(one[:LONGEST_WORD] for one in _WORD.findall(_UNSPACED.sub(r" \g<0> ", word)))
