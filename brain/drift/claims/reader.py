"""All claims of a text. Knows neither persona nor session."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from brain.drift.claims.clause import clauses
from brain.drift.claims.family import of_family
from brain.drift.claims.person import of_person
from brain.drift.claims.statement import statements_of
from brain.drift.claims.taste import of_taste
from brain.style.words import sentences, words

if TYPE_CHECKING:
    from brain.drift.claims.claim import Claim


@lru_cache(maxsize=4_096)
def claims(text: str) -> tuple[Claim, ...]:
    """What the speaker of an English text claims to be so, in order; empty where nothing can be read.

    Questions, quotations, hearsay, wishes, conditions, pretence and announced jokes claim nothing.
    """
    found: list[Claim] = []
    for clause in clauses(text, words(text), sentences(text)):
        found += of_person(clause)
        found += of_family(clause)
        found += of_taste(clause)
        found += statements_of(clause)
    return tuple(found)
