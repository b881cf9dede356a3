"""Plays and scores cases on this machine, a few at a time; goes on where a run was killed. Knows no store, no page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evals.calling import PATIENT, Meter, Pace, called
from evals.harness import USUAL, Results, never, nothing
from evals.limit import Limit, need_prices
from evals.prepared import prepared
from evals.spent import total

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.models.backoff import Backoff
    from brain.models.chat import ChatModel
    from evals.harness import Bounds, Keeper, Plan
    from evals.outcome import Outcome


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """A Harness that plays here. Give it models that ask once: it asks again itself, with waits as in `backoff`."""

    backoff: Backoff = PATIENT

    def run(
        self,
        plan: Plan,
        *,
        keeper: Keeper | None = None,
        bounds: Bounds = USUAL,
        cancelled: Callable[[], bool] = never,
        progress: Callable[[int, int], None] = nothing,
    ) -> Results:
        """The outcome of every case, whole ones kept and never played twice where there is a keeper.

        Raises InvalidInput, before anything is played, for a simulated user that cannot be had, and for a cap of money
        over a model whose price nobody knows.
        """
        meter = Meter()
        if bounds.microdollars is not None:
            need_prices(plan)
        ready = prepared(_within(plan, bounds, meter, self.backoff))
        found: dict[int, Outcome] = {}
        if keeper is not None:
            found = {at: known for at, one in enumerate(ready.keys) if (known := keeper.get(one)) is not None}
        reused = len(found)
        limit = Limit(bounds, meter, cancelled, self.backoff.clock)

        def one(at: int) -> tuple[int, Outcome | None]:
            outcome = None if limit.reached() else ready.outcome(at, cancelled=cancelled)
            if outcome is not None:
                # The models' calls were counted as they were made; a judge is no model of the plan.
                meter.add(total(score.spent for score in outcome.scores).microdollars)
                if keeper is not None and outcome.whole:
                    keeper.put(outcome)
            return at, outcome

        with ExitStack() as stack:
            pool = ThreadPoolExecutor(bounds.at_once, thread_name_prefix="evals")
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
            for done in as_completed([pool.submit(one, at) for at in range(len(ready.keys)) if at not in found]):
                at, outcome = done.result()
                if outcome is not None:
                    found[at] = outcome
                    progress(len(found), len(ready.keys))
        ordered = tuple(found[at] for at in sorted(found))
        return Results(ordered, reused, stopped=limit.reached() if len(ordered) < len(ready.keys) else "")


def _within(plan: Plan, bounds: Bounds, meter: Meter, backoff: Backoff) -> Plan:
    """The plan with its models called as the bounds allow."""
    pace = Pace(bounds.calls_a_minute, backoff=backoff)

    def bound(model: ChatModel) -> ChatModel:
        return called(model, pace=pace, meter=meter, tries=bounds.tries, backoff=backoff)

    return replace(
        plan,
        casts={slug: replace(cast, model=bound(cast.model)) for slug, cast in plan.casts.items()},
        user_model=bound(plan.user_model) if plan.user_model else None,
    )
