"""`personaforge eval run | resume | cancel | runs | results | delete | restore`: runs in the database. Knows no page.

Exit codes: 0 every case came out whole, or what was asked was done; 1 an error; 3 the run ended before its last case,
or a call failed in it: `eval resume` goes on with it. Ctrl-C cancels the run, waits until its worker has stopped, and
ends with 3 as well; a second Ctrl-C does not wait.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from evals.harness import Bounds
    from store.run_values import RunCard
    from studio.lab import Lab

UNFINISHED = 3

Budget = Annotated[float | None, typer.Option(min=0, help="The most it may cost, in US dollars.")]
Minutes = Annotated[float | None, typer.Option(min=0, help="The longest it may take.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Cases played at once.")]
Pace = Annotated[int | None, typer.Option(min=1, help="Calls of a model a minute, at most.")]
Detach = Annotated[bool, typer.Option("--detach", help="Do not wait for its end.")]
RunName = Annotated[str, typer.Argument(help="Id of the run, the beginning of it, or `last`.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands under `eval`."""
    for command in (run, resume, cancel, runs, results, delete, restore):
        app.command()(command)


def run(
    suite: Annotated[str, typer.Argument(help="Name of a suite that ships, or path of a YAML file.")],
    persona: Annotated[
        list[str] | None, typer.Argument(help="Slugs, parts of one, ids, or slug@version; all demo personas if none.")
    ] = None,
    *,
    version: Annotated[int | None, typer.Option(min=1, help="Number of the version, for one persona.")] = None,
    model: Annotated[str, typer.Option(help="`understudy` or `anthropic/<model>`.")] = "understudy",
    user_model: Annotated[str, typer.Option(help="The model that plays a simulated user, where a suite asks.")] = "",
    judge: Annotated[str, typer.Option(help="Who judges: `anthropic/<model>`, or `local` without a key.")] = "",
    seed: Annotated[list[int] | None, typer.Option(help="Instead of the suite's; may be repeated.")] = None,
    seeds: Annotated[int | None, typer.Option(min=1, max=1_000, help="The seeds 0 to this less one.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Play at most so many cases, evenly over all.")] = None,
    budget: Budget = None,
    minutes: Minutes = None,
    workers: Workers = 2,
    calls_a_minute: Pace = None,
    harness: Annotated[str, typer.Option(help="`local` or `inspect`: what plays it.")] = "local",
    estimate: Annotated[bool, typer.Option("--estimate", help="Say what it would take, and start nothing.")] = False,
    detach: Detach = False,
    local: Annotated[bool, typer.Option("--local", help="Play in this process, without the database.")] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Write run.json here; with --local outcomes too, and go on with them.")
    ] = None,
) -> None:
    """Play a suite and print the scores. Exit codes: 0 whole, 1 an error, 3 ended early or a call failed."""
    with cli_open.lab() as lab:
        if persona and not lab.personas():
            lab.load_demo()
        evaluation, actor = lab.services.evaluation, lab.services.actor
        order = evaluation.order(
            actor,
            suite,
            _named(persona or [], version),
            model=model,
            user_model=user_model,
            judge_model=judge,
            seeds=_seeds(seed, seeds),
            most=most,
        )
        bounds = _bounds(budget, minutes, workers, calls_a_minute)
        if estimate:
            from studio.evaluation import words

            typer.echo("\n".join(words.estimated(order, evaluation.estimate(actor, order, bounds))))
            return
        if local:
            from studio.cli_eval_local import play_here

            if not play_here(order, folder, bounds):
                raise typer.Exit(UNFINISHED)
            return
        _follow(lab, evaluation.start(actor, order, bounds, harness=harness), folder, detach=detach)


def resume(
    run: RunName = "last",
    *,
    budget: Budget = None,
    minutes: Minutes = None,
    workers: Workers = 2,
    calls_a_minute: Pace = None,
    detach: Detach = False,
) -> None:
    """Go on with a run that ended early; what is kept is not played again. Exit codes as those of `run`."""
    with cli_open.lab() as lab:
        evaluation, actor = lab.services.evaluation, lab.services.actor
        card = evaluation.find(actor, run)
        given = (budget, minutes, calls_a_minute) != (None, None, None)
        bounds = _bounds(budget, minutes, workers, calls_a_minute) if given else None
        _follow(lab, evaluation.resume(actor, card.id, bounds), None, detach=detach)


def cancel(run: RunName = "last") -> None:
    """Stop a run; what is done is kept."""
    with cli_open.lab() as lab:
        evaluation, actor = lab.services.evaluation, lab.services.actor
        card = evaluation.find(actor, run)
        if card.status.ended:
            typer.echo(f"It has ended already: {card.status}.")
            return
        evaluation.cancel(actor, card.id)
        _tell(evaluation.wait(actor, card.id))


