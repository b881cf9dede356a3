"""Memory recalled: does an answer hold the words that show that it was remembered. Knows no store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evals.scorers.score import Score, quoted, share

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.record import Answered, Readings, Record


def recalled(_: PersonaGenome, record: Record, __: Readings) -> tuple[Score, ...]:
    """The share of the answers to what was told that hold one of the expected words; an empty answer is missing."""
    asked = [one for one in record.answers if one.asked.told is not None]
    judged = [one for one in asked if one.whole]
    lost = [one for one in judged if not _holds(one)]
    return (
        share(
            "memory recalled",
            len(judged) - len(lost),
            len(judged),
            len(asked),
            what="answers",
            reason="No question was answered." if asked else "Nobody asked for what was told.",
            evidence=(quoted(f"after turn {one.asked.after}", one.reply, f"asked: {one.asked.text}") for one in lost),
        ),
    )


def _holds(one: Answered) -> bool:
    # The words of the question show nothing.
    words = [word for word in one.asked.expects if not _said(word, one.asked.text)]
    return any(_said(word, one.reply) for word in words)


def _said(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text.casefold()) is not None
