"""Plays an order in this process and hands the run back as a value. Knows no page, no store and no worker."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from evals.anchors.rescoring import rescored
from evals.harness import Bounds
from evals.kept import Kept
from evals.local_runner import LocalRunner
from evals.run import Run, environment
from evals.run_file import save
from studio.evaluation.planning import plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.harness import Plan, Results
    from evals.order import Order
    from studio.casting import Casting


def nothing(_: int, __: int) -> None:
    """Progress that nobody follows."""


def play_here(
    casting: Casting,
    order: Order,
    *,
    folder: Path | None = None,
    workers: int = 2,
    progress: Callable[[int, int], None] = nothing,
) -> Run:
    """The run of an order. With a folder its outcomes are kept there, and the run as `run.json`.

    Raises ModelUnknown, ModelUnauthorised, InvalidInput and Conflict, before anything is played.
    """
    laid = plan(casting, order)
    with Kept.opened(folder) if folder else nullcontext() as kept:
        results = LocalRunner().run(laid, keeper=kept, bounds=Bounds(at_once=workers), progress=progress)
    return as_run(order, laid, results) if folder is None else keep(order, laid, results, folder)


def keep(order: Order, laid: Plan, results: Results, folder: Path) -> Run:
    """Writes what was played into the folder as `run.json`, so that it can be compared and gated; the run."""
    run = as_run(order, laid, results)
    save(run, folder)
    return run


def as_run(order: Order, laid: Plan, results: Results) -> Run:
    """What was played just now in this process, as a run."""
    fits = sorted({cast.gauge.fit.id for cast in laid.casts.values()})
    return Run(
        id=uuid4().hex[:12],
        order=order,
        harness="local",
        outcomes=results.outcomes,
        environment=environment(drift_fit=" ".join(fits), anchors=rescored()),
        ended=datetime.now(UTC),
        stopped=results.stopped,
    )
