"""A reply with its response tags as pieces to speak: words, the emotion they are said in, and the pause after them.

Like SSML, but as values. Knows no provider and no screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.prompt.tag_labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.prompt.tags import Tag

PAUSES: Final = {"short": 0.3, "thoughtful": 0.8, "long": 1.2}
"""Seconds of a pause by its label: the three that the prompt asks for. This project's own figures."""

OTHER_PAUSE: Final = 0.5
"""Seconds of a pause whose label is none of them."""

LONGEST_PAUSE: Final = 3.0
"""Seconds beyond which pauses in one place do not add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Words spoken in one emotion, with so many seconds of silence after them. The words may be none."""

    text: str
    emotion: str = "neutral"
    pause_seconds: float = 0.0


def segments(text: str, tags: Iterable[Tag], *, emotion: str = "neutral") -> tuple[Segment, ...]:
    """The pieces of a clean text, cut where its tags stand: what `brain.prompt.tags.parse` gives.

    It begins in `emotion`; a known emotion tag holds until the next one. Actions are not spoken. Nothing of the text
    is lost: the pieces joined are the text.
    """
    found: list[Segment] = []
    begun = 0
    for tag in sorted(tags, key=lambda one: one.at):
        at = min(max(tag.at, begun), len(text))
        if tag.kind == "action" or not tag.known:
            continue
        if at > begun:
            found.append(Segment(text=text[begun:at], emotion=emotion))
            begun = at
        if tag.kind == "emotion":
            emotion = tag.value
        else:
            last = found.pop() if found else Segment(text="", emotion=emotion)
            pause = last.pause_seconds + PAUSES.get(plain(tag.value), OTHER_PAUSE)
            found.append(replace(last, pause_seconds=min(LONGEST_PAUSE, pause)))
    if begun < len(text):
        found.append(Segment(text=text[begun:], emotion=emotion))
    return tuple(found)
