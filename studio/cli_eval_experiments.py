"""`personaforge eval fork | ablate | bisect`: what one change does, which fields matter, which version broke something.

Knows no page. Exit codes: 0 it was played to its end; 1 an error; 3 it stopped before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from evals.fork import Change
    from evals.run import Run
    from studio.experiments.service import Watch

UNFINISHED = 3

Budget = Annotated[float | None, typer.Option(min=0, help="The most it may cost, in US dollars.")]
Minutes = Annotated[float | None, typer.Option(min=0, help="The longest it may take.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Cases played at once.")]
Measured = Literal["own", "first"]
Only = Annotated[bool, typer.Option("--estimate", help="Say what it would take, and play nothing.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands under `eval`."""
    app.command()(fork)
    app.command()(ablate)
    app.command()(bisect)


def fork(
    what: Annotated[str, typer.Argument(help="Id of a conversation, or the folder or run.json of a run.")],
    *,
    case: Annotated[int, typer.Option(min=1, help="Which case of the run.")] = 1,
    set_: Annotated[str | None, typer.Option("--set", help="PATH=JSON, such as mind.communication.humor=0.9.")] = None,
    drop: Annotated[str | None, typer.Option(help="PATH of a field to take out.")] = None,
    model: Annotated[str | None, typer.Option(help="Another model.")] = None,
    forget: Annotated[str | None, typer.Option(help="Words of what is not to be remembered from before.")] = None,
    remember: Annotated[str | None, typer.Option(help="Something more to be remembered from before.")] = None,
    say: Annotated[str | None, typer.Option(help="TURN:WORDS that the user says instead.")] = None,
    replicates: Annotated[int, typer.Option(min=2, max=1_000, help="Pairs, each with its own seed.")] = 12,
    budget: Budget = None,
    minutes: Minutes = None,
    workers: Workers = 2,
    estimate: Only = False,
) -> None:
    """Change one thing of a recorded conversation, play both sides anew, and say what it does."""
    from studio.experiments import words

    given = {"set": set_, "drop": drop, "model": model, "forget": forget, "remember": remember, "say": say}
    change = _change({name: value for name, value in given.items() if value is not None})
    with cli_open.lab() as lab:
        ours, actor = lab.services.experiments, lab.services.actor
        talk = lab.experiments.talk(_found(what), case)
        typer.echo(words.cost(ours.fork_cost(actor, talk, change, replicates=replicates)))
        if estimate:
            return
        found = ours.fork(actor, talk, change, replicates=replicates, watch=watch(budget, minutes, workers))
    typer.echo("\n".join(words.fork(found)))
    if found.stopped or found.pairs < found.replicates:
        raise typer.Exit(UNFINISHED)


def ablate(
    persona: Annotated[str, typer.Argument(help="Slug, a part of it, id, or slug@version.")],
    *,
    suite: Annotated[str, typer.Option(help="Name of a suite that ships, or path of a YAML file.")] = "in_character",
    score: Annotated[str, typer.Option(help="Name of the score that is ranked by.")] = "drift mean",
    margin: Annotated[float | None, typer.Option(help="An effect within this does not matter.")] = None,
    entries: Annotated[bool, typer.Option("--entries", help="Entry by entry instead of whole lists.")] = False,
    field: Annotated[list[str] | None, typer.Option(help="Only fields that begin so; may be repeated.")] = None,
    model: Annotated[str, typer.Option(help="`understudy` or `anthropic/<model>`.")] = "understudy",
    seeds: Annotated[int | None, typer.Option(min=1, max=1_000, help="The seeds 0 to this less one.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Play at most so many cases of each arm.")] = None,
    budget: Budget = None,
    minutes: Minutes = None,
    workers: Workers = 2,
    estimate: Only = False,
) -> None:
    """Take out each field of a persona in turn, play a suite with and without, and rank what matters."""
    from studio.experiments import words

    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        services = lab.services
        ours, actor = services.experiments, services.actor
        numbers = range(seeds) if seeds else None
        order = services.evaluation.order(actor, suite, [persona], model=model, seeds=numbers, most=most)
        paths = ours.fields(order.genomes[0], by="entry" if entries else "list", within=field or ())
        typer.echo(words.cost(ours.ablation_cost(actor, order, paths)))
        if estimate:
            typer.echo("\n".join(paths))
            return
        found = ours.ablate(actor, order, paths, scorer=score, margin=margin, watch=watch(budget, minutes, workers))
    typer.echo("\n".join(words.ablation(found)))
    if found.stopped:
        raise typer.Exit(UNFINISHED)


