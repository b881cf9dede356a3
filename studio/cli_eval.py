"""`personaforge eval …`: list, show and play suites in this process. Knows no page.

Exit codes of `run`: 0 every case came out whole; 1 an error; 3 a call failed, and the same folder goes on with it.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_eval_gate, cli_eval_replay, cli_eval_report, cli_eval_score, cli_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.order import Subject
    from evals.run import Run
    from evals.suites.suite import Suite

app = typer.Typer(no_args_is_help=True, help="Play suites of conversations and score them.")
cli_eval_gate.add_to(app)
cli_eval_replay.add_to(app)
app.command()(cli_eval_score.score)
cli_eval_report.add_to(app)

UNFINISHED = 3

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


@app.command()
def run(
    suite: Name,
    persona: Annotated[list[str] | None, typer.Argument(help="Slugs or ids; all demo personas if none.")] = None,
    *,
    local: Annotated[bool, typer.Option("--local", help="Play in this process; so far there is no other way.")] = False,
    model: Annotated[str, typer.Option(help="`understudy` or `anthropic/<model>`.")] = "understudy",
    user_model: Annotated[str, typer.Option(help="The model that plays a simulated user, where a suite asks.")] = "",
    judge: Annotated[str, typer.Option(help="Who judges: `anthropic/<model>`, or `local` without a key.")] = "",
    folder: Annotated[Path | None, typer.Option(help="Keeps outcomes; the same folder again goes on.")] = None,
    seed: Annotated[list[int] | None, typer.Option(help="Instead of the suite's; may be repeated.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Play at most so many cases, evenly over all.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Cases played at once.")] = 2,
) -> None:
    """Play a suite and print the scores."""
    from evals.harness import Bounds
    from evals.kept import Kept
    from evals.local_runner import LocalRunner
    from evals.order import Order
    from studio.casting import Casting
    from studio.evaluation.planning import plan
    from studio.playing import as_run, keep

    if not local:
        raise InvalidInput(
            "Suites are played in this process only.",
            why="There is no runner besides the local one yet.",
            next_step="Say so with --local.",
        )
    found = _suite(suite)
    order = Order(
        suite=found,
        subjects=_subjects(persona or found.personas),
        model=model,
        user_model=user_model,
        judge_model=judge,
        seeds=tuple(seed) if seed else None,
        most=most,
    )
    laid = plan(Casting(cli_open.settings()), order)
    typer.echo(f"{len(laid.cases)} cases, {sum(case.turns + len(case.asked) for case in laid.cases)} calls")
    with Kept.opened(folder) if folder else nullcontext() as kept:
        results = LocalRunner().run(laid, keeper=kept, bounds=Bounds(at_once=workers))
    played = as_run(order, laid, results) if folder is None else keep(order, laid, results, folder)
    _print(played, results.reused)
    if results.stopped or not all(one.whole for one in results.outcomes):
        raise typer.Exit(UNFINISHED)


def _suite(name: str) -> Suite:
    from evals.suites import load

    path = Path(name)
    return load.load_file(path) if path.suffix == load.SUFFIX else load.load(name)


def _subjects(wanted: Sequence[str]) -> tuple[Subject, ...]:
    from brain import demo
    from evals.order import Subject

    if not wanted:
        return tuple(Subject(genome=one) for one in demo.load_all())
    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        found = [lab.persona(one) for one in wanted]
    return tuple(
        Subject(genome=one.genome, persona_id=one.card.id, version_id=one.version.id, version=one.version.number)
        for one in found
    )


def _print(run: Run, reused: int) -> None:
    from evals.judging import card as judging
    from evals.summary import lines, summary

    for line in (*lines(summary(run)), *judging.lines(run.outcomes)):
        typer.echo(line)
    failed = sum(not one.whole for one in run.outcomes)
    typer.echo(f"{len(run.outcomes)} cases, {reused} kept from before, {failed} with a call that failed")
