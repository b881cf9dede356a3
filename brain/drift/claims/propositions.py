"""Whether two statements can both be true: by negation, contrary words, turned comparisons, other particulars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.claims.statement import LEAST_KEY
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from brain.drift.claims.claim import Claim, Statement

ALIKE: Final = 0.6
"""Least share of the longer clause's content words that must be met for two clauses to be about the same."""

FRAMED: Final = 0.75
"""The same, for two clauses that differ in a year, a number or a name."""

FEWEST: Final = 3
"""Fewer content words in common than this are chance, unless they are all there is."""


def stated(one: Claim, other: Claim) -> float:
    """Above 0 how surely two statements cannot both be true; below 0 that they say the same; 0 neither."""
    a, b = one.statement, other.statement
    if a is None or b is None or a.own != b.own or not _same_time(one, other):
        return 0.0
    if a.left and b.left:
        return _compared(a, b)
    parted = _particulars(a, b)
    if parted:
        return 0.0 if one.negated != other.negated else parted
    denial = _denied(one, other)
    if denial:
        return denial
    opposed = _opposed(a, b)
    met = len(a.key & b.key) + opposed
    longer, shorter = max(len(a.key), len(b.key)), min(len(a.key), len(b.key))
    alike = met / longer
    if alike < ALIKE or met < min(FEWEST, longer) or (shorter < FEWEST and alike < 1.0):
        return 0.0
    weight = 0.9 if alike >= 0.8 else 0.75  # noqa: PLR2004 - nearly all words
    return weight if (a.negations + b.negations + opposed) % 2 else -weight


def _denied(one: Claim, other: Claim) -> float:
    """Above 0 where one denies of the speaker in general what the other says of it with a word more."""
    if one.negated == other.negated:
        return 0.0
    refused, said = (one.statement, other.statement) if one.negated else (other.statement, one.statement)
    if refused is None or said is None or not refused.own or not refused.key < said.key:
        return 0.0
    if len(said.key) - len(refused.key) > 1 or (len(refused.key) < LEAST_KEY and not (refused.able and said.able)):
        return 0.0
    return 0.75


def _same_time(one: Claim, other: Claim) -> bool:
    if one.tense == other.tense:
        return True
    times = {one.tense, other.tense}
    never = (one.tense == "perfect" and one.negated) or (other.tense == "perfect" and other.negated)
    return times == {"past", "perfect"} if never else times <= {"present", "perfect", "future"}


def _against(word: str) -> frozenset[str]:
    return vocabulary().contrary.get(word, frozenset())


def _opposed(a: Statement, b: Statement) -> int:
    """How many words of one stand against a word of the other."""
    left = set(b.key - a.key)
    pairs = 0
    for word in sorted(a.key - b.key):
        against = left & _against(word) or {other for other in left if _prefixed(word, other) or _prefixed(other, word)}
        if word in a.modifiers:
            # "the old bridge" and "the new bridge" are two bridges, not one of which two things are said.
            against -= b.modifiers
        if against:
            left -= {min(against)}
            pairs += 1
    return pairs


def _prefixed(word: str, other: str) -> bool:
    return any(word == prefix + other for prefix in ("un", "in", "im", "ir", "il", "dis", "non"))


def _compared(a: Statement, b: Statement) -> float:
    straight = bool(a.left & b.left and a.right & b.right)
    crossed = bool(a.left & b.right and a.right & b.left)
    if straight == crossed:
        return 0.0
    turned = crossed + (a.less != b.less) + a.negations + b.negations
    return 0.9 if turned % 2 else -0.9


def _particulars(a: Statement, b: Statement) -> float:
    """Above 0 where the two clauses are the same but for a year, a number, a month or a name."""
    if not ((a.years and b.years) or (a.counts and b.counts) or (a.months and b.months) or (a.names and b.names)):
        return 0.0
    one, other = a.key - (a.names - b.names), b.key - (b.names - a.names)
    met, longer = len(one & other), max(len(one), len(other))
    if a.own and _begins(a, b) and ((a.years and b.years) or (a.counts and b.counts)):
        return _parted(a, b, sure=False)
    if met < min(FEWEST, longer) or met < FRAMED * longer or met < LEAST_KEY or _opposed(a, b):
        return 0.0
    return _parted(a, b, sure=met >= FEWEST)


def _counted_otherwise(a: Statement, b: Statement) -> bool:
    """Whether both count the same thing, and no number agrees."""
    units = {unit for _, unit in a.counts} & {unit for _, unit in b.counts}
    return bool(units) and not a.counts & b.counts


def _begins(a: Statement, b: Statement) -> bool:
    """Whether the longer of two clauses begins with the words of the shorter one, two at least."""
    shorter, longer = sorted((a.order, b.order), key=len)
    return len(set(shorter)) >= LEAST_KEY and set(longer[: len(shorter)]) == set(shorter)


def _parted(a: Statement, b: Statement, *, sure: bool) -> float:
    """How surely the particulars of two clauses that are otherwise the same exclude each other."""
    if a.years and b.years:
        return 0.0 if a.years & b.years else 0.9 if sure else 0.7
    if _counted_otherwise(a, b):
        return 0.8 if sure else 0.6
    named = len(a.names) == len(b.names) and a.names != b.names
    dated = bool(a.months and b.months and not a.months & b.months)
    return 0.7 if sure and (named or dated) else 0.0
