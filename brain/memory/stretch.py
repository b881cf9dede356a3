"""Finding the words that a model quotes in the text that it quotes from. Knows no model."""

from __future__ import annotations

import re


def stretch(quote: str, text: str) -> re.Match[str] | None:
    """Where a quotation stands in a text, character for character but for blanks; None where it does not."""
    words = quote.split()
    return re.search(r"\s+".join(map(re.escape, words)), text) if words else None
