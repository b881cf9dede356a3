"""`personaforge report`: a dashboard, or one chart of it, as a file. Knows no page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio import cli_open


def report(
    dashboard: Annotated[str, typer.Argument(help="`drift`, or another of the dashboards.")] = "drift",
    *,
    to: Annotated[Path | None, typer.Option(help="The file: .html, .csv, .parquet, or .svg for one chart.")] = None,
    chart: Annotated[str, typer.Option(help="One chart, by its name; all of them without.")] = "",
    since: Annotated[str, typer.Option(help="First day, such as 2026-11-03, or a moment with its zone.")] = "",
    until: Annotated[str, typer.Option(help="Last day, or a moment before which it ends.")] = "",
    persona: Annotated[list[str] | None, typer.Option(help="Slug or name; may be repeated.")] = None,
    version: Annotated[list[str] | None, typer.Option(help="slug@number; may be repeated.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Model; may be repeated.")] = None,
    mode: Annotated[list[str] | None, typer.Option(help="Mode such as chat; may be repeated.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone in which a day begins.")] = "UTC",
) -> None:
    """Say what a dashboard shows, and write it to a file."""
    from studio.lab_analytics import form_of, history

    if to is not None:
        form_of(to)
    with cli_open.lab() as lab:
        found = history(
            lab.services,
            dashboard,
            since=since or None,
            until=until or None,
            personas=persona or (),
            versions=version or (),
            models=model or (),
            modes=mode or (),
            zone=zone,
        )
        if to is None:
            for name in found.names if not chart else (chart,):
                typer.echo(f"{name}: {found.chart(name).title}")
            return
        typer.echo(f"{found.save(to, chart)}: {to.stat().st_size / 1024:,.1f} KiB")
