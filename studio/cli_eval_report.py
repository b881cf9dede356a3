"""`personaforge eval report`: a run as one HTML file, and as PDF. Knows no page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open


def add_to(app: typer.Typer) -> None:
    """Puts the command into `personaforge eval`."""
    app.command()(report)


def report(
    run: Annotated[str, typer.Argument(help="Id of a run, the beginning of it, `last`, a folder, or a run.json.")],
    *,
    html: Annotated[Path | None, typer.Option(help="Write one HTML file here that opens offline.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Print it here, by an installed Chromium, Chrome or Edge.")] = None,
    against: Annotated[str | None, typer.Option(help="An earlier run; what changed since comes first.")] = None,
) -> None:
    """Write a report of a run that a stakeholder can read."""
    from datetime import UTC, datetime

    from studio.reports import document, making
    from studio.reports.pdf import printed

    if html is None and pdf is None:
        raise InvalidInput("Nothing is to be written.", next_step="Say where: --html report.html, or --pdf report.pdf.")
    before = cli_open.run(against) if against else None
    text = document.write(making.make(cli_open.run(run), before=before, at=datetime.now(UTC)))
    if html is not None:
        _write(html, text.encode())
    if pdf is not None:
        _write(pdf, printed(text, by=cli_open.settings().browser))


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise InvalidInput(
            f"The report could not be written to {str(path)!r}.",
            why=f"{error.strerror}.",
            next_step="Give another path.",
        ) from error
    typer.echo(f"{path}: {len(data) / 1024:,.0f} KiB")
