"""`personaforge card …`: character cards from the command line.

Exit codes: 0 done; 1 an error, or something that could not be done to one of several files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from brain.cards import ExportFormat, Ledger
    from studio.importing import Result

app = typer.Typer(
    no_args_is_help=True,
    help="Character cards (V1, V2, V3 as JSON, PNG, APNG or .charx), TinyTroupe agents and .persona.json files.",
)

File = Annotated[Path, typer.Argument(help="A card.")]
Files = Annotated[list[Path], typer.Argument(help="Cards, or zip archives of cards.")]
Form = Annotated[str, typer.Option("--format", help="v1, v2, v3, png, charx, tinytroupe or persona.")]
Full = Annotated[bool, typer.Option("--ledger", help="Print every field of the ledger.")]


@app.command()
def inspect(file: File) -> None:
    """Say what a card holds and what would become of each field; keep nothing."""
    with cli_open.lab() as lab:
        found = lab.inspect_card(file)
    typer.echo(f"{found.genome.name}: {found.label}, {len(found.pictures)} pictures. {found.ledger.summary}.\n")
    typer.echo(found.ledger.table())


@app.command("import")
def import_(file: File, *, ledger: Full = False) -> None:
    """Make a persona from a card."""
    with cli_open.lab() as lab:
        kept = lab.import_card(file)
    typer.echo(f"{kept.persona.card.slug}  {kept.persona.card.name}  {kept.ledger.summary}")
    _show(kept.ledger, full=ledger)


@app.command()
def export(
    persona: Annotated[str, typer.Argument(help="Slug or id of the persona.")],
    *,
    wanted: Form = "v3",
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; in this folder under its own name if not given.")
    ] = None,
    version: Annotated[str | None, typer.Option(help="Version id; the newest if not given.")] = None,
    ledger: Full = False,
) -> None:
    """Write a persona as a card, and say what the format cannot hold."""
    with cli_open.lab() as lab:
        made = lab.export_card(persona, cast("ExportFormat", wanted), version=version)
    target = _write(out if out is not None else Path(made.filename), made.data)
    typer.echo(f"{target}  {made.ledger.summary}")
    _show(made.ledger, full=ledger)


@app.command("bulk-import")
def bulk_import(files: Files) -> None:
    """Make personas from several cards; one that cannot be read stops none of the others."""
    failed = False
    with cli_open.lab() as lab:
        importing, actor = lab.services.importing, lab.services.actor
        for result in importing.each(actor, ((path.name, _read(path)) for path in files)):
            failed |= result.problem is not None
            _say(result)
    if failed:
        raise typer.Exit(1)


@app.command("bulk-export")
def bulk_export(
    personas: Annotated[list[str], typer.Argument(help="Slugs or ids of personas.")],
    *,
    wanted: Form = "persona",
    out: Annotated[Path, typer.Option(help="The archive to write.")] = Path("personas.zip"),
) -> None:
    """Write several personas into one zip archive."""
    with cli_open.lab() as lab:
        ids = [lab.persona(one).card.id for one in personas]
        made = lab.services.importing.bundle(lab.services.actor, ids, cast("ExportFormat", wanted))
    for name, result in zip(personas, made.results, strict=True):
        if result.exported is not None:
            typer.echo(f"{name}: {result.exported.filename}  {result.exported.ledger.summary}")
        else:
            typer.echo(f"{name}: {result.problem}", err=True)
    typer.echo(str(_write(out, made.data)))
    if any(result.problem for result in made.results):
        raise typer.Exit(1)


def _say(result: Result) -> None:
    if result.kept is not None:
        typer.echo(f"{result.name}: {result.kept.persona.card.slug}  {result.kept.ledger.summary}")
    else:
        typer.echo(f"{result.name}: {result.problem}", err=True)


def _show(ledger: Ledger, *, full: bool) -> None:
    if full:
        typer.echo(f"\n{ledger.table()}")


def _read(path: Path) -> bytes:
    from studio.lab import card_bytes

    return card_bytes(path)


def _write(path: Path, data: bytes) -> Path:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InvalidInput(
            f"The file {str(path)!r} could not be written.", why=f"{error.strerror}.", next_step="Choose another --out."
        ) from None
    return path
