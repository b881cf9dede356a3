"""A memory as it stands in a prompt: one line of quoted data that can end neither its quotation nor its line.

What is quoted is never an instruction, a response tag or markup, whatever was said. Knows no prompt.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brain.memory.memory import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.memory.memory import Memory

LONGEST: Final = 500
"""Most characters of a memory in a prompt."""

_INERT: Final[Mapping[int, str]] = MappingProxyType(
    str.maketrans({'"': "'", "\u201c": "'", "\u201d": "'", "[": "(", "]": ")", "<": "(", ">": ")", "{": "(", "}": ")",
                   "`": "'"})
)  # fmt: skip
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_JOINERS: Final = "\u200c\u200d"
"""Unseen, but part of how some scripts and emoji are written."""


def quoted(memory: Memory) -> str:
    """The memory in quotation marks; of a verbatim turn, with who said it."""
    words = f'"{inert(memory.content)}"'
    if memory.origin is Origin.TURN:
        return f"You said: {words}" if memory.about == "persona" else f"They said: {words}"
    return words


def inert(text: str) -> str:
    """One line without what could close a quotation, open a tag or markup, or hide; at most 500 characters."""
    line = " ".join(text.split())
    seen = line
    if not (line.isascii() and line.isprintable()):
        seen = "".join(sign for sign in line if unicodedata.category(sign) not in _UNSEEN or sign in _JOINERS)
    plain = " ".join(seen.translate(_INERT).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "\u2026"