def runs(
    *,
    suite: Annotated[str | None, typer.Option(help="Of this suite.")] = None,
    persona: Annotated[str | None, typer.Option(help="On this persona, by slug or id.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="The deleted ones.")] = False,
    most: Annotated[int, typer.Option(min=1, max=200, help="So many, newest first.")] = 20,
) -> None:
    """List the runs."""
    from studio.evaluation import words

    with cli_open.lab() as lab:
        wanted = None if persona is None else lab.persona(persona).card.id
        evaluation, actor = lab.services.evaluation, lab.services.actor
        found = evaluation.list(actor, suite=suite, persona_id=wanted, deleted=deleted, limit=most).items
        for one in found:
            typer.echo(words.card(one))
        if not found:
            typer.echo("There are no runs yet. Start one with `personaforge eval run SUITE PERSONA`.")


def results(
    run: RunName = "last",
    *,
    folder: Annotated[Path | None, typer.Option(help="Write run.json here, to be compared and gated.")] = None,
) -> None:
    """Print the scores of a run. Exit code 3 where it ended early or a call failed in it."""
    with cli_open.lab() as lab:
        _show(lab, lab.services.evaluation.find(lab.services.actor, run), folder)


def delete(run: RunName) -> None:
    """Take a run out of the lists, and stop it; `restore` brings it back, and outcomes stay for later runs."""
    with cli_open.lab() as lab:
        evaluation, actor = lab.services.evaluation, lab.services.actor
        card = evaluation.delete(actor, evaluation.find(actor, run).id)
        typer.echo(f"Run {card.id[:8]} is deleted. Bring it back with: personaforge eval restore {card.id[:8]}")


def restore(run: RunName) -> None:
    """Bring a deleted run back."""
    with cli_open.lab() as lab:
        evaluation, actor = lab.services.evaluation, lab.services.actor
        _tell(evaluation.restore(actor, evaluation.find(actor, run, deleted=True).id))


def _follow(lab: Lab, card: RunCard, folder: Path | None, *, detach: bool) -> None:
    evaluation, actor = lab.services.evaluation, lab.services.actor
    short = card.id[:8]
    if detach:
        typer.echo(f"Run {short} is {card.status}. Watch it with `personaforge eval runs`; its scores: eval results.")
        return
    try:
        typer.echo(f"Run {short}: {card.total} cases. Ctrl-C cancels it.")
        ended = evaluation.wait(actor, card.id, _Line())
    except KeyboardInterrupt:
        typer.echo("\nIt is being cancelled …", err=True)
        evaluation.cancel(actor, card.id)
        _tell(evaluation.wait(actor, card.id))
        raise typer.Exit(UNFINISHED) from None
    _show(lab, ended, folder)


def _show(lab: Lab, card: RunCard, folder: Path | None) -> None:
    from evals.judging import card as judging
    from evals.summary import lines, summary

    value = lab.services.evaluation.run_value(lab.services.actor, card.id)
    typer.echo("\n".join((*lines(summary(value)), *judging.lines(value.outcomes))))
    _tell(card)
    if folder is not None:
        from evals import run_file

        typer.echo(f"Written to {run_file.save(value, folder)}")
    if card.status != "done" or card.failed:
        raise typer.Exit(UNFINISHED)


def _tell(card: RunCard) -> None:
    from studio.evaluation import words

    for line in (words.card(card), card.why, words.next_step(card)):
        if line:
            typer.echo(line)


class _Line:
    """Progress: one line that is written over on a terminal, else a line at every tenth."""

    def __init__(self) -> None:
        self._tenth = 0
        self._shown = ""

    def __call__(self, card: RunCard) -> None:
        from studio.evaluation import words

        line = f"{card.status}: {words.progress(card)}"
        if sys.stderr.isatty():
            typer.echo(f"\r{line:{len(self._shown)}}", err=True, nl=card.status.ended)
            self._shown = line
            return
        tenth = 10 * card.done // max(1, card.total)
        if tenth > self._tenth:
            self._tenth = tenth
            typer.echo(line, err=True)


def _named(personas: list[str], version: int | None) -> list[str]:
    if version is None:
        return personas
    if len(personas) != 1 or "@" in personas[0]:
        raise InvalidInput(
            "--version is for one persona.", next_step="Write each version with its persona, such as ada@3."
        )
    return [f"{personas[0]}@{version}"]


def _seeds(listed: list[int] | None, number: int | None) -> list[int] | None:
    if listed and number:
        raise InvalidInput("Seeds were given twice.", next_step="Give --seed or --seeds.")
    return list(range(number)) if number else listed or None


def _bounds(budget: float | None, minutes: float | None, workers: int, pace: int | None) -> Bounds:
    from evals.harness import Bounds

    return Bounds(
        at_once=workers,
        calls_a_minute=pace,
        microdollars=None if budget is None else round(budget * 1_000_000),
        seconds=None if minutes is None else minutes * 60,
    )
