"""The understudy's word lists, read once from the TOML files beside it. Knows no persona."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=32)
def table(name: str) -> Mapping[str, Any]:
    """The contents of one TOML file of this package, by its path without the ending, such as `lines/social`."""
    resource = files("brain.models.understudy").joinpath(f"{name}.toml")
    return MappingProxyType(tomllib.loads(resource.read_text(encoding="utf-8")))


@lru_cache(maxsize=64)
def pattern(name: str) -> re.Pattern[str]:
    """One pattern of `patterns.toml`; those that look for names mind the case, the others do not."""
    return re.compile(str(table("patterns")[name]), 0 if name.startswith("named") else re.IGNORECASE)


@lru_cache(maxsize=32)
def pairs(name: str) -> Mapping[str, str]:
    """One table of `words.toml` from words to words, such as `contractions`."""
    listed: dict[str, str] = table("words")[name]
    return MappingProxyType(listed)


@lru_cache(maxsize=32)
def word_set(name: str) -> frozenset[str]:
    """One list of `words.toml` as a set, such as `stop` or `weak`."""
    return frozenset(str(table("words")[name]).split())


@lru_cache(maxsize=1)
def feelings() -> Mapping[str, str]:
    """Feeling words to the feeling they name."""
    lists: dict[str, str] = table("words")["feelings"]
    return MappingProxyType({word: feeling for feeling, words in lists.items() for word in words.split()})
