"""`personaforge sql` and `personaforge notebook …`: questions about the figures. Knows no page."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from store.frame import Frame
    from studio.lab import Lab
    from studio.notebooks.taking import NotebookForm


app = typer.Typer(no_args_is_help=True, help="Notebooks of the lab: list, run, take away, take in.")
Named = Annotated[str, typer.Argument(help="Title, id or the beginning of it; or drift, models or version.")]


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


def printed(frame: Frame, form: Literal["table", "csv", "json"] = "table", *, first: int | None = None) -> str:
    """A frame as lines of text; of a table the first rows alone, if so many are wanted."""
    if form == "json":
        return json.dumps(frame.records(), ensure_ascii=False)
    rows = [["" if one is None else str(one) for one in row] for row in frame.rows]
    if form == "csv":
        import csv
        import io

        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([frame.columns, *rows])
        return out.getvalue().rstrip("\n")
    lines = [list(frame.columns), *([one.replace("\n", " ")[:60] for one in row] for row in rows[:first])]
    widths = [max(len(line[at]) for line in lines) for at in range(len(frame.columns))]
    return "\n".join(
        "  ".join(one.ljust(width) for one, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


@app.command("list")
def listed() -> None:
    """List the notebooks, the one changed last first, and the ready ones that can be copied."""
    from studio.notebooks import ready

    with cli_open.lab() as lab:
        for one in lab.notebooks():
            when = f"{one.size} cells, version {one.number}, {one.updated_at:%Y-%m-%d %H:%M} UTC"
            typer.echo(f"{one.id[:8]}  {one.title}  ({when})")
    for shipped in ready.every():
        typer.echo(f"{shipped.key:8}  {shipped.title}  (ready to copy: personaforge notebook run {shipped.key})")


@app.command("run")
def run(
    name: Named,
    *,
    persona: Annotated[str, typer.Option(help="Whom a ready notebook is about; a slug.")] = "",
    seconds: Annotated[float, typer.Option(min=0.1, help="How often progress is told.")] = 5.0,
) -> None:
    """Run all cells of a notebook, or of a copy of a ready one, and print what came out."""
    from studio.notebooks import running
    from studio.notebooks.taking import told_problem

    with cli_open.lab() as lab:
        ours, actor, at = lab.services.notebooks, lab.services.actor, _found(lab, name, persona)
        ours.start(actor, at)
        while (job := ours.jobs.of(at)) is not None:
            if not job.over.wait(seconds):
                print(f"{job.done} of {job.total} cells. {job.words}", file=sys.stderr, flush=True)
        if problem := ours.jobs.problem(at):
            raise InvalidInput("The notebook could not be run to its end.", why=problem)
        opened = ours.open(actor, at)
    typer.echo(f"{opened.notebook.card.title} [{at}]")
    failed = 0
    for cell in opened.notebook.cells:
        document = opened.results[cell.id].document if cell.id in opened.results else {}
        if problem := told_problem(document):
            failed += 1
            typer.echo(f"\n{cell.name}: {problem}")
        for title, frame in running.frames_of(document).items():
            typer.echo(f"\n{title}: {len(frame.rows)} rows\n{printed(frame, first=10)}")
    if failed:
        raise typer.Exit(1)


@app.command("export")
def export(
    name: Named,
    to: Annotated[Path, typer.Argument(help="The file: .ipynb, .html or .md.")],
) -> None:
    """Write a notebook to a file, with what its cells gave last."""
    from studio.notebooks.taking import NotebookForm

    wanted = to.suffix.lstrip(".").lower()
    form: NotebookForm | None = next((one for one in get_args(NotebookForm) if one == wanted), None)
    if form is None:
        raise InvalidInput(f"{str(to)!r} is no file of a notebook.", next_step="End its name in .ipynb, .html or .md.")
    with cli_open.lab() as lab:
        made = lab.services.notebooks.file(lab.services.actor, _found(lab, name, ""), form)
    try:
        to.write_bytes(made.data)
    except OSError as error:
        raise InvalidInput(f"{str(to)!r} cannot be written.", why=f"{error.strerror}.") from None
    typer.echo(f"Written to {to}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A notebook of Jupyter's, .ipynb. Nothing in it is run.")],
) -> None:
    """Make a notebook from an .ipynb."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{str(file)!r} cannot be read.", why=f"{error.strerror}.") from None
    with cli_open.lab() as lab:
        made, notes = lab.services.notebooks.take_in(lab.services.actor, data)
    typer.echo(f"{made.card.title} [{made.card.id}]")
    for one in notes:
        typer.echo(one, err=True)


def _found(lab: Lab, name: str, persona: str) -> str:
    """The id of a notebook; of a new copy, where a ready one is named."""
    from studio.notebooks import ready

    if name in ready.ORDER:
        if not lab.personas():
            lab.load_demo()
        return lab.services.notebooks.begin_ready(lab.services.actor, name, persona=persona).card.id
    return lab.notebook(name).card.id
