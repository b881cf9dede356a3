"""What a pasted interview says in the persona's own words: exchanges and convictions. Rules; knows no bank."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pydantic import BaseModel, ConfigDict

from brain.drafting.pasted import layout
from brain.drafting.wording import capital
from brain.genome.mind import Belief, Example

MOST_EXAMPLES: Final = 24
MOST_BELIEFS: Final = 6

FEWEST_WORDS: Final = 4
"""A shorter answer shows nothing of how somebody talks."""

LONGEST_ANSWER: Final = 1_200

ENOUGH: Final = 8
"""With so many answers of its own a persona needs no lines from the bank."""

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
    turns = layout.turns(text)
    examples, answers = [], []
    for one, other in pairwise(turns):
        question, answer = _said(text, one), _said(text, other)
        if one.asks and not other.asks and question and len(answer.split()) >= FEWEST_WORDS:
            examples.append(Example(user=question[:LONGEST_ANSWER], reply=answer[:LONGEST_ANSWER]))
            answers.append(other)
    if not examples:
        return Heard()
    said = " ".join(one.reply for one in examples)
    held = (capital(found.strip()) for found in _HOLDS.findall(said) if FEWEST_WORDS <= len(found.split()) <= 40)  # noqa: PLR2004
    beliefs = tuple(Belief(statement=f"{one}.") for one in dict.fromkeys(held))[:MOST_BELIEFS]
    first = answers[0]
    name = text[first.label : first.label + len(first.who)] if layout.called(first) else ""
    opening = " ".join(text[: turns[0].begin].split())
    return Heard(speaker=name, opening=opening, examples=tuple(examples[:MOST_EXAMPLES]), beliefs=beliefs)


def _said(text: str, turn: layout.Turn) -> str:
    return " ".join(text[turn.start : turn.end].split())
