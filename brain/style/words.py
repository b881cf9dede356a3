"""Words and sentences of a text, with their places in it. Knows no language but the marks of Latin-script prose."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

# Invisible joiners count as part of a word and are dropped from its normal form, so that a phrase
# cannot be hidden by slipping one in.
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD: Final = re.compile(
    rf"[^\W_](?:[^\W_]|[{_INVISIBLE}]|[\u0300-\u036f])*(?:['’ʼ](?:[^\W_]|[{_INVISIBLE}])+)*"  # noqa: RUF001
)
# The same for a text of ASCII alone, which needs no tables of Unicode.
_PLAIN: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_DROPPED: Final = str.maketrans(dict.fromkeys(_INVISIBLE, "") | {"’": "'", "ʼ": "'"})  # noqa: RUF001
_END: Final = re.compile(r"(?:[.!?…。！？]+[\"'”’)\]*]*(?=\s|$))|\n+")  # noqa: RUF001
_ABBREVIATED: Final = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "st", "mt", "sr", "jr", "vs", "etc", "e.g", "i.e", "a.m", "p.m", "rev", "gen"}
)


class Word(NamedTuple):
    """A word in normal form (NFKC, lower case, straight apostrophe) and its place, `text[start:end]`."""

    form: str
    start: int
    end: int


class Span(NamedTuple):
    """A stretch of a text, `text[start:end]`."""

    start: int
    end: int


def words(text: str) -> tuple[Word, ...]:
    """The words in order. Digits count as words, punctuation does not."""
    if text.isascii():
        return tuple([Word(found.group(), *found.span()) for found in _PLAIN.finditer(text.lower())])
    return tuple([Word(_form(found.group()), *found.span()) for found in _WORD.finditer(text)])


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences that hold at least one word, in order, without surrounding white space.

    Ends are `.`, `!`, `?`, `…` before white space, and line breaks; common English abbreviations do not end one.
    """
    spans: list[Span] = []
    start = 0
    for found in _END.finditer(text):
        if found.group()[0] == "." and _abbreviated(text, found.start()):
            continue
        _add(spans, text, start, found.end())
        start = found.end()
    _add(spans, text, start, len(text))
    return tuple(spans)


def _form(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).casefold().translate(_DROPPED)


def _abbreviated(text: str, at: int) -> bool:
    tail = text[max(0, at - 8) : at].split()
    return bool(tail) and (tail[-1].lower().lstrip("(\"'“") in _ABBREVIATED)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if _WORD.search(piece) is None:
        return
    lead = len(piece) - len(piece.lstrip())
    spans.append(Span(start + lead, start + len(piece.rstrip())))
