"""The part of what was said that fits a question best, word for word. Knows no index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from brain.memory.terms import terms

LONGEST: Final = 240
"""Most characters of an excerpt."""

_STEM: Final = 5
_SENTENCE: Final = re.compile(r"[^.!?\u2026\n]+[.!?\u2026]*")
_READ: Final = 20_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of what was said, `words[start:end]`, with its blanks evened out."""

    text: str
    start: int
    end: int


def excerpt(words: str, question: str) -> Excerpt:
    """The sentence that shares most telling words with the question, and what follows, up to 240 characters.

    Words count as shared if they begin alike. Without any, it begins where the words do; a long sentence is cut at a
    blank.
    """
    wanted = {term[:_STEM] for term in terms(question)}
    sentences = [match.span() for match in _SENTENCE.finditer(words[:_READ]) if match.group().strip()]
    if not sentences:
        return _cut(words, 0, len(words))
    best = max(range(len(sentences)), key=lambda place: (_shared(words[slice(*sentences[place])], wanted), -place))
    start, end = sentences[best]
    for _, later in sentences[best + 1 :]:
        if later - start > LONGEST:
            break
        end = later
    return _cut(words, start, end)


def _shared(sentence: str, wanted: set[str]) -> int:
    return len({term[:_STEM] for term in terms(sentence)} & wanted)


def _cut(words: str, start: int, end: int) -> Excerpt:
    text = words[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
    return Excerpt(" ".join(text.split()), start, start + len(text))
