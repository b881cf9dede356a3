"""How rare a word is in everyday English talk, from counts that ship. Knows no meaning.

The counts are document frequencies of stems in the 43,410 comments of GoEmotions' training split (Demszky et al. 2020,
Apache-2.0), made by `python -m evals.word_counts`; no text ships.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brain.style.stems import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMMON: Final = 2.5
"""Words up to this inverse document frequency (one comment in 12) say nothing of a person, and count 0."""


@lru_cache(maxsize=65_536)
def inverse_frequency(form: str) -> float:
    """log((N + 1) / (n + 1)) of a word whose stem stands in n of N comments; 0 to about 10.7."""
    total, counts = _counted()
    return math.log((total + 1) / (counts.get(stem(form), 0) + 1))


def rarity(form: str) -> float:
    """How far a word is rarer than a common one, 0 or more."""
    return max(0.0, inverse_frequency(form) - COMMON)


def information(forms: Iterable[str]) -> float:
    """How much the words of a text can say about who speaks: log of 1 + the sum of their rarities, each once."""
    return math.log1p(sum(rarity(form) for form in dict.fromkeys(forms)))


@cache
def _counted() -> tuple[int, Mapping[str, int]]:
    lines = files("brain.style").joinpath("word_counts.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    counts = {form: int(count) for form, count in pairs}
    return counts.pop(""), MappingProxyType(counts)
