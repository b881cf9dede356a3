"""The test a judge must pass before its scores are shown: who is speaking? Knows no vendor and no conversation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, Field

from evals.judging.lineup import WAYS, lineups
from evals.spent import Spent, total
from evals.statistics.estimate import Interval
from evals.statistics.interval import proportion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from brain.genome import PersonaGenome
    from evals.judging.lineup import Lineup
    from evals.judging.reader import Heard, Reader

LEVEL: Final = 0.95
CHANCE: Final = 1.0 / WAYS
NEEDED: Final = CHANCE + (1.0 - CHANCE) / 2.0
"""The lower bound must be above this: halfway from chance to never wrong. A choice of this project."""

ANSWERED: Final = 0.8
"""Of the questions at least this share must be answered."""

PATIENCE: Final = 8
"""When so many of the first questions fail one after the other, the rest are not asked."""

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class Qualification(BaseModel):
    """How often a judge named the speaker among four, with its 95 % interval over lines; `reason` where unknown.

    `alike` is the share of lines for which it named the same one in both orders.
    """

    model_config = ConfigDict(frozen=True)

    judge: str
    lines: int
    asked: int
    answered: int
    right: Share | None = None
    low: Share | None = None
    high: Share | None = None
    alike: Share | None = None
    chance: float = CHANCE
    needed: float = NEEDED
    reason: str = ""
    spent: Spent = Spent()

    @property
    def passed(self) -> bool:
        """Whether its scores may be shown."""
        return self.low is not None and self.low > self.needed

    @property
    def told(self) -> str:
        """The result in words, with its interval."""
        if self.right is None or self.low is None or self.high is None:
            return f"judge not qualified: {self.reason}"
        figures = f"{self.right:.2f} ({self.low:.2f} to {self.high:.2f}) against chance {self.chance:.2f}"
        if self.passed:
            return f"judge qualified: tells who speaks in {figures}, {self.lines} lines"
        return f"judge not qualified: {figures}, and the lower end must be above {self.needed:.3f}"


class Register(Protocol):
    """Where qualifications are kept, so that a judge is tested once."""

    def once(self, key: str, make: Callable[[], Qualification]) -> Qualification:
        """The kept one, else what `make` gives, kept if it was measured. Only one at a time makes one."""


class InMemory:
    """A Register for one process."""

    def __init__(self) -> None:
        self._known: dict[str, Qualification] = {}
        self._lock = threading.Lock()

    def once(self, key: str, make: Callable[[], Qualification]) -> Qualification:
        """The kept one, or a new one; also one that could not be measured, so that it is not tried again and again."""
        with self._lock:
            if key not in self._known:
                self._known[key] = make()
            return self._known[key]


class Answer(NamedTuple):
    """What was said to a line in one order: the place named, -1 for none, or None where nothing came."""

    line: int
    place: int | None


def examine(reader: Reader, genomes: Iterable[PersonaGenome]) -> Qualification:
    """The test: every line in both orders. A wrong name and `cannot tell` count alike; what failed is missing."""
    asked = lineups(genomes)
    answers: list[Answer] = []
    heard: list[Heard[int]] = []
    for at, lineup in enumerate(asked):
        for order in (0, 1):
            one = reader.speaker(lineup, order=order)
            heard.append(one)
            answers.append(Answer(at, one.value))
        if heard[-1].cut or (len(heard) >= PATIENCE and all(each.value is None for each in heard)):
            break
    return _result(reader, asked, answers, heard)


def _result(
    reader: Reader, asked: Sequence[Lineup], answers: Sequence[Answer], heard: Sequence[Heard[int]]
) -> Qualification:
    named = [one for one in answers if one.place is not None]
    bare = Qualification(
        judge=reader.id,
        lines=len(asked),
        asked=2 * len(asked),
        answered=len(named),
        spent=total(one.spent for one in heard),
    )
    if heard[-1].cut or len(named) < ANSWERED * bare.asked:
        # Of a test that was cut off nothing is kept, however much of it was answered.
        problems = [one.problem for one in heard if one.cut] or [one.problem for one in heard if one.value is None]
        first = f" ({problems[0]})" if problems else ""
        return bare.model_copy(
            update={"reason": f"{len(named)} of {bare.asked} questions who is speaking were answered{first}"}
        )
    right = proportion(
        [None if one.place is None else one.place == asked[one.line].speaker for one in answers],
        clusters=[one.line for one in answers],
        level=LEVEL,
    )
    if not isinstance(right, Interval):
        return bare.model_copy(update={"reason": right.reason})
    return bare.model_copy(
        update={"right": right.value, "low": right.low, "high": right.high, "alike": _alike(answers)}
    )


def _alike(answers: Sequence[Answer]) -> float | None:
    pairs = [(one.place, other.place) for one, other in zip(answers[::2], answers[1::2], strict=True)]
    known = [one == other for one, other in pairs if one is not None and other is not None]
    return sum(known) / len(known) if known else None
