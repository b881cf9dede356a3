"""What a pasted interview says in the persona's own words: exchanges and convictions. Rules; knows no bank."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from brain.drafting.wording import capital
from brain.genome.mind import Belief, Example

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_EXAMPLES: Final = 24
MOST_BELIEFS: Final = 6

FEWEST_WORDS: Final = 4
"""A shorter answer shows nothing of how somebody talks."""

LONGEST_ANSWER: Final = 1_200

ENOUGH: Final = 8
"""With so many answers of its own a persona needs no lines from the bank."""

_TURN: Final = re.compile(r"^\s*(?:\*\*)?([A-Z][\w.\u2019' -]{0,30}?)(?:\*\*)?\s*:\s*(?:\*\*)?\s*(.*)$")
_ASKS: Final = frozenset({"q", "question", "interviewer", "host", "journalist", "reporter", "user", "me"})
_NAMELESS: Final = frozenset({"a", "answer", "guest", "interviewee", "speaker", "them", "assistant"})
_AM: Final = re.compile(r"\bI(?:['\u2019]m| am| was| have been| work as| worked as) an? ([^.,;!?]{2,60})")
_HOLDS: Final = re.compile(
    r"\bI (?:firmly |really |honestly |still |do )?(?:believe|think|hold|am convinced|am certain|am sure) "
    r"(?:that )?([^.!?\n]+)[.!]"
)


class Heard(BaseModel):
    """What was heard: exchanges and convictions in its own words, and the name it is introduced by, if it is."""

    model_config = ConfigDict(frozen=True)

    speaker: str = ""
    opening: str = ""
    """What stands before the first turn, where there is an exchange."""
    examples: tuple[Example, ...] = ()
    beliefs: tuple[Belief, ...] = ()

    @property
    def said_to_be(self) -> str:
        """What the speaker says to be, as phrases: of an answer nothing else says what somebody is."""
        answers = " ".join(one.reply for one in self.examples)
        return " ".join(f"a {found.strip()}." for found in _AM.findall(answers))

    @property
    def enough(self) -> bool:
        """Whether it spoke often enough to need no lines but its own."""
        return len(self.examples) >= ENOUGH


def hear(text: str) -> Heard:
    """The exchanges of an interview (`Q: … A: …`, or by names), and what is believed in it; nothing for other texts."""
    turns = _turns(text)
    asks = _asker(turns)
    if asks is None:
        return Heard()
    examples, speakers = [], Counter[str]()
    for (who, question), (other, answer) in pairwise(turns):
        if who == asks != other and question.strip() and len(answer.split()) >= FEWEST_WORDS:
            examples.append(Example(user=question[:LONGEST_ANSWER], reply=answer[:LONGEST_ANSWER]))
            speakers[other] += 1
    said = " ".join(one.reply for one in examples)
    held = (capital(found.strip()) for found in _HOLDS.findall(said) if FEWEST_WORDS <= len(found.split()) <= 40)  # noqa: PLR2004
    beliefs = tuple(Belief(statement=f"{one}.") for one in dict.fromkeys(held))[:MOST_BELIEFS]
    most = speakers.most_common(1)
    name = most[0][0] if most and most[0][0].lower() not in _NAMELESS else ""
    if not examples:
        return Heard()
    return Heard(speaker=name, opening=_opening(text), examples=tuple(examples[:MOST_EXAMPLES]), beliefs=beliefs)


def _opening(text: str) -> str:
    before: list[str] = []
    for line in text.splitlines():
        if _TURN.match(line):
            break
        before.append(line.strip())
    return " ".join(part for part in before if part)


def _turns(text: str) -> list[tuple[str, str]]:
    """Who said what, line by line; a line without a name goes on with what was said before it."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        match = _TURN.match(line)
        if match:
            found.append((match.group(1).strip(), match.group(2).strip()))
        elif found and line.strip():
            who, said = found[-1]
            found[-1] = (who, f"{said} {line.strip()}".strip())
    return found


def _asker(turns: Sequence[tuple[str, str]]) -> str | None:
    """Who asks: by the name, else by whose turns end with a question mark most often; None where nobody does."""
    names = Counter(who for who, _ in turns)
    if len(names) < 2:  # noqa: PLR2004 - it takes two
        return None
    named = next((who for who in names if who.lower() in _ASKS), None)
    asked = Counter(who for who, said in turns if said.endswith("?"))
    most = asked.most_common(1)
    return named or (most[0][0] if most and most[0][1] * 2 > names[most[0][0]] else None)
