"""Where the words that a judge quotes stand in the reply. A quote that is not there is no evidence. Knows no model."""

from __future__ import annotations

import re
from typing import Final

SHORTEST: Final = 2
"""Letters or digits a quote must have at least: less would be found anywhere."""

_MARKS: Final = re.compile(r"[\W_]+")
_ELLIPSIS: Final = re.compile(r"\s*(?:\.\.\.|…|\[\.\.\.\])\s*")


def located(quote: str, reply: str) -> tuple[int, int] | None:
    """Start and end, in characters of the reply, of the quoted words; None if they are not there.

    Case, blanks, quotation marks and other punctuation may differ. Of a quote with an ellipsis the longest part counts.
    """
    parts = sorted(_ELLIPSIS.split(quote), key=len, reverse=True)
    words = [word for word in _MARKS.split(parts[0]) if word]
    if sum(map(len, words)) < SHORTEST:
        return None
    pattern = r"[\W_]+".join(map(re.escape, words))
    found = re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", reply, re.IGNORECASE)
    return (found.start(), found.end()) if found else None
