"""`personaforge eval …`: list and show suites; what is played, compared and scored is in modules of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio import (
    cli_eval_experiments,
    cli_eval_gate,
    cli_eval_judge,
    cli_eval_log,
    cli_eval_rating,
    cli_eval_replay,
    cli_eval_report,
    cli_eval_runs,
    cli_eval_score,
    cli_eval_vary,
)

if TYPE_CHECKING:
    from evals.suites.suite import Suite

app = typer.Typer(no_args_is_help=True, help="Play suites of conversations and score them.")
cli_eval_runs.add_to(app)
cli_eval_gate.add_to(app)
cli_eval_log.add_to(app)
cli_eval_replay.add_to(app)
cli_eval_experiments.add_to(app)
cli_eval_vary.add_to(app)
app.command()(cli_eval_score.score)
cli_eval_report.add_to(app)
cli_eval_rating.add_to(app)
cli_eval_judge.add_to(app)

Name = Annotated[str, typer.Argument(help="Name of a suite that ships, or path of a YAML file.")]


@app.command("list")
def list_suites() -> None:
    """List the suites that ship."""
    from evals.suites import load

    for name in load.names():
        suite = load.load(name)
        typer.echo(f"{name:16} {len(suite.conversations)} conversations · {suite.title}")


@app.command()
def show(suite: Name) -> None:
    """Check a suite, and print what it plays and scores."""
    found = _suite(suite)
    typer.echo(f"{found.name}: {found.title}\n{found.description}\n")
    for talk in found.conversations:
        asked = f", {len(talk.probes)} kinds of question off the transcript" if talk.probes else ""
        each = "" if talk.over == "once" else f", for each {talk.over}"
        typer.echo(f"- {talk.id}: {talk.turns} turns, {talk.simulator.kind} user{each}{asked}")
    typer.echo(f"\nseeds {', '.join(map(str, found.seeds))}")
    typer.echo(f"scorers {', '.join(one.name for one in found.scorers)}")


def _suite(name: str) -> Suite:
    from evals.suites import load

    path = Path(name)
    return load.load_file(path) if path.suffix == load.SUFFIX else load.load(name)
