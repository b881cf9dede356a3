"""The Reader protocol: what finds flaws and tells who speaks, a language model or not. Knows no vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from evals.spent import Spent

if TYPE_CHECKING:
    from evals.judging.lineup import Lineup
    from evals.judging.rubric import TalkReport
    from evals.judging.stretch import Stretch
    from evals.terms import Terms

Said = TypeVar("Said")
NOTHING = Spent()


@dataclass(frozen=True, slots=True)
class Heard(Generic[Said]):
    """An answer, or the problem that there is none; and what asking took, which counts either way.

    `cut` says that nothing more may be asked.
    """

    value: Said | None
    problem: str = ""
    spent: Spent = NOTHING
    cut: bool = False


class Reader(Protocol):
    """Something that reads a conversation. It never raises for an answer that is of no use: it says so."""

    @property
    def id(self) -> str:
        """What its answers follow from, such as `anthropic/claude-haiku-4-5`."""

    @property
    def label(self) -> str:
        """What stands beside its scores."""

    @property
    def varies(self) -> bool:
        """Whether it may say something else when it is asked again."""

    def within(self, terms: Terms) -> Reader:
        """The same reader, asking on the terms of a run."""

    def flaws(self, stretch: Stretch, *, sample: int) -> Heard[TalkReport]:
        """The flaws of a stretch. From sample to sample the order of what is shown changes."""

    def speaker(self, lineup: Lineup, *, order: int) -> Heard[int]:
        """Which of the candidates said the line, by its place in the lineup; -1 where it cannot tell.

        `order` 1 shows the candidates the other way round than 0.
        """
