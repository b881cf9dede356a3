"""The word lists behind the fingerprint, read once from `lexicon.toml`. The lists are this project's own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Lexicon(NamedTuple):
    """Sets of single words in normal form."""

    expressive: frozenset[str]
    hedges: frozenset[str]
    certain: frozenset[str]
    warm: frozenset[str]
    harsh: frozenset[str]
    formal: frozenset[str]
    informal: frozenset[str]
    function: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The shipped lists."""
    lists = tomllib.loads(files("brain.style").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    return Lexicon(**{name: frozenset(str(lists[name]).split()) for name in Lexicon._fields})
