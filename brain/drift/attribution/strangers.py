"""Strangers: people with a card and small talk, whom a persona's sentences are told apart from. Plain values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Stranger:
    """One person: what it says of itself on its card, and what it says in a conversation."""

    name: str
    sentences: tuple[str, ...]
    lines: tuple[str, ...]


@cache
def shipped() -> tuple[Stranger, ...]:
    """The strangers that come with the project, written for it: five sentences and eight lines each."""
    text = files("brain.drift.attribution").joinpath("strangers.toml").read_text(encoding="utf-8")
    return tuple(
        Stranger(name, tuple(entry["sentences"]), tuple(entry["lines"])) for name, entry in tomllib.loads(text).items()
    )
