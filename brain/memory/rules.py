"""What a clause says about the one who says it: rules in order, from `rules.toml`. Knows no message and no memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from brain.memory import patterns
from brain.memory.memory import MemoryType

if TYPE_CHECKING:
    import re


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of statement: its name, and the type and base importance (0 to 1) of the memory it makes."""

    name: str
    type: MemoryType
    importance: float
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Language:
    """A language's rules, with what may stand before a statement and what tells that a clause is none."""

    rules: tuple[Rule, ...]
    opening: re.Pattern[str]
    nothing: re.Pattern[str]
    dated: re.Pattern[str]
    emphatic: re.Pattern[str]

    def rule(self, clause: str) -> Rule | None:
        """The first rule that fits the clause, after words such as "well" or "yesterday"; None if none does."""
        opening = self.opening.match(clause)
        start = opening.end() if opening else 0
        if self.nothing.match(clause, start):
            return None
        return next((rule for rule in self.rules if rule.pattern.match(clause, start)), None)

    def importance(self, rule: Rule, clause: str) -> float:
        """The rule's importance, 0.1 more for a time or a date, 0.1 more for emphasis, at most 1."""
        more = 0.1 * bool(self.dated.search(clause)) + 0.1 * bool(self.emphatic.search(clause))
        return round(min(1.0, rule.importance + more), 2)


@cache
def english() -> Language:
    """The rules for English, compiled once."""
    data = patterns.load("rules.toml")
    known = patterns.parts(data["words"], data["parts"])
    return Language(
        rules=tuple(
            Rule(
                name=rule["name"],
                type=MemoryType(rule["type"]),
                importance=rule["importance"],
                pattern=patterns.either(rule["patterns"], known),
            )
            for rule in data["rule"]
        ),
        opening=patterns.either(["<OPENING>"], known),
        nothing=patterns.either(data["nothing"], known),
        dated=patterns.either([r"\b<TIME>"], known),
        emphatic=patterns.either([r"\b<emphasis>\b"], known),
    )
