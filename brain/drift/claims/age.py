"""Claims of a speaker about its age, as a range of years. Knows no other slot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claimed import claimed
from brain.drift.claims.clause import QUOTE
from brain.drift.claims.numerals import numbers
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drift.claims.claim import Claim
    from brain.drift.claims.clause import Clause

PLAUSIBLE: Final = range(12, 111)
"""Bare numbers outside this count something else: "I am two streets away"."""

_CUES: Final = ("i'm ", "i am ", "i turn", "counted", "reached", "shall be", "will be", "i'll be")
_AGED: Final = re.compile(
    r"\b(?:i\sam|i'm|(?P<soon>i\sshall\sbe|i\swill\sbe|i'll\sbe|i\sturn)|i(?:'ve|\shave)?\s(?:turned|counted|reached))\s"
    r"(?:(?:now|only|just|already|about|nearly|almost)\s)*"
    r"(?:(?P<past>past|over|in\smy\s(?:(?P<third>early|mid|middle|late)[\s-])?)\s?)?"
    r"(?P<said>(?:[a-z]+|\d+)(?:[\s-][a-z]+){0,2}?)"
    r"(?P<unit>\s(?:years\sold|years\sof\sage|winters|summers|now|(?:this|next|last|in)\s\w+|already))?"
    r"(?=\s*(?:[,.!;]|$|\sand\b|\syears\b|\swinters\b))"
)
_THIRDS: Final = {"early": (0, 4), "mid": (3, 7), "middle": (3, 7), "late": (6, 10)}


def of_age(clause: Clause) -> Iterator[Claim]:
    """How old the clause says that the speaker is."""
    lowered = clause.text.lower()
    if not any(cue in lowered for cue in _CUES) or QUOTE in lowered:
        return
    found = _AGED.search(lowered)
    if found is None:
        return
    past = found.group("past") or ""
    words = found.group("said").replace("-", " ").split()
    decade = vocabulary().decades.get(words[-1]) if past.startswith("in my") else None
    if decade is not None:
        low, high = _THIRDS.get(found.group("third") or "", (0, 10))
        yield claimed(clause, "age", found, low=float(decade + low), high=float(decade + high), tense="present")
        return
    stated = numbers(words)
    whole = len(stated) == 1 and (stated[0].first, stated[0].end) == (0, len(words)) and not stated[0].ordinal
    if not whole or (stated[0].value not in PLAUSIBLE and not _counts_years(found.group("unit") or "")):
        return
    low, high = stated[0].value - (found.group("soon") is not None), stated[0].value + 1
    if past in ("past", "over"):
        high += 9
    yield claimed(clause, "age", found, low=float(low), high=float(high), tense="present")


def _counts_years(unit: str) -> bool:
    return "old" in unit or "of age" in unit or "winters" in unit
