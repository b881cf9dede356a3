"""What somebody is, read out of a sentence: the noun phrase for it, and the field of work it belongs to."""

from __future__ import annotations

import re
from typing import Final

from brain.drafting import phrases, shelf

_WORKS_AS: Final = re.compile(r"\bwork(?:s|ed|ing)? as (?:an? |the )?(.{2,60})")
_CLAUSE: Final = re.compile(r"\b(?:who|that|which|whose)\b|[,;.]")


def read(words: str, *, kind: str) -> tuple[str, str]:
    """The noun phrase without article, and the field. What it works as comes first, then what the sentence begins with.

    Both are empty and the fallback where the words name no work.
    """
    told = _WORKS_AS.search(words)
    for text in ((told.group(1),) if told else ()) + (_CLAUSE.split(words, maxsplit=1)[0], words):
        # What a made mind believes or says itself to be is not what it works as.
        if found := _named(text, kind=kind):
            return phrases.with_kind(words, found), shelf.work_words()[found]
        if kind == "ai":
            break
    noun = phrases.head(words)
    return noun or ("AI" if kind == "ai" else ""), shelf.MACHINE if kind == "ai" else shelf.FALLBACK


def _named(text: str, *, kind: str) -> str:
    """The word for work that the text names first; of a compound (`cowboy poet`) the last part; empty if none."""
    lower = f" {text.lower()} "
    found: dict[int, str] = {}
    for word in shelf.work_words():
        # Most are not there at all, and a pattern for each of them is more than the cache of patterns holds.
        if word not in lower or (kind == "ai" and word in shelf.words("made")):
            continue
        match = re.search(rf"\b{re.escape(word)}s?\b", lower)
        if match and len(found.get(match.start(), "")) < len(word):
            found[match.start()] = word
    if not found:
        return ""
    at = min(found)
    word = found[at]
    while (following := at + len(word) + 1) in found:
        at, word = following, found[following]
    return word
