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
    from collections.abc import Sequence

    from brain.drift.claims.claim import Claim
    from brain.style.words import Span, Word


@lru_cache(maxsize=4_096)
def claims(text: str) -> tuple[Claim, ...]:
    """What the speaker of an English text claims to be so, in order; empty where nothing can be read.

    Questions, quotations, hearsay, wishes, conditions, pretence and announced jokes claim nothing.
    """
    return of_parts(text, words(text), sentences(text))


def of_parts(text: str, text_words: Sequence[Word], text_sentences: Sequence[Span]) -> tuple[Claim, ...]:
    """The claims of a text whose words and sentences are known already."""
    found: list[Claim] = []
    for clause in clauses(text, text_words, text_sentences):
        found += of_person(clause)
        found += of_family(clause)
        found += of_taste(clause)
        found += statements_of(clause)
    return tuple(found)
