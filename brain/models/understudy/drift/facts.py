"""Fact swap: places, years, kin and numbers changed, and claims about the persona's life that are not so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.models.understudy.drift.change import Change, Words, swapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.understudy.stage import Sentence

_YEAR: Final = re.compile(r"\b(1[0-9]|20)\d\d\b")
_NUMBER: Final = re.compile(r"\b\d{1,3}\b")
_WORD: Final = r"[A-ZÀ-Þ][\wÀ-ÿ'\u2019-]+"
_NAME: Final = re.compile(
    rf"(?<=[a-z,;] )(?!I\b|I'|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b){_WORD}(?: {_WORD})*"
)
_PLACED: Final = re.compile(r"(?:in|at|from|to|near|of|for|through|outside|around) $")


def swap(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """Every sentence with its particulars changed; behind or instead of those that have none, a false claim."""
    lists = words.lists("facts")
    changes: list[Change] = []
    for at, sentence in enumerate(said):
        other = swapped(_particulars(sentence.text, words), words.lists("fact_words"), most=3)
        if other != sentence.text:
            changes.append(Change(at, other))
        if other == sentence.text or (sentence.piece and sentence.piece.kind == "life"):
            changes.append(Change(at, claim(words, lists["claims"]), added=at % 2 == 0))
    return _once_each(changes)


def _once_each(changes: list[Change]) -> list[Change]:
    """At most one replacement of a sentence; a further one is put behind it instead."""
    taken: set[int] = set()
    out: list[Change] = []
    for change in changes:
        out.append(Change(change.at, change.text, added=change.added or change.at in taken))
        taken.add(change.at)
    return out


def claim(words: Words, claims: Sequence[str]) -> str:
    """A claim about the persona's life, made of parts drawn at random."""
    lists, rng = words.lists("facts"), words.rng
    text = words.line(
        claims,
        place=rng.choice(lists["places"]),
        person=rng.choice(lists["people"]),
        year=str(rng.randrange(1850, 2001)),
        trade=rng.choice(lists["trades"]),
        kin=rng.choice(lists["kin"]),
        number=rng.choice(lists["numbers"]),
        few=rng.choice(lists["few"]),
    )
    return re.sub(r"\ba (?=[aeiou])", "an ", text)


def _particulars(text: str, words: Words) -> str:
    """The text with its years, numbers, months and names changed."""
    lists, rng = words.lists("facts"), words.rng
    months: list[str] = lists["months"]

    def named(found: re.Match[str]) -> str:
        if found.group() in months:
            return months[(months.index(found.group()) + 5) % 12]
        placed = _PLACED.search(text[: found.start()])
        return str(rng.choice(lists["places" if placed else "people"]))

    text = _NAME.sub(named, text)
    text = _YEAR.sub(lambda found: str(int(found.group()) + rng.choice((-31, -17, -8, 9, 14, 26))), text)
    return _NUMBER.sub(lambda found: str(int(found.group()) + rng.choice((3, 7, 12, 19))), text)
