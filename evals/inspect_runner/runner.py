"""The harness on inspect-ai: what is kept is taken, the rest is played by way of Inspect. Imports no Inspect itself.

Inspect holds one eval in a process, and takes seconds to import; so a plan that can be made again is played in
processes of its own, and only one that cannot is played here.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.errors import PersonaForgeError
from brain.genome.genome import content_hash
from evals.calling import PATIENT, Meter
from evals.harness import USUAL, Results, never, nothing
from evals.inspect_runner.apart import play_apart, surroundings
from evals.inspect_runner.job import Job, Took
from evals.inspect_runner.place import Place
from evals.inspect_runner.shelf import LOGS, replies, use
from evals.limit import Limit, need_prices
from evals.prepared import prepared
from evals.run import environment
from evals.seats import finished
from evals.terms import terms, within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from brain.models.backoff import Backoff
    from evals.harness import Bounds, Keeper, Plan
    from evals.outcome import Outcome

FEWEST: Final = 64
"""A further process is worth its start for so many cases."""

DEATHS: Final = 3
"""After so many deaths of processes with no outcome between them the run is given up."""


@dataclass(frozen=True, slots=True)
class InspectRunner:
    """A Harness by way of Inspect. Give it models that ask once: Inspect asks again, with waits as in `backoff`.

    In `folder` are replies, which runs of the same personas and models share, what else Inspect writes, and the logs,
    unless they have a folder of their own in `logs`, by the run's id. `base` is the environment that the processes
    start from. Replies are cached of models that are waited for, and in processes of their own; else there is the
    keeper alone.
    """

    folder: Path
    base: Mapping[str, str]
    logs: Path | None = None
    processes: int = 2
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

        Of a kept one whose judge was not done, the judge alone is asked, here and in no log of Inspect's. Raises
        InvalidInput, before anything is played, for a simulated user that cannot be had, and for a cap of money over a
        model whose price nobody knows; PersonaForgeError where a process dies again and again; RuntimeError where
        Inspect or a scorer fails.
        """
        if bounds.microdollars is not None:
            need_prices(plan)
        meter = Meter()
        limit = Limit(bounds, meter, cancelled, self.backoff.clock)
        agreed = terms(bounds, meter, backoff=self.backoff, stopped=limit.reached)
        ready = prepared(within(plan, agreed))
        keys = ready.keys
        named = Counter(keys)
        found: dict[str, Outcome] = {}
        if keeper is not None:
            found = {key: known for key in named if (known := keeper.get(key)) is not None}
        done = sum(named[key] for key in found)
        reused = sum(named[key] for key, one in found.items() if one.whole)

        def took(outcome: Outcome) -> None:
            nonlocal done
            if keeper is not None and outcome.played:
                keeper.put(outcome)
            done += 0 if outcome.key in found else named[outcome.key]
            found[outcome.key] = outcome
            progress(done, len(keys))

        # Cases that are alike in all but their names are played once.
        first = {key: at for at, key in reversed(list(enumerate(keys)))}
        todo = sorted(at for key, at in first.items() if key not in found)
        begun = {first[key]: one for key, one in found.items() if not one.whole}
        with closing(finished(ready, begun, bounds, limit=limit, meter=meter, cancelled=cancelled)) as judging:
            for _, outcome in judging:
                took(outcome)
        if begun and todo:
            # What plays now keeps a pace of its own.
            agreed.pace.rest(lambda: bool(limit.reached()))
        deaths = self._play(plan, keys, todo, bounds, limit, meter, took) if todo else 0
        ordered = tuple(found[key] for key in keys if key in found)
        left = len(ordered) < len(keys) or any(one.unjudged for one in ordered)
        stopped = limit.reached() if left else ""
        return Results(ordered, reused, stopped=stopped, deaths=deaths)

    def _play(
        self,
        plan: Plan,
        keys: Sequence[str],
        todo: Sequence[int],
        bounds: Bounds,
        limit: Limit,
        meter: Meter,
        took: Callable[[Outcome], None],
    ) -> int:
        """Play the cases at the places `todo`; how many processes died over it."""
        again = plan.again
        # What a model computes here costs less anew than to be kept and found again.
        cached = again is not None and plan.waited
        place = Place(self.logs or self.folder / LOGS, cached, self.backoff, _facts(plan))
        if again is not None:
            around = surroundings(self.base, self.folder, use(self.folder, place.logs, replies(plan)))
            return self._play_apart(Job(again, keys, todo, place, bounds), around, limit, meter, took)
        from evals.inspect_runner.evaluation import evaluate

        evaluate(
            plan,
            todo,
            place=place,
            bounds=bounds,
            meter=meter,
            stopped=limit.reached,
            took=lambda _, outcome: took(outcome),
        )
        return 0

    def _play_apart(
        self, job: Job, around: Mapping[str, str], limit: Limit, meter: Meter, took: Callable[[Outcome], None]
    ) -> int:
        left, all_deaths, deaths = list(job.todo), 0, 0
        while left and not limit.reached():
            before, jobs = len(left), _split(job, left, self.processes)
            alive = len(jobs)
            for what in play_apart(jobs, around, stopped=limit.reached):
                if isinstance(what, Took):
                    meter.add(what.paid)
                    left.remove(what.at)
                    took(what.outcome)
                else:
                    alive -= 1
            all_deaths += alive
            deaths = 1 if len(left) < before else deaths + 1
            if left and deaths >= DEATHS:
                raise PersonaForgeError(
                    "A process that holds an eval ended again and again.",
                    why=f"It ended {deaths} times with no outcome between.",
                    next_step="Look at what it printed; what was played is kept, and the run can be gone on with.",
                )
        return all_deaths


def _split(job: Job, left: Sequence[int], processes: int) -> list[Job]:
    """The rest of the job in as many parts as are worth their start; the bounds are shared out among them."""
    bounds = job.bounds
    number = max(1, min(processes, bounds.at_once, len(left) // FEWEST, bounds.calls_a_minute or processes))
    return [
        replace(
            job,
            todo=left[at::number],
            bounds=replace(
                bounds,
                at_once=(bounds.at_once + number - 1 - at) // number,
                calls_a_minute=bounds.calls_a_minute // number if bounds.calls_a_minute is not None else None,
            ),
        )
        for at in range(number)
    ]


def _facts(plan: Plan) -> dict[str, object]:
    """What the log says of the run besides cases, prompts, replies and scores."""
    one = next(iter(plan.casts.values()))
    return {
        "harness": "personaforge",
        "personas": {slug: content_hash(cast.genome) for slug, cast in sorted(plan.casts.items())},
        "models": sorted({cast.model.id for cast in plan.casts.values()}),
        "user_model": plan.user_model.id if plan.user_model is not None else "",
        "judge": plan.judge.id if plan.judge is not None else "",
        "seeds": sorted({case.seed for case in plan.cases}),
        "scorers": list(plan.scorers),
        "environment": environment(drift_fit=one.gauge.fit.id).model_dump(mode="json"),
    }
