"""`personaforge calibrate`: makes the drift score's fit and its model card again, or says whether they are stale."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from brain.errors import InvalidInput

OUT = Path("brain/drift/fit.json")
PAGE = Path("docs/drift.md")


def calibrate(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the fit is older than its inputs.")] = False,
    out: Annotated[Path, typer.Option(help="Where the fit goes.")] = OUT,
    page: Annotated[Path, typer.Option(help="The page whose tables are renewed.")] = PAGE,
    workers: Annotated[int, typer.Option(min=1, max=2, help="Processes to measure with.")] = 2,
) -> None:
    """Make the drift score's fit and the tables of its model card again; some minutes. Needs the source tree."""
    from evals.calibrate.run import calibrate as run
    from evals.calibrate.run import stale

    for path in (out, page):
        if not path.parent.is_dir() or (check and not out.is_file()):
            raise InvalidInput(
                f"{str(path)!r} cannot be used.",
                why="The fit and its page lie in the source tree.",
                next_step="Run this from the root of the source tree, or name files with --out and --page.",
            )
    if check:
        old = stale(out)
        print(f"out of date: {'; '.join(old)}" if old else "up to date")
        if old:
            raise typer.Exit(1)
        return
    replies = run(out, page=page, workers=workers)
    print(f"{out}: {replies:,} replies measured; the tables of {page} are renewed.")
