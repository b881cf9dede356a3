"""`personaforge media …`: the upkeep of the files of assets, from the command line.

Exit codes: 0 done and whole; 1 an error, or an asset whose file is missing or damaged.
"""

from __future__ import annotations

import typer

from studio import cli_open

app = typer.Typer(no_args_is_help=True, help="Pictures, sounds and models, and their files.")

_SHOWN = 20


@app.command()
def verify() -> None:
    """Read every file, and name the assets whose file is missing or damaged."""
    with cli_open.lab() as lab:
        lost, orphans = lab.services.store.assets.verify()
    for asset_id in lost[:_SHOWN]:
        typer.echo(f"{asset_id}  its file is missing or damaged")
    if len(lost) > _SHOWN:
        typer.echo(f"… and {len(lost) - _SHOWN} more")
    if orphans:
        typer.echo(
            f"{len(orphans)} files belong to no asset; `personaforge media sweep` removes those older than a day."
        )
    if lost:
        typer.echo("Next: put back media/ and its key from a backup; docs/media.md says how.")
        raise typer.Exit(1)
    typer.echo("Whole.")


@app.command()
def sweep() -> None:
    """Remove files that belong to no asset, not even a deleted one, and are older than a day."""
    with cli_open.lab() as lab:
        typer.echo(f"Removed {lab.services.store.assets.sweep()} files.")
