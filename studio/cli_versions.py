"""`personaforge versions`: the history of a persona from the command line. Knows no page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from brain.genome import read, write
from studio import cli_open

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from studio.lab import Lab

app = typer.Typer(no_args_is_help=True, help="The versions of a persona: list, show, compare, save, branch, restore.")

MAY_NOT = 2

Persona = Annotated[str, typer.Argument(help="Slug or id of a persona.")]
Number = Annotated[int, typer.Argument(help="Number of a version.")]
Message = Annotated[str, typer.Option("--message", "-m", help="What it is about; what changed, if not given.")]
File = Annotated[Path, typer.Argument(help="Genome document, as `show` prints it.")]


@app.command("list")
def list_(persona: Persona) -> None:
    """List the versions, newest first; `*` marks the current one."""
    with cli_open.lab() as lab:
        nodes = lab.history(persona)
    numbers = {node.version.id: node.version.number for node in nodes}
    for node in nodes:
        version = node.version
        parent = f"after {numbers[version.parent_id]}" if version.parent_id else "first"
        met = f"{node.session_count} sessions, {node.turn_count} turns"
        typer.echo(
            f"{'*' if node.is_current else ' '} {version.number:4} {parent:10} "
            f"{version.created_at:%Y-%m-%d %H:%M} {node.author:16} {met:24} {version.message}"
        )


@app.command()
def show(persona: Persona, number: Number) -> None:
    """Print the genome document of a version."""
    with cli_open.lab() as lab:
        typer.echo(write(_numbered(lab, persona, number)[1]), nl=False)


@app.command()
def diff(
    persona: Persona,
    before: Number,
    after: Number,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: one object a change.")] = False,
) -> None:
    """Say in words what differs between two versions."""
    with cli_open.lab() as lab:
        found = lab.difference(persona, before, after)
    if as_json:
        rows = [
            {"section": one.section, "path": ".".join(map(str, one.path)), "kind": one.kind, "words": one.words,
             "before": one.before, "after": one.after} for one in found.changes
        ]  # fmt: skip
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found.summary}.")
    for section, changes in found.sections.items():
        typer.echo(f"\n{section}")
        for change in changes:
            typer.echo(f"  {change.words}")


@app.command()
def save(
    persona: Persona,
    file: File,
    *,
    message: Message = "",
    base: Annotated[int | None, typer.Option(help="Version it was made from; the current one, if not given.")] = None,
) -> None:
    """Keep a genome document as the next version."""
    genome = _genome(file)
    with cli_open.lab() as lab:
        found = lab.persona(persona)
        base_id = None if base is None else _numbered(lab, persona, base)[0]
        saved = lab.services.versions.save(lab.services.actor, found.card.id, genome, message=message, base_id=base_id)
        waits = lab.services.versions.waits
    typer.echo(f"Version {saved.number}: {saved.message} {waits}".rstrip())


@app.command()
def restore(persona: Persona, number: Number) -> None:
    """Keep an older version again, as a new one after the current one."""
    with cli_open.lab() as lab:
        version_id = _numbered(lab, persona, number)[0]
        saved = lab.services.versions.restore(lab.services.actor, lab.persona(persona).card.id, version_id)
        waits = lab.services.versions.waits
    typer.echo(f"Version {saved.number}: {saved.message} {waits}".rstrip())


@app.command()
def branch(
    persona: Persona,
    number: Number,
    *,
    file: Annotated[Path | None, typer.Option(help="Genome document; the version's own, if not given.")] = None,
    message: Message = "",
) -> None:
    """Keep a version beside the current one, made from any version."""
    genome = None if file is None else _genome(file)
    with cli_open.lab() as lab:
        base_id = _numbered(lab, persona, number)[0]
        saved = lab.services.versions.branch(
            lab.services.actor, lab.persona(persona).card.id, base_id=base_id, genome=genome, message=message
        )
    typer.echo(f"Version {saved.number}, beside the current one: {saved.message}")


@app.command()
def current(persona: Persona, number: Number) -> None:
    """Let new sessions begin with another version."""
    with cli_open.lab() as lab:
        version_id = _numbered(lab, persona, number)[0]
        lab.services.versions.make_current(lab.services.actor, lab.persona(persona).card.id, version_id)
    typer.echo(f"New sessions begin with version {number}.")


@app.command()
def check(
    persona: Persona,
    number: Number,
    *,
    play: Annotated[bool, typer.Option("--play", help="Play what was not run yet, and wait for it.")] = False,
) -> None:
    """Say whether a version may be made current, by the suites of the settings. Exit code 2 where it may not."""
    with cli_open.lab() as lab:
        inside = lab.services
        gate = inside.versions.gate
        if gate is None:
            typer.echo("Nothing is asked of a version: PERSONAFORGE_PUBLISH_SUITES names no suite.")
            return
        found, version_id = lab.persona(persona).card.id, _numbered(lab, persona, number)[0]
        for started in gate.start(inside.actor, found, version_id) if play else ():
            inside.evaluation.wait(inside.actor, started.id)
        checks = gate.checks(inside.actor, found, version_id)
    for one in checks:
        typer.echo(one.words)
    if any(one.blocks for one in checks):
        raise typer.Exit(MAY_NOT)


def _numbered(lab: Lab, persona: str, number: int) -> tuple[str, PersonaGenome]:
    found = lab.persona(persona)
    version, genome = lab.services.versions.numbered(lab.services.actor, found.card.id, number)
    return version.id, genome


def _genome(file: Path) -> PersonaGenome:
    try:
        document = file.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"{str(file)!r} cannot be read.", why=f"{error.strerror}.", next_step="Name a genome document."
        ) from error
    return read(document)
