"""Response tags: `[EMOTION:happy]`, `[ACTION:nods]`, `[PAUSE:thoughtful]`. Knows no screen and no voice.

A tag is never shown and never lost: it is taken out of the text and kept with its place, however it was bracketed;
unknown labels are kept too, marked unknown. Brackets that are no tag stay in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.prompt.tag_grammar import LONGEST, MARKS, PARTNER, Found, bracket
from brain.prompt.tag_labels import custom

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.prompt.tag_grammar import More

_OPENERS: Final = re.escape("".join(PARTNER))
_SIGN: Final = re.compile(rf"[{re.escape(MARKS)}]{{0,4}}[{_OPENERS}]|[{re.escape(MARKS)}]{{1,4}}$")
"""What may begin a tag: a bracket, with Markdown's signs before it or alone at the end, where a bracket may follow."""


class Tag(BaseModel):
    """A response tag and where it stood: `at` is an offset in characters into the clean text."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["emotion", "action", "pause"]
    value: str
    at: Annotated[int, Field(ge=0)]
    known: bool = True


class TagStream:
    """Takes tags out of a text that arrives in pieces, even when a tag is split across them.

    `labels` are the persona's own emotion labels, known beside the 21. However a text is cut into pieces, the same
    words and tags come out.
    """

    def __init__(self, labels: Iterable[str] = ()) -> None:
        self._own = custom(labels)
        self._held = ""
        self._length = 0
        self._last = "\n"
        self._swallow = False
        self._owed = ""
        self._tags: list[Tag] = []

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags taken out so far, in order."""
        return tuple(self._tags)

    def feed(self, piece: str) -> str:
        """The clean text that is certain after this piece; what may become a tag is held back."""
        self._held += piece
        return self._drained(last=False)

    def close(self) -> str:
        """What was held back. A tag that was cut off is taken for what there is of it."""
        return self._drained(last=True)

    def _drained(self, *, last: bool) -> str:
        ready: list[str] = []
        while self._held and not self._waits(last=last):
            sign = _SIGN.search(self._held)
            if sign is None:
                ready.append(self._said(self._held))
                self._held = ""
                break
            ready.append(self._said(self._held[: sign.start()]))
            self._held = self._held[sign.start() :]
            marks = sign.group().rstrip("".join(PARTNER))
            taken = self._taken(marks, last=last)
            if taken == "more":
                break
            ready.append(taken)
        return "".join(ready)

    def _waits(self, *, last: bool) -> bool:
        """Drop the bracket that an outer tag is still owed; whether it is not known yet if it comes."""
        if not self._owed:
            return False
        rest = self._held.lstrip(" \t")
        if not rest:
            return not last
        if rest[0] == self._owed:
            self._held = rest[1:]
        if rest[0] not in PARTNER:
            self._owed = ""
        return False

    def _taken(self, marks: str, *, last: bool) -> str | More:
        """Take the tags that begin here, with the Markdown around them; the text that stands here if there are none."""
        found = self._group(marks, last=last)
        if found == "more":
            return "more"
        brackets, end = found
        if not brackets:
            text, self._held = self._held[:end], self._held[end:]
            return self._said(text)
        around = marks.rstrip("\\")
        closing = self._held[end : end + len(around)]
        if around and not last and len(closing) < len(around) and around[::-1].startswith(closing):
            return "more"
        wrapped = around and closing == around[::-1]
        self._held = self._held[end + (len(around) if wrapped else 0) :]
        said = "" if wrapped else self._said(around)
        for one in brackets:
            self._keep(one)
        self._swallow |= bool(said)
        return said

    def _group(self, marks: str, *, last: bool) -> tuple[list[Found], int] | More:
        """The tag that begins here, with those that follow it inside the same Markdown; and where they end."""
        found: list[Found] = []
        end = at = len(marks)
        while at < len(self._held) and self._held[at] in PARTNER:
            one = bracket(self._held[at : at + LONGEST + 1], self._own, last=last)
            if one == "more":
                return "more"
            if not one.parts:
                return found, (end if found else end + one.length)
            found.append(one)
            end = at = at + one.length
            if not marks.rstrip("\\"):
                return found, end
            at += len(self._held[at:]) - len(self._held[at:].lstrip(" \t"))
            if at == len(self._held) and not last:
                return "more"
        if not found and not last:
            return "more"
        return found, end

    def _keep(self, found: Found) -> None:
        for kind, value, known in found.parts:
            self._tags.append(Tag(kind=kind, value=value, at=self._length, known=known))
        self._owed = found.owed or self._owed
        self._swallow = self._last in " \n"

    def _said(self, text: str) -> str:
        """The text without the blanks that would double where a tag was taken out."""
        blanks = " \n" if not self._length else " "
        kept = text.lstrip(blanks) if self._swallow else text
        if kept:
            self._swallow = False
            self._last = kept[-1]
            self._length += len(kept)
        return kept


def parse(text: str, labels: Iterable[str] = ()) -> tuple[str, tuple[Tag, ...]]:
    """The clean text and its tags. `parse("[EMOTION:happy] Hello")` gives `("Hello", (Tag(...at=0),))`."""
    stream = TagStream(labels)
    clean = stream.feed(text) + stream.close()
    return clean, stream.tags
