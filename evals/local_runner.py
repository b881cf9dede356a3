"""Plays and scores cases on this machine, a few at a time; goes on where a run was killed. Knows no store, no page."""

from __future__ import annotations

import gc
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evals.calling import PATIENT, Meter, within
from evals.crew import orders
from evals.harness import USUAL, Results, never, nothing
from evals.limit import Limit, need_prices
from evals.prepared import prepared
from evals.seats import Seats

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

    A plan that can be made again is played in this process and, for each further case at once, in one more.
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
        """The outcome of every case, whole ones kept and never played twice where there is a keeper.

        Raises InvalidInput, before anything is played, for a simulated user that cannot be had, and for a cap of money
        over a model whose price nobody knows.
        """
        meter = Meter()
        if bounds.microdollars is not None:
            need_prices(plan)
        ready = prepared(within(plan, bounds, meter, backoff=self.backoff))
        found: dict[int, Outcome] = {}
        if keeper is not None:
            found = {at: known for at, one in enumerate(ready.keys) if (known := keeper.get(one)) is not None}
        reused = len(found)
        todo = [at for at in range(len(ready.keys)) if at not in found]
        limit = Limit(bounds, meter, cancelled, self.backoff.clock)
        others = _others(plan, bounds, len(todo))
        seats = Seats(ready, todo, limit=limit, meter=meter)
        playing = seats.played(
            here=1 if others else min(bounds.at_once, len(todo)),
            others=others,
            orders=orders(plan.again, bounds, ready.keys) if others and plan.again else None,
            cancelled=cancelled,
        )
        with closing(playing), _unswept():
            for at, outcome in playing:
                if keeper is not None and outcome.whole:
                    keeper.put(outcome)
                found[at] = outcome
                progress(len(found), len(ready.keys))
        ordered = tuple(found[at] for at in sorted(found))
        stopped = limit.reached() if len(ordered) < len(ready.keys) else ""
        return Results(ordered, reused, stopped=stopped, deaths=seats.deaths)


@contextmanager
def _unswept() -> Iterator[None]:
    """Personas and lexicons stay as they are: going through them at each garbage collection takes a tenth of a run."""
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _others(plan: Plan, bounds: Bounds, cases: int) -> int:
    """How many further processes are worth their start. A pace is kept by one process alone."""
    if plan.again is None or plan.waited or bounds.calls_a_minute is not None:
        return 0
    return min(bounds.at_once - 1, cases // FEWEST)
