"""`personaforge eval score`: score conversations that exist already. Knows no page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from evals.scoring.score import Tables
    from evals.scoring.summary import Mean

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
    run: Annotated[Path | None, typer.Option(help="Also a run in this folder, to compare, gate and report.")] = None,
    ray_address: Annotated[str, typer.Option(help="A running cluster; else one begins here.")] = "",
) -> None:
    """Score conversations against a persona, and write tables of scores and turns.

    The same again after a kill goes on with what is missing.
    """
    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        made = lab.score(
            persona,
            *files,
            out=out,
            form=format_,
            columns=columns or (),
            roles=roles or (),
            scorers=scorers or (),
            emotion=emotion,
            evidence=evidence,
            engine=engine,
            workers=workers,
            ray_address=ray_address,
        )
    for one in made.remarks[:SHOWN]:
        lost = " It was left out." if one.remark.lost else ""
        typer.echo(f"{one.file}:{one.remark.line}: {one.remark.reason}{lost}", err=True)
    if made.remarked > SHOWN:
        typer.echo(f"… and {made.remarked - SHOWN:,} more remarks.", err=True)
    _print(made.tables)
    if run is not None:
        from evals.run_file import save

        typer.echo(f"run:    {save(made.run(), run)}")


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
