"""Plays and scores cases on this machine, a few at a time; goes on where a run was killed. Knows no store, no page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from brain.errors import InvalidInput
from brain.models.chat import TokenCount
from brain.models.prices import price
from evals.calling import PATIENT, Meter, Pace, called
from evals.harness import USUAL, Results, never, nothing
from evals.prepared import prepared
from evals.spent import total

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.models.backoff import Backoff
    from brain.models.chat import ChatModel
    from evals.harness import Bounds, Keeper, Plan, Stopped
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
            _need_prices(plan)
        ready = prepared(_within(plan, bounds, meter, self.backoff))
        found: dict[int, Outcome] = {}
        if keeper is not None:
            found = {at: known for at, one in enumerate(ready.keys) if (known := keeper.get(one)) is not None}
        reused = len(found)
        limit = _Limit(bounds, meter, cancelled, self.backoff.clock)

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


class _Limit:
    """Whether another case may begin, and if not, why."""

    def __init__(self, bounds: Bounds, meter: Meter, cancelled: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._bounds, self._meter, self._cancelled, self._clock = bounds, meter, cancelled, clock
        self._began = clock()

    def reached(self) -> Stopped:
        if self._cancelled():
            return "cancelled"
        most, longest = self._bounds.microdollars, self._bounds.seconds
        if most is not None and self._meter.microdollars >= most:
            return "money"
        if longest is not None and self._clock() - self._began >= longest:
            return "time"
        return ""


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


def _need_prices(plan: Plan) -> None:
    models = [cast.model for cast in plan.casts.values()] + ([plan.user_model] if plan.user_model else [])
    for name in dict.fromkeys(model.id for model in models):
        provider, _, model = name.partition("/")
        if price(provider, model or provider, TokenCount()) is None:
            raise InvalidInput(
                f"The cap of money cannot be kept: the price of {name!r} is not known.",
                why="It is not in the table of prices.",
                next_step="Run without a cap of money, with one of time, or with a model whose price is known.",
            )
