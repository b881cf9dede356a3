"""Cuts a message into sentences and clauses, each with its place; what is quoted is blotted out. Knows no meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 500
"""A clause is cut after this many characters, at a blank."""

_QUOTED_PATTERNS: Final = (
    r"```[\s\S]{1,5000}?```",
    r"`[^`\n]{1,500}`",
    r"^[ \t]*>.*$",
    r'(?<!\w)"(?=\S)[^"]{1,2000}"',
    r"\u201c[^\u201c\u201d]{1,2000}\u201d",
    r"\u201e[^\u201c\u201d\u201e]{1,2000}[\u201c\u201d]",
    r"\xab[^\xab\xbb]{1,2000}\xbb",
    r"(?<![\w'])'(?=\w)(?:[^'\n]|'(?=\w)){1,300}'(?!\w)",
    r"\u2018(?:[^\u2018\u2019\n]|\u2019(?=\w)){1,300}\u2019(?!\w)",
    r'(?<!\w)"(?=\S)[^"\n]*$',
    r"[\u201c\u201e\xab][^\u201d\xbb\n]{0,2000}+$",
)
_QUOTED: Final = re.compile("|".join(_QUOTED_PATTERNS), re.MULTILINE)
"""Code, quoted lines, words in quotation marks; a quotation that is not closed goes to the end of its line."""

_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"

_STOP: Final = re.compile(r"[.!?\u2026]+[)\]]*(?=\s|$)|[\u3002\uff01\uff1f]|\n")
_ASKING: Final = ("?", "\N{FULLWIDTH QUESTION MARK}")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|prof|jr|sr|vs|e\.g|i\.e|approx)|(?-i:\b[A-HJ-Z]))$", re.IGNORECASE
)
_CUT_PATTERNS: Final = (
    r"\s*(?:[;:\u2013\u2014]|\s-\s|[()\[\]])\s*",
    r"\s*,\s*(?:(?:and|but|so|while|plus|yet)\s+)?(?=(?:i|my|we|our)\b)",
    r"\s*,\s*(?=(?:do|did|can|could|would|will|are|is|have|what|how|why|where|who|when|right|isn't)\b)",
    r"\s+(?:and|but|so|while|plus|yet)\s+(?=(?:i|we)\b)",
    r"\s+(?:and|but|while)\s+(?=(?:my|our)\s+(?:\w+\s+){1,3}(?:is|are|was|were|has|had|lives?|works?|likes?|plays?)\b)",
)
_CUT: Final = re.compile("|".join(_CUT_PATTERNS), re.IGNORECASE)
_SUBJECT: Final = re.compile(r"\W*(?:my|our)(?:\s+best)?\s+\w+(?:\s+(?-i:[A-Z])\w*)?$", re.IGNORECASE)
"""A clause that is no more than this has no verb yet: "my sister Ana" before "and I"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the message; `text` is what stands there with quotations blotted out."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence(Clause):
    """A sentence with its clauses. Of a question, the clauses before the asking one are still statements."""

    question: bool
    clauses: tuple[Clause, ...]


def sentences(message: str) -> list[Sentence]:
    """The sentences of a message in order, without empty ones. Takes time linear in the message's length."""
    blotted = _QUOTED.sub(lambda match: "_" * len(match.group()), message).replace(_APOSTROPHE, "'")
    found: list[Sentence] = []
    start = 0
    for stop in _STOP.finditer(blotted):
        if stop.group().startswith(".") and _ABBREVIATION.search(blotted, max(start, stop.start() - 8), stop.start()):
            continue
        _add(found, blotted, start, stop.start(), question=stop.group().startswith(_ASKING) or "?" in stop.group())
        start = stop.end()
    _add(found, blotted, start, len(blotted), question=False)
    return found


def _add(found: list[Sentence], blotted: str, start: int, end: int, *, question: bool) -> None:
    if blotted[start:end].strip():
        clauses = _clauses(blotted, start, end)
        if question:
            clauses = clauses[:-1]
        found.append(Sentence(start, end, blotted[start:end], question, tuple(clauses)))


def _clauses(blotted: str, start: int, end: int) -> list[Clause]:
    found: list[Clause] = []
    begin = start
    for cut in _CUT.finditer(blotted, start, end):
        if _SUBJECT.match(blotted, begin, cut.start()) and cut.group().strip()[:1] not in {":", ";"}:
            continue
        found.append(_clause(blotted, begin, cut.start()))
        begin = cut.end()
    found.append(_clause(blotted, begin, end))
    return [clause for clause in found if clause.text]


def _clause(blotted: str, start: int, end: int) -> Clause:
    """The clause without blanks around it, cut at a blank where it is too long."""
    text = blotted[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
    return Clause(start, start + len(text), text)
