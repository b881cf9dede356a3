"""Whether a text tells its reader what to do, rather than telling something. Knows no memory and no prompt.

It errs on the side of caution: a statement wrongly taken for an order is kept and never recalled into a prompt,
while an order taken for a statement would speak in every later conversation (arXiv 2503.03704 shows how).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from brain.memory import patterns

_SPACED: Final = re.compile(r"\b(?:\w ){3,}\w\b")
_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
_INVISIBLE: Final = frozenset({"Cf", "Mn"})


def instruction_like(text: str) -> bool:
    """Whether the text holds an order to its reader, markup of a prompt or a page, or a disguise of these.

    Width, case, invisible characters and l e t t e r s with blanks between them do not hide it. English, with the
    usual first step in some other languages; the patterns are in `instructions.toml`.
    """
    return _signs().search(_plain(text)) is not None


@cache
def _signs() -> re.Pattern[str]:
    data = patterns.load("instructions.toml")
    known = patterns.parts({}, data["parts"])
    return patterns.either((sign for signs in data["signs"].values() for sign in signs), known)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace(_APOSTROPHE, "'")
    seen = "".join(letter for letter in folded if unicodedata.category(letter) not in _INVISIBLE)
    spaced = " ".join(seen.split())
    return _SPACED.sub(lambda match: match.group().replace(" ", ""), spaced)
