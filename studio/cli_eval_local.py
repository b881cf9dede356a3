"""`personaforge eval run --local`: a suite played in this process and kept in a folder, without the database."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from studio import cli_open

if TYPE_CHECKING:
    from pathlib import Path

    from evals.harness import Bounds
    from evals.order import Order


def play_here(order: Order, folder: Path | None, bounds: Bounds) -> bool:
    """Play the order, print its scores, and write the run into the folder; whether every case came out whole."""
    from evals.judging import card as judging
    from evals.kept import Kept
    from evals.local_runner import LocalRunner
    from evals.summary import lines, summary
    from studio.casting import Casting
    from studio.evaluation.planning import plan
    from studio.playing import as_run, keep

    laid = plan(Casting(cli_open.settings()), order)
    typer.echo(f"{len(laid.cases)} cases, {sum(case.turns + len(case.asked) for case in laid.cases)} calls")
    with Kept.opened(folder) if folder else nullcontext() as kept:
        results = LocalRunner().run(laid, keeper=kept, bounds=bounds)
    run = keep(order, laid, results, folder) if folder is not None else as_run(order, laid, results)
    typer.echo("\n".join((*lines(summary(run)), *judging.lines(run.outcomes))))
    failed = sum(not one.whole for one in results.outcomes)
    typer.echo(f"{len(results.outcomes)} cases, {results.reused} kept from before, {failed} with a call that failed")
    if results.stopped:
        typer.echo(f"Stopped before its end: {results.stopped}. The same folder again goes on.")
    return not (results.stopped or failed)
