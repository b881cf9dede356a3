"""`personaforge memory …`: what personas remember, and the upkeep of its index, from the command line.

Exit codes: 0 done and sound; 1 an error, or an index or an erasure that is not what it should be.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from brain.memory.memory import MemoryStatus
from studio import cli_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.memory.memory import Memory
    from studio.lab import Lab

app = typer.Typer(no_args_is_help=True, help="What personas remember of you.")

Persona = Annotated[str, typer.Argument(help="Slug or id of the persona.")]
Ids = Annotated[list[str], typer.Argument(help="Ids of memories, as `memory list` shows them.")]


@app.command("list")
def list_(
    persona: Persona,
    *,
    history: Annotated[bool, typer.Option("--history", help="Those that were superseded.")] = False,
    forgotten: Annotated[bool, typer.Option("--forgotten", help="Those that can still be restored.")] = False,
) -> None:
    """List what a persona remembers of you: what holds now, or its history, or what was forgotten."""
    status = MemoryStatus.CURRENT
    if history or forgotten:
        status = MemoryStatus.SUPERSEDED if history else MemoryStatus.FORGOTTEN
    with cli_open.lab() as lab:
        found = list(lab.services.memories.every(lab.services.actor, lab.persona(persona).card.id, statuses=[status]))
    for memory in found:
        typer.echo(_line(memory))
    if not found:
        typer.echo(f"No memories that are {status.value}.")


@app.command()
def forget(ids: Ids) -> None:
    """Set memories aside; `restore` brings them back until they are purged, 30 days later."""
    _each(ids, lambda lab, one: lab.services.memories.forget(lab.services.actor, one))


@app.command()
def restore(ids: Ids) -> None:
    """Bring forgotten memories back, or make history current again."""
    _each(ids, lambda lab, one: lab.services.memories.restore(lab.services.actor, one))


@app.command()
def purge(
    ids: Ids,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase forgotten memories for good, and say what remains of them."""
    if not yes:
        typer.confirm(f"Erase {len(ids)} memories for good? This cannot be undone.", abort=True)
    with cli_open.lab() as lab:
        left = lab.services.memories.purge(lab.services.actor, ids)
    for one, places in left.items():
        typer.echo(f"{one}  {'erased' if not places else 'erased, but something waits in: ' + ', '.join(places)}")
    if any(left.values()):
        typer.echo("The vectors leave with the next look of the process that owns the index.")
        raise typer.Exit(1)


@app.command()
def export(
    persona: Persona,
    *,
    to: Annotated[Path | None, typer.Option(help="Write it here; standard output if not given.")] = None,
) -> None:
    """Write everything a persona remembers of you as JSON lines, history and forgotten memories too."""
    with cli_open.lab() as lab:
        text = lab.services.memories.export(lab.services.actor, lab.persona(persona).card.id)
    if to is None:
        typer.echo(text, nl=False)
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"The memories could not be written to {str(to)!r}.", why=f"{error.strerror}.") from error
    typer.echo(f"Written to {to}")


@app.command()
def verify() -> None:
    """Compare the vector index with the database; exit code 1 if they differ."""
    with cli_open.lab() as lab:
        report = lab.services.memories.verify()
    typer.echo(f"{report.count} vectors, {report.waiting} changes waiting.")
    for name, ids in (("Missing", report.missing), ("Too many", report.extra), ("Not found", report.unsearchable)):
        if ids:
            typer.echo(f"{name}: {len(ids)}, such as {ids[0]}.")
    if not report.sound:
        typer.echo("Next: personaforge memory rebuild")
        raise typer.Exit(1)
    typer.echo("Sound.")


@app.command()
def rebuild() -> None:
    """Make the vector index again from the database; nothing is lost by that."""
    with cli_open.lab() as lab:
        typer.echo(f"Rebuilt with {lab.services.memories.rebuild()} vectors.")


@app.command("keep-up")
def keep_up() -> None:
    """Merge what says the same, sum up old episodes, let fade what was long not recalled, purge what is due.

    Deleted notebooks are erased too, 30 days after.
    """
    with cli_open.lab() as lab:
        done = lab.services.memories.keep_up()
    typer.echo(f"Merged {done.merged}, summed up {done.summed_up}, faded {done.faded}, purged {done.purged}.")
    typer.echo(f"Deleted notebooks erased: {done.notebooks}.")


def _each(ids: list[str], change: Callable[[Lab, str], Memory]) -> None:
    with cli_open.lab() as lab:
        for one in ids:
            typer.echo(_line(change(lab, one)))


def _line(memory: Memory) -> str:
    marks = [memory.status.value, memory.type.value, f"importance {memory.importance:.2f}"]
    marks += ["pinned"] if memory.pinned else []
    marks += ["quarantined"] if memory.quarantined else []
    why = memory.forgotten_why or memory.superseded_why
    return f"{memory.id}  {memory.content}  [{', '.join(marks)}{': ' + why if why else ''}]"
