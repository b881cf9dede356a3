"""`personaforge replay` and `personaforge eval bundle`: a run in one file, shown and scored again. Knows no page.

Exit codes of `replay --rescore`: 0 byte for byte the same; 1 an error; 4 something came out otherwise.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open

OTHERWISE = 4


def add_to(app: typer.Typer) -> None:
    """Put the commands under `eval`."""
    app.command()(bundle)


def bundle(
    run: Annotated[str, typer.Argument(help="Id of a run, its folder, or its run.json.")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The bundle's file.")],
) -> None:
    """Put a run with the prompts that were sent and the replies that came into one file."""
    from evals import run_file

    with cli_open.lab() as lab:
        data = lab.experiments.bundle(run_file.load(Path(run)) if Path(run).exists() or "/" in run else run)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise InvalidInput(
            f"The bundle could not be written to {str(out)!r}.",
            why=f"{error.strerror}.",
            next_step="Give another path.",
        ) from error
    typer.echo(f"{out}: {len(data):,} bytes. Look at it with: personaforge replay {out}")


def replay(
    bundle: Annotated[Path, typer.Argument(help="A bundle, as `eval bundle` writes it.")],
    *,
    case: Annotated[int | None, typer.Option(min=1, help="Show the conversation of this case, from 1.")] = None,
    turn: Annotated[int | None, typer.Option(min=1, help="Show what was sent and said at this turn.")] = None,
    rescore: Annotated[bool, typer.Option("--rescore", help="Read and score all replies again.")] = False,
) -> None:
    """Show a run's bundle, or score it again; needs no key and no network."""
    from studio import replay_words as words
    from studio.casting import Casting
    from studio.replaying import opened, rescored

    found = opened(_content(bundle))
    if rescore:
        result = rescored(Casting(cli_open.settings()), found)
        typer.echo("\n".join(words.told(result)))
        if not result.identical:
            raise typer.Exit(OTHERWISE)
        return
    lines = words.turn(found, case or 1, turn) if turn else words.conversation(found, case) if case else None
    typer.echo("\n".join(words.overview(found) if lines is None else lines))


def _content(path: Path) -> bytes:
    from evals.bundle.file import LARGEST

    try:
        if path.stat().st_size > LARGEST:
            raise InvalidInput(f"{str(path)!r} is too large.", why=f"At most {LARGEST:,} bytes are read.")
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"{str(path)!r} cannot be read.", why=f"{error.strerror}.", next_step="Check the path."
        ) from None
