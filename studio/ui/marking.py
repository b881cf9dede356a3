"""Words of a text highlighted, everything escaped. Knows no page and no report."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence


def marked(text: str, words: Sequence[str]) -> str:
    """The text as HTML, with these words of it highlighted wherever they stand whole; longer ones first."""
    wanted = sorted({one for one in words if one.strip()}, key=len, reverse=True)
    if not wanted:
        return as_html(text)
    pattern = re.compile("|".join(map(_whole, wanted)))
    pieces, at = [], 0
    for found in pattern.finditer(text):
        pieces += [as_html(text[at : found.start()]), f"<mark>{as_html(found[0])}</mark>"]
        at = found.end()
    return "".join(pieces) + as_html(text[at:])


def _whole(word: str) -> str:
    """A pattern for the word where it is not part of another; marks stand anywhere."""
    return rf"(?<!\w){re.escape(word)}(?!\w)" if word.strip(string.punctuation) else re.escape(word)
