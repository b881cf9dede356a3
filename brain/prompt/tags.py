"""Response tags: `[EMOTION:happy]`, `[ACTION:nods]`, `[PAUSE:thoughtful]`. Knows no screen and no voice.

A tag is never shown and never lost: known ones are taken out of the text and kept with their place; unknown labels
are kept too, marked unknown. Brackets that are no tag stay in the text.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.emotion.labels import Emotion

KINDS: Final = ("emotion", "action", "pause")
LONGEST: Final = 200
"""Longest tag in characters, brackets included; a longer bracket is ordinary text."""

_TAG: Final = re.compile(r"\[[ \t]*(emotion|action|pause)[ \t]*[:=][ \t]*([^\[\]\n]{0,180}?)[ \t]*\]", re.IGNORECASE)
_START: Final = re.compile(r"\[[ \t]*(?:([a-z]{0,7})(?:[ \t]*(?:[:=][^\[\]\n]*)?)?)?$", re.IGNORECASE)
_LABELS: Final = frozenset(label.value for label in Emotion)


class Tag(BaseModel):
    """A response tag and where it stood: `at` is an offset in characters into the clean text."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["emotion", "action", "pause"]
    value: str
    at: Annotated[int, Field(ge=0)]
    known: bool = True


class TagStream:
    """Takes tags out of a text that arrives in pieces, even when a tag is split across them."""

    def __init__(self) -> None:
        self._held = ""
        self._length = 0
        self._last = "\n"
        self._swallow = False
        self._tags: list[Tag] = []

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags taken out so far, in order."""
        return tuple(self._tags)

    def feed(self, piece: str) -> str:
        """The clean text that is certain after this piece; what may become a tag is held back."""
        self._held += piece
        start = self._held.rfind("[")
        held = ""
        if start >= 0 and len(self._held) - start <= LONGEST and _may_become_tag(self._held[start:]):
            self._held, held = self._held[:start], self._held[start:]
        ready, self._held = self._held, held
        return self._clean(ready)

    def close(self) -> str:
        """What was held back: an unfinished tag is ordinary text."""
        rest, self._held = self._held, ""
        return self._clean(rest)

    def _clean(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for match in _TAG.finditer(text):
            pieces.append(self._spaced(text[end : match.start()]))
            kind, value = match.group(1).lower(), match.group(2).strip()
            known = bool(value) and (kind != "emotion" or value.lower() in _LABELS)
            value = value.lower() if kind == "emotion" else value
            self._tags.append(Tag.model_validate({"kind": kind, "value": value, "at": self._length, "known": known}))
            end = match.end()
            self._swallow = self._last in " \n"
        pieces.append(self._spaced(text[end:]))
        return "".join(pieces)

    def _spaced(self, text: str) -> str:
        """The text without the blanks that would double where a tag was taken out."""
        kept = text.lstrip(" ") if self._swallow else text
        if kept:
            self._swallow = False
            self._last = kept[-1]
            self._length += len(kept)
        return kept


def parse(text: str) -> tuple[str, tuple[Tag, ...]]:
    """The clean text and its tags. `parse("[EMOTION:happy] Hello")` gives `("Hello", (Tag(...at=0),))`."""
    stream = TagStream()
    clean = stream.feed(text) + stream.close()
    return clean, stream.tags


def _may_become_tag(text: str) -> bool:
    match = _START.match(text)
    if match is None:
        return False
    word = (match.group(1) or "").lower()
    rest = text.lstrip("[ \t")[len(word) :]
    return word in KINDS if rest.strip() else any(kind.startswith(word) for kind in KINDS)
