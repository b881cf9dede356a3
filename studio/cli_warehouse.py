"""`personaforge warehouse …`: the analytics copy, from the command line.

Exit codes: 0 done and sound; 1 an error, or files that do not say what the database says.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from store.warehouse.exporting import Form
    from store.warehouse.syncing import Synced
    from store.warehouse.verifying import Difference

app = typer.Typer(no_args_is_help=True, help="The analytics copy of turns, costs, runs and scores.")

_SHOWN = 20


@app.command()
def status() -> None:
    """Say what is in the files, what waits to be, and whether they count."""
    with cli_open.lab() as lab:
        found = lab.services.store.warehouse.standing()
    at = "never" if found.settled_at is None else f"{found.settled_at:%Y-%m-%d %H:%M:%S} UTC"
    rows = ", ".join(f"{number:,} {name}" for name, number in found.rows.items())
    typer.echo(f"{rows} in {found.files} files ({found.size / 1e6:.1f} MB), last synced {at}.")
    typer.echo(f"{found.waiting:,} changes wait; they are read from the database meanwhile.")
    if found.elsewhere:
        typer.echo("The database feeds another warehouse, so that these files do not count.")
    elif not found.counts:
        typer.echo("There are no files that count. Next: personaforge warehouse sync")
    elif found.damaged:
        typer.echo(f"{found.damaged} files are damaged. Next: personaforge warehouse sync")


@app.command()
def sync(
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make all files anew from the database.")] = False,
) -> None:
    """Have the files hold all that is in the database now; damaged ones are made anew."""
    with cli_open.lab() as lab:
        typer.echo(_told(lab.services.store.warehouse.sync(rebuild=rebuild, thorough=True)))


@app.command()
def compact() -> None:
    """Sync, merge small files, and remove all others: what was erased is in no file afterwards."""
    with cli_open.lab() as lab:
        typer.echo(_told(lab.services.store.warehouse.compact()))


@app.command()
def verify() -> None:
    """Compare each day of the files with the database: rows, money and every value; exit code 1 if any differ."""
    with cli_open.lab() as lab:
        found = lab.services.store.warehouse.verify()
    if not found.counts:
        typer.echo("There are no files that count. Next: personaforge warehouse sync")
        raise typer.Exit(1)
    typer.echo(f"{found.rows:,} rows of {found.days:,} days compared; {found.waiting:,} changes wait.")
    for path in found.damaged[:_SHOWN]:
        typer.echo(f"Damaged: {path}")
    for one in found.differences[:_SHOWN]:
        typer.echo(_differing(one))
    if not found.sound:
        typer.echo(f"{len(found.damaged)} damaged files, {len(found.differences)} days that differ.")
        typer.echo("Next: personaforge warehouse sync --rebuild")
        raise typer.Exit(1)
    typer.echo("Sound.")


@app.command()
def export(
    *,
    to: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("warehouse-export"),
    form: Annotated[str, typer.Option("--format", help="`parquet` or `csv`.")] = "parquet",
    table: Annotated[list[str] | None, typer.Option(help="A table; may be repeated. All, if not given.")] = None,
) -> None:
    """Write your turns, costs, runs, scores, personas and versions as files for other programs."""
    from brain.errors import InvalidInput
    from store.warehouse.exporting import SCHEMAS

    if form not in {"parquet", "csv"}:
        raise InvalidInput(f"There is no format {form!r}.", next_step="Choose parquet or csv.")
    chosen: Form = "csv" if form == "csv" else "parquet"
    with cli_open.lab() as lab:
        for name in table or SCHEMAS:
            path = to / f"{name}.{chosen}"
            number = lab.services.store.warehouse.export(lab.services.actor, name, path, form=chosen)
            typer.echo(f"{number:,} rows written to {path}")


def _told(done: Synced) -> str:
    what = "Made anew" if done.anew else f"{done.learnt:,} changes learnt"
    repaired = f", {done.repaired} files repaired" if done.repaired else ""
    return f"{what}{repaired}. {done.rows:,} rows in {done.files} files ({done.size / 1e6:.1f} MB)."


def _differing(one: Difference) -> str:
    (rows, money), (told, spent) = one.files, one.database
    if one.files == one.database:
        return f"{one.table} {one.day}: the same {rows:,} rows and money, but another value differs"
    return (
        f"{one.table} {one.day}: {rows:,} rows and {money:,} micro-dollars in the files, "
        f"{told:,} and {spent:,} in the database"
    )
