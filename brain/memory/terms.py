"""The words of a question that are worth looking for. Knows no index and no database."""

from __future__ import annotations

import re
from typing import Final

MOST: Final = 16
"""At most so many words of a question are looked for; the longest are kept, as they tell most."""

_READ: Final = 20_000
_LONGEST: Final = 64
_WORD: Final = re.compile(r"[^\W_]+")
_STOP: Final = frozenset(
    """
    a about after again ago all also am an and any anything are aren as ask at be because been before being but
    by can could couldn d did didn do does doesn doing don down ever every few for from get go had has hasn have
    haven having he her here hers him his how i if in into is isn it its just know let like ll m many may me
    might mine more most much must my need no nor not now of off oh ok okay on once one only or other our out
    over own please re really remember s said say says shall she should shouldn so some something still such
    sure t tell than thank thanks that the their them then there these they thing things think this those to
    told too up us very ve want was wasn way we well were weren what when where which while who whom whose why
    will with won would wouldn yes yet you your yours
    """.split()  # noqa: SIM905 - read more easily than a list of 170 strings
)


def terms(question: str) -> tuple[str, ...]:
    """The words to look for, lower case, each once, in their order: no function words, at most 16.

    Empty where the question has none. Takes any text; of one beyond 20,000 characters the rest is not read.
    """
    found = (word[:_LONGEST] for word in _WORD.findall(question[:_READ].casefold()))
    kept = tuple(dict.fromkeys(word for word in found if word not in _STOP and _tells(word)))
    if len(kept) <= MOST:
        return kept
    longest = set(sorted(kept, key=lambda word: (-len(word), word))[:MOST])
    return tuple(word for word in kept if word in longest)


def _tells(word: str) -> bool:
    """A single letter tells nothing, but a single sign of a script without letters may be a word."""
    return len(word) > 1 or not word.isascii() or word.isdigit()
