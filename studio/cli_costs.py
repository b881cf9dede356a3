"""`personaforge costs`: what was spent and what it bought. Knows no page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from studio import cli_open

if TYPE_CHECKING:
    from studio.lab_analytics import History

Since = Annotated[str, typer.Option(help="First day, such as 2026-11-03, or a moment with its zone.")]
Until = Annotated[str, typer.Option(help="Last day, or a moment before which it ends.")]
Several = Annotated[list[str] | None, typer.Option(help="Slug or name; may be repeated.")]
Zone = Annotated[str, typer.Option(help="Time zone in which a day begins.")]


def costs(
    *,
    form: Annotated[Literal["text", "csv", "json"], typer.Option("--format", help="How to print.")] = "text",
    chart: Annotated[str, typer.Option(help="One chart, by its name; all of them without.")] = "",
    since: Since = "",
    until: Until = "",
    persona: Several = None,
    version: Annotated[list[str] | None, typer.Option(help="slug@number; may be repeated.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Model; may be repeated.")] = None,
    mode: Annotated[list[str] | None, typer.Option(help="Mode such as chat; may be repeated.")] = None,
    zone: Zone = "UTC",
) -> None:
    """Say what was spent and what it bought: findings as text, figures as CSV or as lines of JSON."""
    with cli_open.lab() as lab:
        found = lab.costs(
            since=since or None,
            until=until or None,
            personas=persona or (),
            versions=version or (),
            models=model or (),
            modes=mode or (),
            zone=zone,
        )
        if form == "text":
            for name in (chart,) if chart else found.names:
                typer.echo(f"{name}: {found.chart(name).title}")
            return
        typer.echo(_csv(found, chart) if form == "csv" else _json(found, chart), nl=False)


def _csv(found: History, chart: str) -> str:
    services = found.services
    file = services.dashboards.file(services.actor, found.name, found.window, "csv", zone=found.zone, chart=chart)
    return file.data.decode()


def _json(found: History, chart: str) -> str:
    """A line for each figure, without what it has not."""
    rows = ({key: value for key, value in row.items() if value is not None} for row in found.table(chart).to_pylist())
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
