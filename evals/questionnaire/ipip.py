"""IPIP-NEO-120 (Johnson 2014): its items, facets and keys, how one is asked and how an answer is read.

The facets stand in the order of the NEO PI-R (Costa and McCrae 1992), as those of the genome do.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.genome.big_five import FACETS

if TYPE_CHECKING:
    from collections.abc import Mapping

LOWEST: Final = 1
HIGHEST: Final = 5

FACTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "O": "openness",
        "C": "conscientiousness",
        "E": "extraversion",
        "A": "agreeableness",
        "N": "neuroticism",
    }
)

ASKED: Final = (
    "How well does this describe you as you are: “{item}”? "
    "Answer with one number, from 1 (very inaccurate) to 5 (very accurate), and say in a sentence why."
)

SCALE: Final[Mapping[str, int]] = MappingProxyType(
    {
        "very inaccurate": 1,
        "moderately inaccurate": 2,
        "neither accurate nor inaccurate": 3,
        "neither inaccurate nor accurate": 3,
        "moderately accurate": 4,
        "very accurate": 5,
    }
)
"""The answers in words, as the questionnaire's own form has them."""

_NUMBER: Final = re.compile(r"(?<![\w.,/-])([1-5])(?:\.0)?(?![\w%]|[.,/-]\d)")
_ANY_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_OF_FIVE: Final = re.compile(r"(?<![\w.,/-])([1-5])\s*(?:/|out of|of)\s*(?:5|five)\b", re.IGNORECASE)


class Item(NamedTuple):
    """One item. `reverse` means that agreement speaks for the low end of its facet."""

    id: str
    text: str
    factor: str
    facet: str
    reverse: bool


@cache
def items() -> tuple[Item, ...]:
    """The 120 items in the questionnaire's order, each with an id such as `ipip-001`."""
    listed = json.loads(files("evals.questionnaire").joinpath("ipip-neo-120.json").read_text(encoding="utf-8"))
    found = []
    for number, one in enumerate(listed, start=1):
        factor = FACTORS[one["domain"]]
        facet = FACETS[factor][one["facet"] - 1]
        found.append(Item(f"ipip-{number:03d}", one["text"], factor, facet, reverse=one["keyed"] == "minus"))
    return tuple(found)


@cache
def item(name: str) -> Item:
    """The item of that id. Raises KeyError for one that there is not."""
    return {one.id: one for one in items()}[name]


def answer(reply: str) -> int | None:
    """The answer that a reply gives, 1 to 5; None where it gives none, or more than one.

    >>> answer("4. I do like order."), answer("very accurate"), answer("Hm."), answer("3 or 4")
    (4, 5, None, None)
    """
    of_five = {int(found) for found in _OF_FIVE.findall(reply)}
    if of_five:
        return of_five.pop() if len(of_five) == 1 else None
    numbers = {int(found) for found in _NUMBER.findall(reply)}
    if len(_ANY_NUMBER.findall(reply)) > 1 and len(numbers) != 1:
        return None
    if numbers:
        return numbers.pop() if len(numbers) == 1 else None
    plain = " ".join(reply.lower().split())
    spoken = set()
    for words, value in sorted(SCALE.items(), key=lambda pair: -len(pair[0])):
        if re.search(rf"\b{words}\b", plain):
            spoken.add(value)
            plain = plain.replace(words, " ")
    return spoken.pop() if len(spoken) == 1 else None


def keyed(one: Item, given: int) -> float:
    """An answer from 1 to 5 as the level of its facet, 0 to 1, reversed where the item is."""
    level = (given - LOWEST) / (HIGHEST - LOWEST)
    return 1.0 - level if one.reverse else level
