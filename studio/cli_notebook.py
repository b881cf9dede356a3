"""`personaforge sql` and `personaforge notebook …`: questions about the figures. Knows no page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from studio import cli_open

if TYPE_CHECKING:
    from store.frame import Frame


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over turns, usage, runs, scores, personas and versions.")],
    *,
    form: Annotated[Literal["table", "csv", "json"], typer.Option("--as", help="How the rows are printed.")] = "table",
) -> None:
    """Ask a question in SQL about what you may see: read only, within limits of rows and time."""
    with cli_open.lab() as lab:
        frame = lab.sql(query)
    typer.echo(printed(frame, form))
    if frame.cut:
        typer.echo(f"There are more rows: the limit of {frame.cut} was reached.", err=True)


def printed(frame: Frame, form: Literal["table", "csv", "json"] = "table") -> str:
    """A frame as lines of text."""
    if form == "json":
        return json.dumps(frame.records(), ensure_ascii=False)
    rows = [["" if one is None else str(one) for one in row] for row in frame.rows]
    if form == "csv":
        import csv
        import io

        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([frame.columns, *rows])
        return out.getvalue().rstrip("\n")
    lines = [list(frame.columns), *([one.replace("\n", " ")[:60] for one in row] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(frame.columns))]
    return "\n".join(
        "  ".join(one.ljust(width) for one, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
