"""`personaforge eval vary | experiment | experiments`: several things varied at once, and what came of it.

Knows no page. Exit codes: 0 it was played to its end; 1 an error; 3 it stopped before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from evals.design import Factor
    from studio.experiments.varying import Varied
    from studio.lab import Lab

UNFINISHED = 3

Many = list[str] | None


def add_to(app: typer.Typer) -> None:
    """Put the commands under `eval`."""
    app.command()(vary)
    app.command()(experiment)
    app.command()(experiments)


def vary(
    personas: Annotated[list[str], typer.Argument(help="Slugs, parts of them, ids, or slug@version.")],
    *,
    suite: Annotated[str, typer.Option(help="Name of a suite that ships, or path of a YAML file.")] = "in_character",
    model: Annotated[Many, typer.Option(help="A model; several are varied, the first is the base.")] = None,
    version: Annotated[list[int] | None, typer.Option(help="A version of the persona; several are varied.")] = None,
    judge: Annotated[Many, typer.Option(help="A judge; several are varied.")] = None,
    set_: Annotated[Many, typer.Option("--set", help="PATH=JSON, a level of that field beside its own value.")] = None,
    one_at_a_time: Annotated[bool, typer.Option("--one-at-a-time", help="Not all combinations.")] = False,
    user_model: Annotated[str, typer.Option(help="The model that plays users, where the suite asks for one.")] = "",
    seeds: Annotated[int | None, typer.Option(min=1, max=1_000, help="The seeds 0 to this less one.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Play at most so many cases of each arm.")] = None,
    budget: Annotated[float | None, typer.Option(min=0, help="The most all arms may cost, in US dollars.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0, help="The longest all arms may take.")] = None,
    title: Annotated[str, typer.Option(help="What it is called.")] = "",
    estimate: Annotated[bool, typer.Option("--estimate", help="Say what it would take, and play nothing.")] = False,
) -> None:
    """Play a suite once for each combination of what is varied, and say what each change does."""
    from brain.errors import InvalidInput
    from evals.harness import Bounds
    from studio.experiments import varied_words
    from studio.experiments.wishing import design_of

    bounds = Bounds(
        microdollars=None if budget is None else round(budget * 1_000_000),
        seconds=None if minutes is None else minutes * 60.0,
    )
    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        services = lab.services
        design = design_of(
            services.evaluation.suite(suite), personas, model or ["understudy"], _factors(version, set_),
            crossed=not one_at_a_time, user_model=user_model, judges=judge or (),
            seeds=range(seeds) if seeds else None, most=most,
        )  # fmt: skip
        if design is None:
            raise InvalidInput("Nothing is varied.", next_step="Give two of --model or --version, or a --set.")
        planned = services.varying.plan(services.actor, design, bounds)
        typer.echo(varied_words.planned(planned))
        if estimate:
            return
        started = services.varying.start(services.actor, planned, title=title)
        typer.echo(f"experiment {started.id}")
        for card in started.cards:
            services.evaluation.wait(services.actor, card.id)
        _tell(lab, services.varying.get(services.actor, started.id), "")


def experiment(
    name: Annotated[str, typer.Argument(help="Id of an experiment, the beginning of it, or `last`.")] = "last",
    *,
    score: Annotated[str, typer.Option(help="Only this score.")] = "",
) -> None:
    """Say what came of an experiment: what each change did, whose the variance is, and what could be seen."""
    with cli_open.lab() as lab:
        _tell(lab, lab.services.varying.find(lab.services.actor, name), score)


def experiments() -> None:
    """List the experiments."""
    with cli_open.lab() as lab:
        for one in lab.experiments.all():
            varied = ", ".join(factor.name for factor in one.design.factors)
            typer.echo(f"{one.id}  {one.done} of {one.total}  {one.title}: {varied}")


def _tell(lab: Lab, varied: Varied, score: str) -> None:
    from studio.experiments import varied_words

    typer.echo("\n".join(varied_words.found(varied, lab.experiments.varied(varied), score)))
    if not varied.whole:
        raise typer.Exit(UNFINISHED)


def _factors(versions: list[int] | None, set_: Many) -> list[Factor]:
    from evals.design import Factor
    from studio.experiments.wishing import settings

    found = [Factor(kind="version", levels=tuple(versions))] if versions and len(versions) > 1 else []
    return [*found, *settings("\n".join(set_ or []))]
