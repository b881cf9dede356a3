"""Replies taken apart for all signals, each text once, as `Sample` does when asked. Judges nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.drift.claims.clause import clauses
from brain.drift.claims.family import of_family
from brain.drift.claims.person import of_person
from brain.drift.claims.statement import statements_of
from brain.drift.claims.taste import of_taste
from brain.drift.sample import Sample
from brain.style.words import Word, words

if TYPE_CHECKING:
    from brain.drift.claims.claim import Claim

MOST: Final = 1_024
"""Texts that are remembered, some 15 kB each."""

# As in `brain.style.words`; there the words are made one by one, which for many texts is most of the time it takes.
_PLAIN: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_tuple: Final = tuple.__new__


@lru_cache(maxsize=MOST)
def taken_apart(text: str) -> Sample:
    """The sample of a text, its words ready."""
    sample = Sample(text)
    vars(sample)["words"] = _words(sample.prose)
    return sample


def claimed(text: str) -> Sample:
    """The sample of a text, its words and claims ready: claims take longer than all else, and not all need them."""
    sample = taken_apart(text)
    if "claims" not in vars(sample):
        vars(sample)["claims"] = _claims(sample)
    return sample


def _words(text: str) -> tuple[Word, ...]:
    if not text.isascii():
        return words(text)
    lowered = text.lower()
    return tuple([_tuple(Word, (lowered[(at := found.span())[0] : at[1]], *at)) for found in _PLAIN.finditer(lowered)])


def _claims(sample: Sample) -> tuple[Claim, ...]:
    """As `brain.drift.claims.reader` reads them, of words and sentences that are known already."""
    found: list[Claim] = []
    for clause in clauses(sample.prose, sample.words, sample.sentences):
        found += of_person(clause)
        found += of_family(clause)
        found += of_taste(clause)
        found += statements_of(clause)
    return tuple(found)
