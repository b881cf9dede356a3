"""`personaforge eval score`: score conversations that exist already. Knows no page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from evals.scoring.score import Tables
    from evals.scoring.summary import Mean
    from evals.scoring.talk import Noted
    from evals.scoring.work import Engine

SHOWN = 20
"""Remarks that are printed; the others are counted."""


def score(
    persona: Annotated[str, typer.Argument(help="Slug or id of the persona that is to have spoken.")],
    files: Annotated[list[Path], typer.Argument(help="Files of conversations.")],
    *,
    format_: Annotated[
        str, typer.Option("--format", help="auto, openai, anthropic, csv, tavern, inspect, plain or parquet.")
    ] = "auto",
    columns: Annotated[
        list[str] | None,
        typer.Option(help="Columns of CSV and Parquet: user=…,reply=… or role=…,content=…; conversation=…, turn=…."),
    ] = None,
    roles: Annotated[list[str] | None, typer.Option(help="Whose names these are: Ann=user,Albert=persona.")] = None,
    scorers: Annotated[list[str] | None, typer.Option(help="Names of scorers, as in suites.")] = None,
    emotion: Annotated[str, typer.Option(help="hybrid or keyword: the tier that reads emotion.")] = "hybrid",
    evidence: Annotated[bool, typer.Option(help="Keep the words that a signal points to; slower.")] = False,
    out: Annotated[Path, typer.Option(help="Table of scores: .parquet, .csv or .jsonl.")] = Path("scores.parquet"),
    engine: Annotated[str, typer.Option(help="local, or ray: the same scores on a Ray cluster.")] = "local",
    workers: Annotated[int, typer.Option(min=1, max=4096, help="Processes, or tasks on a cluster, at a time.")] = 1,
    ray_address: Annotated[str, typer.Option(help="A running cluster; else one begins here.")] = "",
) -> None:
    """Score conversations against a persona, and write tables of scores and turns.

    The same again after a kill goes on with what is missing.
    """
    from evals.scoring.recipe import recipe
    from evals.scoring.score import Source
    from evals.scoring.score import score as scored

    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        genome = lab.persona(persona).genome
    chosen = recipe(genome, scorers=scorers or (), emotion=emotion, evidence=evidence)
    source = Source(tuple(files), format=format_, columns=tuple(columns or ()), roles=tuple(roles or ()))
    remarks: list[Noted] = []
    total = 0

    def remarked(one: Noted) -> None:
        nonlocal total
        total += 1
        if len(remarks) < SHOWN:
            remarks.append(one)

    tables = scored(chosen, source, out, engine=_engine(engine, workers, ray_address), remark=remarked)
    for one in remarks:
        lost = " It was left out." if one.remark.lost else ""
        typer.echo(f"{one.file}:{one.remark.line}: {one.remark.reason}{lost}", err=True)
    if total > len(remarks):
        typer.echo(f"… and {total - len(remarks):,} more remarks.", err=True)
    _print(tables)


def _engine(name: str, workers: int, address: str) -> Engine:
    from evals.scoring.ray_engine import Ray
    from evals.scoring.work import Local

    if name not in ("local", "ray"):
        raise InvalidInput(f"There is no engine {name!r}.", next_step="Take local or ray.")
    return Ray(workers, address=address) if name == "ray" else Local(workers)


def _print(tables: Tables) -> None:
    found = tables.summary
    typer.echo(f"{found.conversations:,} conversations, {found.turns:,} turns")
    typer.echo(", ".join(f"{number:,} {verdict}" for verdict, number in found.verdicts.items()))
    for one in found.means:
        typer.echo(f"{one.score:48} {_value(one)}")
    if not tables.batches:
        typer.echo("All of it had been scored before.")
    elif tables.kept:
        typer.echo(f"{tables.kept:,} of {tables.batches:,} batches had been scored before.")
    typer.echo(f"scores: {tables.scores}\nturns:  {tables.turns}")


def _value(one: Mean) -> str:
    of = f"{one.judged:,} of {one.conversations:,} conversations"
    if one.value is None:
        return f"missing: {one.reason}"
    if one.low is None or one.high is None:
        return f"{one.value:.3f}, no interval: {one.reason} {one.unit} ({of})"
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f}) {one.unit}, higher is {one.higher_is} ({of})"
