"""The keyword tier's lexicon as tables, read from lexicon.toml once. Knows no message."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from brain.emotion.labels import Emotion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STRENGTHS: Final[Mapping[str, float]] = {"strong": 3.0, "clear": 2.0, "faint": 1.0}
"""Weight of an entry by how firmly it speaks for its label."""

STRENGTHEN: Final = 1.4
"""Factor on an entry after a word such as `very`."""

WEAKEN: Final = 0.5
"""Factor on an entry after a word such as `slightly`."""

ADDRESS: Final = r"(?:https?://|www\.)\S+"
WORD: Final = r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*"
PICTURE: Final = r"[\u2190-\u2bff\U0001f000-\U0001faff]"
MARK: Final = r"[!?]+|[.,;:\n]"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries in lower case; the words of a phrase are joined by one blank.

    `weights` gives the labels an entry speaks for, the strongest first. `phrases` are the entries of two or more
    words, `starts` how many words those have that begin with a word (longest first). `scales` are factors on what
    follows. `tokens` cuts a text into addresses, words, pictures, emoticons and marks.
    """

    weights: Mapping[str, tuple[tuple[Emotion, float], ...]]
    phrases: frozenset[str]
    starts: Mapping[str, tuple[int, ...]]
    scales: Mapping[str, float]
    negators: frozenset[str]
    turns: frozenset[str]
    negated: Mapping[Emotion, Emotion]
    tokens: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    document = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
    weights: dict[str, dict[Emotion, float]] = {}
    for label, groups in document["labels"].items():
        for strength, listed in groups.items():
            for entry in entries(listed):
                weights.setdefault(entry, {}).setdefault(Emotion(label), STRENGTHS[strength])
    modifiers = {kind: entries(listed) for kind, listed in document["modifiers"].items()}
    everything = (*weights, *(entry for listed in modifiers.values() for entry in listed))
    phrases = frozenset(entry for entry in everything if " " in entry)
    return Lexicon(
        weights={entry: tuple(sorted(labels.items(), key=lambda item: -item[1])) for entry, labels in weights.items()},
        phrases=phrases,
        starts=_starts(phrases),
        scales=dict.fromkeys(modifiers["strengthen"], STRENGTHEN) | dict.fromkeys(modifiers["weaken"], WEAKEN),
        negators=frozenset(modifiers["negate"]),
        turns=frozenset(modifiers["turn"]),
        negated={Emotion(label): Emotion(other) for label, other in document["negated"].items()},
        tokens=_tokens(weights),
    )


def entries(listed: str) -> tuple[str, ...]:
    """The entries of a list in the file."""
    return tuple(" ".join(entry.split()) for entry in listed.split(",") if entry.strip())


def _starts(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for words in map(str.split, phrases):
        lengths.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


def _tokens(written: Iterable[str]) -> re.Pattern[str]:
    """Addresses and emoticons come first, since their parts are words and marks."""
    plain = re.compile(f"{WORD}|{PICTURE}")
    drawn = sorted((e for e in written if " " not in e and not plain.fullmatch(e)), key=lambda e: (-len(e), e))
    faces = "|".join(rf"(?<!\w){re.escape(entry)}(?!\w)" for entry in drawn)
    return re.compile(f"{ADDRESS}|{faces}|{WORD}|{PICTURE}|{MARK}", re.IGNORECASE)
