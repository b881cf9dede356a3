"""What plays a plan: the Harness protocol, what goes in and what comes out. Knows no runner, no store and no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.models.chat import ChatModel
    from brain.play import Cast
    from evals.cases import Case
    from evals.outcome import Outcome
    from evals.scorers.score import Judge
    from evals.suites.names import ScorerName

Stopped = Literal["", "cancelled", "money", "time"]
"""Why a run ended before its last case; empty if it did not."""


def never() -> bool:
    """Never cancelled."""
    return False


def nothing(_: int, __: int) -> None:
    """Progress that nobody follows."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run plays: cases, who plays each persona (by slug), which scorers, a played user's model, and the judge.

    `again` makes the same plan in another process; it must be picklable. None: this process alone can play it.
    `waited` says that its models are waited for, so that threads play them as fast as processes would.
    """

    cases: Sequence[Case]
    casts: Mapping[str, Cast]
    scorers: Sequence[ScorerName]
    user_model: ChatModel | None = None
    again: Callable[[], Plan] | None = None
    judge: Judge | None = None
    waited: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """How a plan may be played: cases at once, calls a minute, tries of a call, and the most it may take.

    Money in US micro-dollars. At a cap no new case begins; what is under way is played to its end.
    """

    at_once: int = 2
    calls_a_minute: int | None = None
    tries: int = 4
    microdollars: int | None = None
    seconds: float | None = None


USUAL: Final = Bounds()


class Keeper(Protocol):
    """Outcomes by what they are made of. Called from several threads; what `put` returned from survives a kill.

    Kept are outcomes whose conversation came to its end with no call that failed, also those that are not judged yet.
    """

    def get(self, key: str) -> Outcome | None:
        """The outcome by that key, if it was kept."""

    def put(self, outcome: Outcome) -> None:
        """Keep an outcome that was played; instead of the one by its key that was not judged, if there is one."""


@dataclass(frozen=True, slots=True)
class Results:
    """Outcomes in the order of the plan's cases, of cases that came to an end; `reused` of them were kept whole before.

    `deaths` counts processes that died while they played; what they had in hand was played again.
    """

    outcomes: tuple[Outcome, ...]
    reused: int
    stopped: Stopped = ""
    deaths: int = 0


class Harness(Protocol):
    """Something that plays and scores a plan."""

    def run(
        self,
        plan: Plan,
        *,
        keeper: Keeper | None = None,
        bounds: Bounds = USUAL,
        cancelled: Callable[[], bool] = never,
        progress: Callable[[int, int], None] = nothing,
    ) -> Results:
        """The outcome of every case, kept and never played twice where there is a keeper.

        Of a kept one whose judge was not done, the judge alone is asked. `progress` is told how many of how many are
        done. A call that fails after its tries spoils its own case only. Raises InvalidInput for what cannot be played
        at all, before anything is.
        """
