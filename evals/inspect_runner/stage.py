"""What Inspect runs for each case: the player as a solver, and our plain scorers in the clothes of Inspect's.

Player and scorers are synchronous, so each runs in a thread while Inspect's loop goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from anyio import CapacityLimiter, create_task_group, sleep, to_thread
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import mean, scorer
from inspect_ai.solver import solver

from evals.inspect_runner.outcomes import WHOLE, errors, means, noted_outcome, noted_scores, transcript
from evals.inspect_runner.provider import ANY
from evals.outcome import Outcome, measured
from evals.player import play

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio import CancelScope
    from inspect_ai.scorer import Score as Noted
    from inspect_ai.scorer import Scorer, Target
    from inspect_ai.solver import Generate, Solver, TaskState

    from evals.player import Played
    from evals.prepared import Prepared
    from evals.scorers.score import Score

AT: Final = "at"
"""The sample's place in the plan, in its metadata."""

GLANCE_SECONDS: Final = 0.25
"""How often a case under way looks whether the run was cancelled: Inspect may be waiting to ask again."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A plan made ready, and the cases that were played and are not scored yet, by their place."""

    ready: Prepared
    cancelled: Callable[[], bool]
    played: dict[int, Played] = field(default_factory=dict)
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(ANY))

    def play(self, at: int) -> Played:
        """Play the case at that place."""
        plan = self.ready.plan
        case = plan.cases[at]
        return play(case, plan.casts[case.persona], self.ready.users[at], cancelled=self.cancelled)

    def score(self, at: int, scorer_at: int) -> tuple[Score, ...]:
        """What one of the scorers says of a case that was played."""
        plan, played = self.ready.plan, self.played[at]
        genome = plan.casts[plan.cases[at].persona].genome
        return self.ready.scorers[scorer_at](genome, played.record, played.readings)

    async def watch(self, scope: CancelScope) -> None:
        """Break off what is in the scope once the run is cancelled."""
        while not self.cancelled():  # noqa: ASYNC110 - it can be asked, and does not tell
            await sleep(GLANCE_SECONDS)
        scope.cancel()


def conversation(stage: Stage) -> Solver:
    """Plays the case of a sample; its messages are the conversation."""

    @solver(name="conversation")
    def made() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001 - the player asks itself
            at = int(state.metadata[AT])
            async with create_task_group() as tasks:
                tasks.start_soon(stage.watch, tasks.cancel_scope)
                played = await to_thread.run_sync(stage.play, at, limiter=stage.threads)
                tasks.cancel_scope.cancel()
            if played.finished:
                stage.played[at] = played
                state.messages = transcript(played.record)
                last = played.record.exchanges[-1].reply if played.record.exchanges else ""
                state.output = ModelOutput.from_content(str(state.model), last)
            return state

        return solve

    return made()


def whole(stage: Stage) -> Scorer:
    """Whether the case came to its end with no call that failed; holds what happened in it."""

    @scorer(metrics=[mean()], name=WHOLE)
    def made() -> Scorer:
        async def score(state: TaskState, target: Target) -> Noted | None:  # noqa: ARG001 - there is none
            at = int(state.metadata[AT])
            played = stage.played.get(at)
            if played is None:
                return None
            return noted_outcome(
                Outcome(
                    key=stage.ready.keys[at],
                    record=played.record,
                    measured=measured(played.record, played.readings),
                    spent=played.spent,
                    spoken=played.spoken,
                )
            )

        return score

    return made()


def scored(stage: Stage, name: str, scorer_at: int) -> Scorer:
    """One of the plan's scorers, under its own name."""

    @scorer(metrics=[means(), errors()], name=name)
    def made() -> Scorer:
        async def score(state: TaskState, target: Target) -> Noted | None:  # noqa: ARG001 - there is none
            at = int(state.metadata[AT])
            if at not in stage.played:
                return None
            return noted_scores(await to_thread.run_sync(stage.score, at, scorer_at, limiter=stage.threads))

        return score

    return made()
