"""Whether two statements say the same in nearly the same words. Knows no meaning, only words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

ALIKE: Final = 0.8
"""Share of words in common (Jaccard index) from which two statements are the same."""

_WORD: Final = re.compile(r"[\w]+(?:['\u2019]\w+)?")
_NEGATION: Final = re.compile(r"^(?:not?|never|none|nothing|nobody|without|cannot|cant|dont|\w+n['\u2019]t)$")
_FILLERS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "really",
        "very",
        "so",
        "just",
        "also",
        "well",
        "oh",
        "and",
        "but",
        "actually",
        "that",
        "do",
        "of",
        "to",
        "am",
        "is",
        "are",
        "was",
    ]
)
_CONTRACTED: Final = re.compile(r"['\u2019](?:m|s|re|ve|ll|d)$")


def near_duplicate(one: str, other: str) -> bool:
    """Whether at least 80 % of the words are common to both, and numbers and negations are the very same.

    `near_duplicate("I live in Oslo", "Well, I really live in Oslo!")` is True; with "I don't live in Oslo" or
    another number it is False.
    """
    return alike(statement(one), statement(other))


def alike(words: frozenset[str], others: frozenset[str]) -> bool:
    """`near_duplicate` for two texts whose `statement` is known."""
    if words == others:
        return True
    if not words or not others or _decisive(words) != _decisive(others):
        return False
    return len(words & others) / len(words | others) >= ALIKE


# The newest memories are candidates turn after turn.
@lru_cache(maxsize=2_048)
def statement(text: str) -> frozenset[str]:
    """The words that carry a statement, lower case, without fillers and contracted verbs."""
    words = (_CONTRACTED.sub("", word) for word in _WORD.findall(text.casefold()))
    return frozenset(word for word in words if word not in _FILLERS)


# A statement is held against many others, one after the other.
@lru_cache(maxsize=1_024)
def _decisive(words: frozenset[str]) -> frozenset[str]:
    """Numbers, and whether there is a negation: one of these changed, and the statement is another."""
    numbers = {word for word in words if any(letter.isdigit() for letter in word)}
    negated = {"not"} if any(_NEGATION.match(word) for word in words) else set()
    return frozenset(numbers | negated)
