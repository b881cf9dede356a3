"""How a text is laid out: hard-wrapped lines, speakers, labels and headings, each with its place. Knows no meaning.

Every offset is one of the text as it was pasted: what is evened out here keeps its length.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from brain.drafting.pasted.labels import kind_of

_SPEAKER: Final = re.compile(
    r"^[ \t>]{0,8}[*_]{0,3}(?P<who>user|assistant|interviewer|"
    r"[A-Z][\w.'\u2019-]{0,24}(?: [\w.'\u2019-]{1,24}){0,3})[*_]{0,3}"
    r"(?:[ ]?\([^)\n]{1,30}\))?[ ]?(?::[*_]{0,3}|(?<=Q)\.|(?<=A)\.)[ \t]*",
    re.MULTILINE,
)
_ASKS: Final = frozenset(
    {"q", "question", "interviewer", "host", "reporter", "journalist", "moderator", "me", "editor", "int", "i", "user"}
)
_NAMELESS: Final = frozenset(
    {
        *_ASKS,
        "a",
        "answer",
        "interviewee",
        "guest",
        "subject",
        "persona",
        "character",
        "them",
        "respondent",
        "assistant",
        "speaker",
    }
)
_WRAP: Final = re.compile(r"(?<=[^\n]{50})\n(?![ \t]*(?:[-*\u2022#>]|\d+[.)]|\n|[A-Z][\w' ]{0,30}:)|[ \t]*$)")
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
LONGEST_QUESTION: Final = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """What a speaker says, `text[start:end]`; `label` is where the speaker's name stands, -1 if it does not."""

    who: str
    start: int
    end: int
    label: int = -1
    asks: bool = False

    @property
    def begin(self) -> int:
        """Where it begins, with the speaker's name."""
        return self.start if self.label < 0 else self.label


def unwrapped(text: str) -> str:
    """The text with the line breaks within paragraphs as blanks, straight apostrophes and no other change of length."""
    plain = whole(text).replace("\u2019", "'").replace("\r", " ").replace("\u00a0", " ")
    return _WRAP.sub(" ", plain)


def whole(text: str) -> str:
    """The text with a question mark for every half of a sign that cannot be written."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of an interview in order, with those of the interviewee told apart; empty if it is none."""
    found = [match for match in _SPEAKER.finditer(text) if not _is_label(match)]
    said = Counter(match["who"].lower() for match in found)
    asking = {who for who in said if who in _ASKS}
    told = [who for who in said if who not in asking and (said[who] > 1 or asking)]
    speakers = {*asking, *told}
    if len(speakers) < 2 or not told:  # noqa: PLR2004 - it takes two to talk
        return _asked(text)
    marks = [match for match in found if match["who"].lower() in speakers]
    ends = [*(match.start() for match in marks[1:]), len(text)]
    parts = [
        (match["who"].lower(), *trimmed(text, match.end(), end), match.start("who"))
        for match, end in zip(marks, ends, strict=True)
    ]
    answers = _interviewee(text, parts, told, asking)
    return tuple(Turn(who, start, end, label, asks=who != answers) for who, start, end, label in parts if start < end)


def others(found: tuple[Turn, ...]) -> tuple[str, ...]:
    """Speakers beside the interviewee who are called by a name."""
    return tuple(dict.fromkeys(turn.who for turn in found if turn.asks and turn.who not in _NAMELESS and turn.who))


def called(turn: Turn) -> bool:
    """Whether a turn's speaker is called by a name."""
    return bool(turn.who) and turn.who not in _NAMELESS


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blanks at its ends."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _is_label(match: re.Match[str]) -> bool:
    return kind_of(match["who"]) is not None and match["who"].lower() not in _NAMELESS


def _interviewee(text: str, parts: list[tuple[str, int, int, int]], told: list[str], asking: set[str]) -> str:
    """Who answers: named so, or the one who asks least, and of those who never ask whoever says most."""

    def questions(who: str) -> float:
        own = [text[start:end] for one, start, end, _ in parts if one == who]
        return sum(piece.endswith("?") for piece in own) / max(1, len(own))

    def size(who: str) -> int:
        return sum(end - start for one, start, end, _ in parts if one == who)

    if asking:
        return max(told, key=size)
    return min(told, key=lambda who: (round(questions(who), 1), -size(who)))


def _asked(text: str) -> tuple[Turn, ...]:
    """Paragraphs that ask, each followed by ones that answer; nobody is named."""
    pieces = [trimmed(text, *match.span()) for match in _PARAGRAPH.finditer(text)]
    asks = [text[start:end].rstrip("*_ ").endswith("?") and end - start <= LONGEST_QUESTION for start, end in pieces]
    answered = sum(one and not after for one, after in pairwise(asks))
    if answered < 2 or answered * 4 < len(pieces):  # noqa: PLR2004 - one question is a figure of speech
        return ()
    first = asks.index(True)
    return tuple(Turn("", start, end, asks=ask) for (start, end), ask in zip(pieces[first:], asks[first:], strict=True))
