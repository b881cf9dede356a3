"""Example dialogues of cards: `<START>` blocks of `{{user}}:` and `{{char}}:` lines, as pairs. Knows no genome."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from brain.cards.macros import CHAR, USER

_START: Final = re.compile(r"^[ \t]*<START>[ \t]*$|<START>", re.IGNORECASE | re.MULTILINE)


class Pair(NamedTuple):
    """What was said to the persona (empty where it begins) and what it answers."""

    user: str
    reply: str


def pairs(text: str, *, name: str) -> tuple[tuple[Pair, ...], int]:
    """The exchanges in order, placeholders not filled in, and how many blocks had none.

    A line begins a speech with `{{char}}:` or `{{user}}:` in any of their spellings, or with the persona's name.
    Lines without one go on with the speech before them; several speeches in a row of one speaker are one.
    """
    speaker = re.compile(rf"^[ \t]*(?:(?P<char>{CHAR}|{re.escape(name)})|(?P<user>{USER}))[ \t]*:[ \t]*", re.IGNORECASE)
    found: list[Pair] = []
    without = 0
    for block in _START.split(text):
        if not block.strip():
            continue
        before = len(found)
        found += _pairs_of(_speeches(block, speaker))
        without += len(found) == before
    return tuple(found), without


Speech = tuple[Literal["char", "user"], str]


def _speeches(block: str, speaker: re.Pattern[str]) -> list[Speech]:
    said: list[tuple[Literal["char", "user"], list[str]]] = []
    for line in block.split("\n"):
        match = speaker.match(line)
        if match:
            who: Literal["char", "user"] = "char" if match["char"] is not None else "user"
            words = line[match.end() :]
            if said and said[-1][0] == who:
                said[-1][1].append(words)
            else:
                said.append((who, [words]))
        elif said:
            said[-1][1].append(line)
    return [(who, "\n".join(lines).strip()) for who, lines in said]


def _pairs_of(speeches: list[Speech]) -> list[Pair]:
    found, asked = [], ""
    for who, words in speeches:
        if who == "user":
            asked = words
        elif words:
            found.append(Pair(asked, words))
            asked = ""
    return found
