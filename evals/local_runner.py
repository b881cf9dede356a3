"""Plays and scores cases in this process, a few at a time; goes on where a run was killed. Knows no store and no page.

Threads help a model that is waited for; the understudy computes, so for it they do not.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from typing import TYPE_CHECKING

from brain.genome.genome import content_hash
from evals.harness import Results, never, nothing
from evals.kept import Kept
from evals.outcome import Outcome, measured
from evals.player import play
from evals.scorers.catalogue import VERSION, catalogue
from evals.simulators.choose import user_of
from evals.spent import total

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from brain.play import Cast
    from evals.cases import Case
    from evals.harness import Plan
    from evals.scorers.score import Scorer
    from evals.simulators.user import SimulatedUser


def run(
    plan: Plan,
    *,
    folder: Path | None = None,
    workers: int = 2,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[int, int], None] = nothing,
) -> Results:
    """The outcome of every case. With a `folder` each is kept once it is whole, and not played again.

    `progress` is told how many of how many are done. Raises InvalidInput for a user that cannot be had, before
    anything is played, and Conflict while another run writes into the folder.
    """
    users = [user_of(case, plan.casts, model=plan.user_model) for case in plan.cases]
    company = [f"{content_hash(cast.genome)} {cast.model.id}" for _, cast in sorted(plan.casts.items())]
    keys = [key(case, plan, company) for case in plan.cases]
    scorers = catalogue([cast.genome for cast in plan.casts.values()], judge=plan.judge)
    chosen = [scorers[name] for name in plan.scorers]
    found: dict[int, Outcome] = {}
    with ExitStack() as stack:
        kept = stack.enter_context(Kept.opened(folder)) if folder is not None else None
        if kept is not None:
            found = {at: known for at, one in enumerate(keys) if (known := kept.get(one)) is not None}
        reused = len(found)

        def one(at: int) -> tuple[int, Outcome | None]:
            cast = plan.casts[plan.cases[at].persona]
            outcome = None if cancelled() else _outcome(plan.cases[at], keys[at], cast, users[at], chosen, cancelled)
            if kept is not None and outcome is not None and outcome.whole:
                kept.put(outcome)
            return at, outcome

        pool = ThreadPoolExecutor(workers, thread_name_prefix="evals")
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        for done in as_completed([pool.submit(one, at) for at in range(len(keys)) if at not in found]):
            at, outcome = done.result()
            if outcome is not None:
                found[at] = outcome
                progress(len(found), len(keys))
    ordered = tuple(found[at] for at in sorted(found))
    return Results(ordered, reused, stopped="cancelled" if len(ordered) < len(keys) else "")


def _outcome(
    case: Case,
    name: str,
    cast: Cast,
    user: SimulatedUser,
    scorers: Sequence[Scorer],
    cancelled: Callable[[], bool],
) -> Outcome | None:
    played = play(case, cast, user, cancelled=cancelled)
    if not played.finished:
        return None
    scores = tuple(one for score in scorers for one in score(cast.genome, played.record, played.readings))
    return Outcome(
        key=name,
        record=played.record,
        measured=measured(played.record, played.readings),
        scores=scores,
        spent=played.spent + total(one.spent for one in scores),
    )


def key(case: Case, plan: Plan, company: Sequence[str]) -> str:
    """What an outcome follows from, as 32 hexadecimal digits: case, models, judge, drift fit, scorers, company.

    The company is what all personas of the run say of themselves: one may play the user, and voices are told apart.
    """
    cast = plan.casts[case.persona]
    user = plan.user_model.id if plan.user_model else ""
    judge = (plan.judge.id,) if plan.judge is not None and "judge" in plan.scorers else ()
    parts = (case.id, cast.model.id, user, cast.gauge.fit.id, *plan.scorers, str(VERSION), *judge, *company)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
