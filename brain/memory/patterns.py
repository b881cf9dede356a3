"""Patterns kept as data: <name> in one stands for another, or for a list of words. Knows no language."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def load(name: str) -> dict[str, Any]:
    """The TOML file of that name beside this module."""
    return tomllib.loads(files("brain.memory").joinpath(name).read_text(encoding="utf-8"))


def parts(words: Mapping[str, list[str]], patterns: Mapping[str, str]) -> dict[str, str]:
    """What each <name> stands for: any word of a list, or a pattern, which may use the lists and those before it."""
    known = {name: any_of(listed) for name, listed in words.items()}
    for name, pattern in patterns.items():
        known[name] = fill(pattern, known)
    return known


def fill(pattern: str, known: Mapping[str, str]) -> str:
    """The pattern with every known <name> put in; anything else in angle brackets stays."""
    return re.sub(r"<(\w+)>", lambda match: known.get(match.group(1), match.group()), pattern)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first; a blank stands for any blanks."""
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


def either(patterns: Iterable[str], known: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern that matches where any of these does, whatever the case."""
    return re.compile("|".join(fill(pattern, known) for pattern in patterns), re.IGNORECASE)
