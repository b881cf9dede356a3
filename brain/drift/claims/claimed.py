"""A claim out of the clause that makes it: place, tense, polarity and strength are the clause's. Knows no slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.claims.claim import Claim, Slot, Tense

if TYPE_CHECKING:
    import re

    from brain.drift.claims.clause import Clause


def claimed(
    clause: Clause,
    slot: Slot,
    found: re.Match[str] | None = None,
    *,
    about: str = "",
    values: frozenset[str] = frozenset(),
    low: float = 0.0,
    high: float = 0.0,
    negated: bool = False,
    tense: Tense | None = None,
    strength: float = 1.0,
) -> Claim:
    """The claim that `found`, or the whole clause, makes; `strength` is its worth where nothing is hedged."""
    start, end = (clause.start + found.start(), clause.start + found.end()) if found else (clause.start, clause.end)
    start += len(clause.text[start - clause.start :]) - len(clause.text[start - clause.start :].lstrip())
    return Claim(
        slot=slot,
        about=about,
        values=values,
        low=low,
        high=high,
        negated=negated != clause.denied,
        tense=tense or clause.tense,
        strength=clause.strength * strength,
        start=start,
        end=max(start, end),
        text=clause.text.strip(),
    )
