"""What a text claims: one value in one slot. Knows no text and compares nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Slot = Literal[
    "name",
    "birth place",
    "birth date",
    "age",
    "home",
    "nationality",
    "work",
    "family count",
    "family name",
    "family work",
    "marriage",
    "taste",
    "favourite",
    "diet",
    "statement",
]

Tense = Literal["past", "perfect", "present", "future"]

HEDGED: Final = 0.5
"""Factor on the strength of a claim that is hedged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One thing that the speaker says is so.

    `about` is what within the slot it is about (a relation, a dish); `values` what is said of it; `low` and `high` its
    range where that is a number. `strength` runs from 0 to 1 and is what a contradiction to it is worth at most.
    """

    slot: Slot
    about: str = ""
    values: frozenset[str] = frozenset()
    low: float = 0.0
    high: float = 0.0
    negated: bool = False
    tense: Tense = "present"
    strength: float = 1.0
    start: int = 0
    end: int = 0
    text: str = ""
    statement: Statement | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A clause as a proposition: its content words, how often it is negated, and what particulars it names.

    `order` are the content words as they stand. `own` is True where the speaker speaks of itself. `left` and `right`
    are the two sides of a comparison, else empty; `less` is True where the left side comes off worse. `able` is True
    where the speaker says what it can or cannot do. `counts` are numbers with what they count. `modifiers` are words
    that stand right before another content word.
    """

    key: frozenset[str]
    order: tuple[str, ...] = ()
    negations: int = 0
    own: bool = False
    left: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    less: bool = False
    years: frozenset[int] = frozenset()
    months: frozenset[str] = frozenset()
    counts: frozenset[tuple[int, str]] = frozenset()
    names: frozenset[str] = frozenset()
    able: bool = False
    modifiers: frozenset[str] = frozenset()
