"""One eval of Inspect: cases as samples, the player as their solver, our scorers as theirs. One at a time in a process.

Plays and reports; keeps nothing itself.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_ai import Task
from inspect_ai import eval as run_eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.util import EarlyStop

from brain.genome.genome import content_hash
from evals.calling import Metered
from evals.inspect_runner.outcomes import outcome_of
from evals.inspect_runner.provider import Source, asked
from evals.inspect_runner.stage import AT, Stage, conversation, scored, whole
from evals.prepared import prepared
from evals.terms import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inspect_ai.log import EvalLog, EvalSpec
    from inspect_ai.scorer import SampleScore
    from pydantic import JsonValue

    from evals.calling import Meter
    from evals.harness import Bounds, Plan, Stopped
    from evals.inspect_runner.place import Place
    from evals.inspect_runner.provider import Asked
    from evals.outcome import Outcome
    from evals.prepared import Prepared
    from evals.terms import Terms


def evaluate(
    plan: Plan,
    todo: Sequence[int],
    *,
    place: Place,
    bounds: Bounds,
    meter: Meter,
    stopped: Callable[[], Stopped],
    took: Callable[[int, Outcome], None],
) -> Path:
    """Play the cases at the places `todo` of the plan, and return the log; `took` is given each outcome at once.

    `stopped` says why no case may begin any more; where it says `cancelled`, what is under way is broken off.
    Raises RuntimeError where Inspect ends with an error.
    """

    def cancelled() -> bool:
        return stopped() == "cancelled"

    first = plan.cases[todo[0]]
    agreed = terms(bounds, meter, backoff=place.backoff, stopped=stopped)
    models = _models(plan, place, agreed, cancelled)
    stage = Stage(prepared(_through(plan, models, agreed)), cancelled)
    task = Task(
        name=re.sub(r"[^\w.-]+", "-", first.suite),
        dataset=MemoryDataset([_sample(stage.ready, at) for at in todo]),
        solver=conversation(stage),
        scorer=[whole(stage), *(scored(stage, name, at) for at, name in enumerate(plan.scorers))],
        early_stopping=_Conductor({_name(stage.ready, at): at for at in todo}, stopped, took),
    )
    user = models[id(plan.user_model)] if plan.user_model is not None else None
    log = _run(task, models[id(plan.casts[first.persona].model)], user, place, bounds)
    if log.status == "error":
        reason = log.error.message if log.error is not None else "it gave no reason"
        raise RuntimeError(f"Inspect ended with an error: {reason}. Its log is {log.location}.")
    return Path(log.location)


@dataclass(frozen=True, slots=True)
class _Conductor:
    """Lets no case begin that may not, and passes on how each came out. Inspect's EarlyStopping protocol."""

    places: Mapping[str, int]
    stopped: Callable[[], Stopped]
    took: Callable[[int, Outcome], None]

    async def start_task(self, task: EvalSpec, samples: list[Sample], epochs: int) -> str:  # noqa: ARG002
        return "personaforge"

    async def schedule_sample(self, id: str | int, epoch: int) -> EarlyStop | None:  # noqa: A002
        reason = self.stopped()
        return EarlyStop(id=id, epoch=epoch, reason=reason) if reason else None

    async def complete_sample(self, id: str | int, epoch: int, scores: dict[str, SampleScore]) -> None:  # noqa: A002, ARG002
        outcome = outcome_of({name: one.score for name, one in scores.items()})
        if outcome is not None:
            self.took(self.places[str(id)], outcome)

    async def complete_task(self) -> dict[str, JsonValue]:
        return {}


def _models(plan: Plan, place: Place, agreed: Terms, cancelled: Callable[[], bool]) -> dict[int, Asked]:
    """What calls each model of the plan by way of Inspect, by the model's identity: ids may be alike."""
    hashes = {slug: content_hash(cast.genome) for slug, cast in plan.casts.items()}
    genomes = {hashes[slug]: cast.genome for slug, cast in plan.casts.items()}
    fits = ",".join(sorted({cast.gauge.fit.id for cast in plan.casts.values()}))
    models = [cast.model for cast in plan.casts.values()] + ([plan.user_model] if plan.user_model else [])
    return {
        id(one): asked(
            Source(Metered(one, agreed.pace, agreed.meter), genomes, place.backoff, cancelled),
            hashes=hashes,
            fit=fits,
            cached=place.cached,
        )
        for one in models
    }


def _through(plan: Plan, models: Mapping[int, Asked], agreed: Terms) -> Plan:
    """The plan by way of Inspect; a judge asks by itself, on the same terms."""
    return replace(
        plan,
        casts={slug: replace(cast, model=models[id(cast.model)]) for slug, cast in plan.casts.items()},
        user_model=models[id(plan.user_model)] if plan.user_model is not None else None,
        judge=plan.judge.within(agreed) if plan.judge is not None else None,
    )


def _name(ready: Prepared, at: int) -> str:
    case = ready.plan.cases[at]
    return f"{case.persona} {case.talk} {case.seed} {ready.keys[at][:12]}"


def _sample(ready: Prepared, at: int) -> Sample:
    case = ready.plan.cases[at]
    about = "" if case.subject is None else f", {case.over} {case.subject + 1}"
    return Sample(
        id=_name(ready, at),
        input=f"{case.persona}: {case.talk}{about}, {case.turns} turns, seed {case.seed}",
        metadata={AT: at, "key": ready.keys[at], "persona": case.persona, "case": case.model_dump_json()},
    )


def _run(task: Task, model: Asked, user: Asked | None, place: Place, bounds: Bounds) -> EvalLog:
    with _own_log_level():
        (log,) = run_eval(
            task,
            model=model.model,
            model_roles={"user": user.model} if user is not None else None,
            metadata=dict(place.facts),
            max_samples=bounds.at_once,
            max_connections=bounds.at_once,
            max_retries=bounds.tries - 1,
            timeout=round(place.backoff.patience_seconds),
            fail_on_error=True,
            log_dir=str(place.logs),
            log_format="eval",
            log_level="error",
            # Nobody watches, and what a kill leaves undone is in the keeper and the cache: no live copies of samples.
            display="none",
            score_display=False,
            ctl_server=False,
            log_realtime=False,
            log_model_api=False,
        )
    return log


@contextmanager
def _own_log_level() -> Iterator[None]:
    """Put the level of the root logger back: Inspect sets it for the whole process, and our warnings would be lost."""
    root = logging.getLogger()
    level = root.level
    try:
        yield
    finally:
        root.setLevel(level)
