"""`personaforge eval compare | gate`: two runs side by side, and a run against its suite's gates. Knows no page.

Exit codes of `gate`: 0 it passes, or what cannot be told does not block; 1 an error; 2 a gate is breached; 4 nothing is
breached, but what cannot be told blocks. A command line that is wrong ends with 2 as well, and writes no file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.compare import Comparison
    from evals.gate import Gated
    from evals.run import Run

BREACH = 2
BLOCKED = 4


def add_to(app: typer.Typer) -> None:
    """Puts both commands into `personaforge eval`."""
    app.command()(compare)
    app.command()(gate)


def compare(
    before: Annotated[str, typer.Argument(help="Id of a run, its beginning, `last`, its folder, or its run.json.")],
    after: Annotated[str, typer.Argument(help="The same of the run to hold against it.")],
    *,
    persona: Annotated[list[str] | None, typer.Option(help="Only this one, by slug; may be repeated.")] = None,
    each: Annotated[bool, typer.Option("--each", help="Every persona by itself.")] = False,
    margin: Annotated[list[str] | None, typer.Option(help="SCORE=LOSS that may be allowed; may be repeated.")] = None,
    json: Annotated[Path | None, typer.Option(help="Also write all of it here, as JSON.")] = None,
) -> None:
    """Compare two runs case by case: differences with intervals, adjusted p, power, and what flipped."""
    from evals.compare import compare as held_against
    from evals.compare import explained
    from evals.compare_words import lines
    from evals.flips import flips

    one, other = cli_open.run(before, against=after), cli_open.run(after, against=before)
    allowed = dict(_margin(given) for given in margin or ())
    slugs = [found.metadata.slug for found in one.order.genomes]
    groups = [[slug] for slug in persona or slugs] if each else [persona or []]
    flipped = flips(one, other)
    found = [
        explained(held_against(one, other, personas=group, margins=allowed), one, other, personas=group)
        for group in groups
    ]
    for group, comparison in zip(groups, found, strict=True):
        if each:
            typer.echo(f"\n== {group[0]} ==")
        own = [flip for flip in flipped if not group or flip.key.persona in group]
        typer.echo("\n".join(lines(comparison, own)))
    if json is not None:
        _write(json, _json(found))


def gate(
    target: Annotated[
        str, typer.Argument(help="A suite (name or YAML file) to play here; or a run: its id, folder or run.json.")
    ],
    persona: Annotated[list[str] | None, typer.Argument(help="Slugs, parts of one, ids, or slug@version.")] = None,
    *,
    baseline: Annotated[str | None, typer.Option(help="Run that margins are held against.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML here.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write JSON here.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a Markdown summary here.")] = None,
    model: Annotated[str, typer.Option(help="`understudy` or `anthropic/<model>`.")] = "understudy",
    folder: Annotated[Path | None, typer.Option(help="Keeps what is played; the same folder again goes on.")] = None,
    seed: Annotated[list[int] | None, typer.Option(help="Instead of the suite's; may be repeated.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Play at most so many cases, evenly over all.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Cases played at once.")] = 2,
) -> None:
    """Hold a run against its suite's gates: 0 pass, 2 breach, 4 cannot tell and that blocks, 1 error."""
    from evals.gate import gate as held
    from evals.gate_writers import as_json
    from evals.gate_writers import junit as as_junit
    from evals.gate_writers import markdown as as_markdown

    if _is_suite(target):
        run = _played(target, persona or [], model=model, folder=folder, seeds=seed, most=most, workers=workers)
    else:
        run = cli_open.run(target)
    found = held(run, baseline=cli_open.run(baseline) if baseline else None)
    for path, text in ((junit, as_junit(found)), (json, as_json(found)), (markdown, as_markdown(found))):
        if path is not None:
            _write(path, text)
    _tell(found)
    if found.outcome == "breach":
        raise typer.Exit(BREACH)
    if found.blocks:
        raise typer.Exit(BLOCKED)


def _tell(found: Gated) -> None:
    for one in found.statements:
        typer.echo(f"{one.outcome:12} {one.persona}: {one.demand} [{one.score}]: {one.why}")
    if not found.statements:
        typer.echo("The suite has no gates: nothing was asked, so nothing is passed.")
    typer.echo(f"{found.suite}: {found.outcome}{', which blocks' if found.blocks else ''}")


def _played(
    name: str,
    personas: Sequence[str],
    *,
    model: str,
    folder: Path | None,
    seeds: Sequence[int] | None,
    most: int | None,
    workers: int,
) -> Run:
    from studio.casting import Casting
    from studio.playing import play_here

    with cli_open.lab() as lab:
        if personas and not lab.personas():
            lab.load_demo()
        asked = lab.services.evaluation
        order = asked.order(lab.services.actor, name, personas, model=model, seeds=seeds, most=most)
    return play_here(Casting(cli_open.settings()), order, folder=folder, workers=workers)


def _is_suite(name: str) -> bool:
    from evals.suites import load

    return Path(name).suffix == load.SUFFIX or name in load.names()


def _margin(given: str) -> tuple[str, float]:
    name, _, loss = given.rpartition("=")
    try:
        return name.strip(), float(loss)
    except ValueError:
        raise InvalidInput(f"{given!r} is no margin.", next_step='Write it as "drift mean=0.05".') from None


def _json(found: Sequence[Comparison]) -> str:
    from dataclasses import asdict
    from json import dumps

    document = [{"findings": {m.name: m.finding for m in one.metrics}, **asdict(one)} for one in found]
    return dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{str(path)!r} cannot be written.", why=f"{error.strerror}.") from error