def bisect(
    persona: Annotated[str, typer.Argument(help="Slug, a part of it, or id.")],
    *,
    first: Annotated[int, typer.Option("--from", min=1, help="Number of a version that was still good.")],
    last: Annotated[int, typer.Option("--to", min=1, help="Number of a later one that is worse.")],
    suite: Annotated[str, typer.Option(help="Name of a suite that ships, or path of a YAML file.")] = "in_character",
    score: Annotated[str, typer.Option(help="Name of the score that fell.")] = "drift mean",
    against: Annotated[Measured, typer.Option(help="Measure by what each version says itself, or the first.")] = "own",
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="How likely a version must be to be named.")] = 0.95,
    plays: Annotated[int, typer.Option(min=6, max=10_000, help="The suite is played at most so often.")] = 40,
    model: Annotated[str, typer.Option(help="`understudy` or `anthropic/<model>`.")] = "understudy",
    most: Annotated[int | None, typer.Option(min=1, help="Play at most so many cases each time.")] = None,
    budget: Budget = None,
    minutes: Minutes = None,
    workers: Workers = 2,
    estimate: Only = False,
) -> None:
    """Find the version with which a score fell, by playing few versions, each as often as its noise asks for."""
    from studio.experiments import words

    with cli_open.lab() as lab:
        services = lab.services
        ours, actor = services.experiments, services.actor
        order = services.evaluation.order(actor, suite, [f"{persona}@{first}"], model=model, most=most)
        versions = ours.path(actor, order.subjects[0].persona_id, first, last)
        typer.echo(words.cost(ours.bisection_cost(actor, order, plays=plays)))
        if estimate:
            typer.echo("\n".join(f"{one.number}: {one.message}" for one in versions))
            return
        found = ours.bisect(
            actor,
            order,
            versions,
            scorer=score,
            against=against,
            level=level,
            plays=plays,
            watch=watch(budget, minutes, workers),
        )
    typer.echo("\n".join(words.bisection(found, versions)))
    if found.stopped:
        raise typer.Exit(UNFINISHED)


def watch(budget: float | None, minutes: float | None, workers: int) -> Watch:
    """The bounds that the options ask for."""
    from evals.harness import Bounds
    from studio.experiments.service import Watch

    most = None if budget is None else round(budget * 1_000_000)
    longest = None if minutes is None else minutes * 60.0
    return Watch(bounds=Bounds(at_once=workers, microdollars=most, seconds=longest))


def _found(what: str) -> str | Run:
    from evals import run_file

    return run_file.load(Path(what)) if Path(what).exists() else what


def _change(given: dict[str, str]) -> Change:
    from evals.edits import parsed
    from evals.fork import DropField, Forget, OtherModel, Remember, Say, SetField
    from evals.suites.suite import Known

    if len(given) != 1:
        raise InvalidInput(
            f"{len(given)} changes are asked for." if given else "No change is asked for.",
            why="What one change does can only be told if nothing else changes.",
            next_step="Give one of --set, --drop, --model, --forget, --remember, --say.",
        )
    ((kind, value),) = given.items()
    before, sign, after = value.partition(":" if kind == "say" else "=")
    if kind == "set":
        if not sign:
            raise InvalidInput(f"{value!r} is no change.", next_step='Write PATH=JSON, such as mind.temper="steady".')
        return SetField(path=before, value=parsed(after))
    if kind == "say":
        if not before.isdecimal() or not int(before) or not after.strip():
            raise InvalidInput(f"{value!r} names no turn and words.", next_step="Write TURN:WORDS, such as 3:Why?")
        return Say(turn=int(before), words=after)
    if not value.strip():
        raise InvalidInput(f"--{kind} names nothing.", next_step="Say what.")
    if kind == "drop":
        return DropField(path=value)
    if kind == "model":
        return OtherModel(model=value)
    return Forget(words=value) if kind == "forget" else Remember(known=Known(say=value))
