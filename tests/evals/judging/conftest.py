"""Readers that say what a test tells them to, and a conversation for them to read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from brain import demo
from evals.judging.reader import Heard
from evals.judging.rubric import TalkReport
from evals.record import Exchange, Record
from evals.spent import Spent

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.judging.lineup import Lineup
    from evals.judging.stretch import Stretch
    from evals.terms import Terms

REPLIES = (
    "Good day. The kettle is on.",
    "As an AI language model I have no kettle.",
    "I was born in Ulm, and God does play dice.",
    "Once more: the kettle is on, my friend.",
)
EINSTEIN = demo.load("albert-einstein")


class Told:
    """A Reader that reports what it is told and knows every speaker, unless it is told otherwise."""

    label = "told"

    def __init__(
        self,
        report: Callable[[Stretch, int], Heard[TalkReport]],
        *,
        speaker: Callable[[Lineup, int], Heard[int]] = lambda lineup, _: Heard(lineup.speaker),
        name: str = "fake/told",
        varies: bool = True,
    ) -> None:
        self._report, self._speaker = report, speaker
        self.id, self.varies = name, varies
        self.asked: Counter[str] = Counter()

    def within(self, terms: Terms) -> Told:
        """Itself: it asks nobody."""
        del terms
        return self

    def flaws(self, stretch: Stretch, *, sample: int) -> Heard[TalkReport]:
        """What it is told."""
        self.asked["flaws"] += 1
        return self._report(stretch, sample)

    def speaker(self, lineup: Lineup, *, order: int) -> Heard[int]:
        """The speaker."""
        self.asked["speaker"] += 1
        return self._speaker(lineup, order)


def report(*flaws: dict[str, Any], unclear: tuple[int, ...] = (), enough: bool = True) -> Heard[TalkReport]:
    """A report of these flaws that took one call and a hundredth of a dollar."""
    value = TalkReport.model_validate({"enough_evidence": enough, "unclear_turns": unclear, "flaws": flaws})
    return Heard(value, spent=Spent(calls=1, microdollars=10_000))


def flaw(turn: int, quote: str, kind: str = "belief", severity: str = "severe") -> dict[str, Any]:
    """A finding as a judge writes it."""
    return {"turn": turn, "kind": kind, "severity": severity, "quote": quote}


DICE, AI = flaw(3, "God does play dice"), flaw(2, "As an AI language model", "assistant talk")


@pytest.fixture
def record() -> Record:
    """Four turns with two plain flaws, and a fifth that was broken off."""
    whole = [Exchange(turn=at, user="Really now?", reply=reply) for at, reply in enumerate(REPLIES, start=1)]
    return Record(case_id="talk", persona="albert-einstein", exchanges=(*whole, Exchange(turn=5, user="Still there?")))
