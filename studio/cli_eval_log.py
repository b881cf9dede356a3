"""`personaforge eval log`: where Inspect's logs of a run are, and how its viewer shows them. Knows no page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from brain.errors import NotFound
from studio import cli_open


def add_to(app: typer.Typer) -> None:
    """Put the command under `eval`."""
    app.command()(log)


def log(run: Annotated[str, typer.Argument(help="Id of the run, the beginning of it, or `last`.")] = "last") -> None:
    """Print the logs that Inspect wrote of a run, one for each start of it, and how to open its viewer."""
    from studio.evaluation.harnesses import logs

    with cli_open.lab() as lab:
        card = lab.services.evaluation.find(lab.services.actor, run)
    folder = logs(cli_open.settings(), card.id)
    found = sorted(folder.glob("*.eval"))
    if not found:
        raise NotFound(
            f"Run {card.id[:8]!r} has no log of Inspect.",
            why=f"It was played by the {card.harness} harness, or no case of it has begun.",
            next_step="Play it with `personaforge eval run … --harness inspect`.",
        )
    for one in found:
        typer.echo(str(one))
    viewer = Path(sys.executable).with_name("inspect")
    typer.echo(
        f"\nInspect's viewer shows them in a window of its own (it lets no other page frame it):\n"
        f"  {viewer} view --log-dir {folder}"
    )
