"""What has been said so far in the conversation. Knows no genome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.models.understudy.grammar import expanded
from brain.models.understudy.words import grams, sentences, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.chat import Message

_TAG: Final = re.compile(r"\[(?:EMOTION|ACTION|PAUSE):[^\]]*\]\s*", re.IGNORECASE)
_SAME: Final = 0.5


@dataclass(frozen=True)
class Past:
    """The conversation before the message that is answered now."""

    replies: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    _grams: frozenset[tuple[str, ...]] = frozenset()
    _joined: str = ""

    @property
    def last(self) -> str:
        """The persona's last reply, without tags; empty at the beginning."""
        return self.replies[-1] if self.replies else ""

    @property
    def last_asked(self) -> str:
        """The user's message before this one."""
        return self.asked[-1] if self.asked else ""

    @property
    def question(self) -> str:
        """The question with which the persona's last reply ended, or empty."""
        tail = sentences(self.last)[-1:] if self.last.endswith("?") else []
        return tail[0] if tail else ""

    def said(self, text: str) -> bool:
        """Whether most of these words were said by the persona before, in this order."""
        own = runs(text)
        return bool(own) and self.share(own, text) >= _SAME

    def share(self, own: frozenset[tuple[str, ...]], text: str) -> float:
        """The share of a text's word triples that the persona has used, 0 to 1."""
        if len(next(iter(own))) < 3:  # noqa: PLR2004 - a text of one or two words is its own only run
            return float(f" {' '.join(_plain(text))} " in self._joined)
        return len(own & self._grams) / len(own)


def past(messages: Sequence[Message]) -> Past:
    """The past of a request: all of its messages but the user's last."""
    earlier = list(messages)
    while earlier and earlier[-1].role == "user":
        earlier.pop()
    replies = tuple(clean(message.text) for message in earlier if message.role == "assistant")
    asked = tuple(message.text for message in earlier if message.role == "user")
    spoken = frozenset().union(*(runs(reply) for reply in replies))
    return Past(replies, asked, spoken, " " + " | ".join(" ".join(_plain(reply)) for reply in replies) + " ")


@lru_cache(maxsize=2_048)
def runs(text: str) -> frozenset[tuple[str, ...]]:
    """The word triples of a text, contractions written out, so that two ways of writing the same count as the same."""
    return grams(_plain(text))


@lru_cache(maxsize=512)
def clean(text: str) -> str:
    """A reply without its tags."""
    return " ".join(_TAG.sub("", text).split())


@lru_cache(maxsize=2_048)
def _plain(text: str) -> tuple[str, ...]:
    return tuple(words(expanded(text)))
