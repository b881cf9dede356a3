"""`personaforge eval rate | rounds | agreement`: rounds of rating by hand, which is done on the page Rate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate

Round = Annotated[str, typer.Argument(help="Id of the round.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands under `eval`."""
    for command in (rate, rounds, agreement):
        app.command()(command)


def rate(
    run: Annotated[str, typer.Argument(help="Id of a run.")],
    other: Annotated[str, typer.Argument(help="Id of another: then its conversations stand beside, blind.")] = "",
    *,
    title: Annotated[str, typer.Option(help="What raters see it called; name no version.")] = "",
    most: Annotated[int | None, typer.Option(min=1, help="At most so many conversations, evenly over all.")] = None,
    overlap: Annotated[int, typer.Option(min=1, help="Raters for each conversation.")] = 2,
    seed: Annotated[int, typer.Option(help="What sides and order are drawn by.")] = 0,
) -> None:
    """Make a round of rating over one run, or over two side by side."""
    with cli_open.lab() as lab:
        rating, actor = lab.services.rating, lab.services.actor
        if other:
            made = rating.pairs(actor, run, other, title=title, most=most, overlap=overlap, seed=seed)
        else:
            made = rating.singles(actor, run, title=title, most=most, overlap=overlap, seed=seed)
    typer.echo(f"{made.id}  {made.title}: {made.items} to rate, by {made.overlap} raters each, on the page Rate")


def rounds() -> None:
    """List the rounds, newest first."""
    with cli_open.lab() as lab:
        found = lab.services.rating.rounds(lab.services.actor)
    for one in found:
        told = f"{one.items} to rate, {one.ratings} ratings by {one.raters} raters"
        typer.echo(f"{one.id}  {one.kind.value:6} {told}  {one.title}")


def agreement(
    round_id: Round,
    *,
    reveal: Annotated[bool, typer.Option("--reveal", help="Also say what came of it; this breaks the blind.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write every rating here, with the runs.")] = None,
) -> None:
    """How far raters agree, with one another and with the judge."""
    with cli_open.lab() as lab:
        rating, actor = lab.services.rating, lab.services.actor
        found, progress = rating.agreement(actor, round_id), rating.progress(actor, round_id)
        result = rating.result(actor, round_id) if reveal else None
        if csv is not None:
            csv.write_text(rating.export(actor, round_id), encoding="utf-8")
    typer.echo(
        f"{progress.ratings} ratings by {len(progress.raters)} raters; {progress.finished} of {progress.items} done"
    )
    typer.echo(f"between raters, alpha     {told(found.raters)}")
    typer.echo(f"judge and raters, alpha   {told(found.judge) if found.judge else 'no judge was asked'}")
    if found.left is not None:
        typer.echo(f"left side chosen          {told(found.left)}")
    if result is not None:
        what = "share for the first run" if found.left is not None else "mean rating, 1 to 5"
        typer.echo(f"{what:25} {told(result)}")


def told(estimate: Estimate) -> str:
    """An estimate with its interval, or why there is none."""
    from evals.statistics.estimate import Interval

    if isinstance(estimate, Interval):
        return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f}), {estimate.clusters} conversations"
    bare = "" if estimate.value is None else f"{estimate.value:.2f}; "
    return f"{bare}{estimate.reason}"
