"""Plays and scores cases on this machine, a few at a time; goes on where a run was killed. Knows no store, no page."""

from __future__ import annotations

import gc
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from evals.calling import PATIENT, Meter
from evals.crew import orders
from evals.harness import USUAL, Results, never, nothing
from evals.limit import Limit, need_prices
from evals.lockstep import TOGETHER
from evals.prepared import prepared
from evals.seats import Seats, finished
from evals.terms import terms, within
from evals.worker import SELDOM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.backoff import Backoff
    from evals.harness import Bounds, Keeper, Plan
    from evals.outcome import Outcome

FEWEST: Final = 16
"""A further process is worth its start for so many cases."""


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """A Harness that plays here. Give it models that ask once: it asks again itself, with waits as in `backoff`.

    A plan that can be made again, by models that compute, is played in this process and, for each further case at once,
    in one more; in each of them some cases side by side, which take less so.
    """

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
        """The outcome of every case, kept and never played twice where there is a keeper.

        Of a kept one whose judge was not done, the judge alone is asked, before anything is played. Raises
        InvalidInput, before all of it, for a simulated user that cannot be had, and for a cap of money over a model
        whose price nobody knows.
        """
        meter = Meter()
        if bounds.microdollars is not None:
            need_prices(plan)
        limit = Limit(bounds, meter, cancelled, self.backoff.clock)
        ready = prepared(within(plan, terms(bounds, meter, backoff=self.backoff, stopped=limit.reached)))
        found: dict[int, Outcome] = {}
        if keeper is not None:
            found = {at: known for at, one in enumerate(ready.keys) if (known := keeper.get(one)) is not None}
        todo = [at for at in range(len(ready.keys)) if at not in found]
        begun = {at: one for at, one in found.items() if not one.whole}
        reused = len(found) - len(begun)
        others = _others(plan, bounds, len(todo))
        judging = finished(ready, begun, bounds, limit=limit, meter=meter, cancelled=cancelled)
        seats = Seats(ready, todo, limit=limit, meter=meter, together=TOGETHER if _computed(plan, bounds) else 1)
        playing = seats.played(
            here=1 if others else min(bounds.at_once, len(todo)),
            others=others,
            orders=orders(plan.again, bounds, ready.keys) if others and plan.again else None,
            cancelled=cancelled,
        )
        with closing(judging), closing(playing), _unswept():
            for at, outcome in chain(judging, playing):
                if keeper is not None and outcome.played:
                    keeper.put(outcome)
                found[at] = outcome
                progress(len(found), len(ready.keys))
        ordered = tuple(found[at] for at in sorted(found))
        left = len(ordered) < len(ready.keys) or any(one.unjudged for one in ordered)
        stopped = limit.reached() if left else ""
        return Results(ordered, reused, stopped=stopped, deaths=seats.deaths)


@contextmanager
def _unswept() -> Iterator[None]:
    """Personas and lexicons stay as they are: going through them at each garbage collection takes a tenth of a run."""
    if gc.get_freeze_count():
        yield
        return
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _others(plan: Plan, bounds: Bounds, cases: int) -> int:
    """How many further processes are worth their start."""
    return min(bounds.at_once - 1, cases // FEWEST) if _computed(plan, bounds) else 0


def _computed(plan: Plan, bounds: Bounds) -> bool:
    """Whether its models take the processor and nothing else. A pace is kept by one process alone."""
    return plan.again is not None and not plan.waited and bounds.calls_a_minute is None
