"""A run as a file, so that another process or machine can compare, gate or show it. Knows no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from brain.errors import InvalidInput, NotFound
from evals.run import Run

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "run.json"
"""The run's file in the folder of a run."""


def save(run: Run, folder: Path) -> Path:
    """Writes the run into its folder, whole or not at all; the path it lies at."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / (FILE + ".part")
    made.write_text(run.model_dump_json(), encoding="utf-8")
    return made.replace(folder / FILE)


def load(path: Path) -> Run:
    """The run in that file, or in the folder of that name. Raises NotFound, and InvalidInput for another file."""
    file = path / FILE if path.is_dir() else path
    try:
        document = file.read_bytes()
    except OSError as error:
        raise NotFound(
            f"There is no run in {str(path)!r}.",
            why=error.strerror or "",
            next_step=f"Give a folder that `personaforge eval run --local --folder` played into, or its {FILE}.",
        ) from error
    try:
        return Run.model_validate_json(document)
    except ValidationError as error:
        raise InvalidInput(
            f"{str(file)!r} is no run.",
            why=f"{error.error_count()} fields are wrong; the first: {error.errors()[0]['msg']}.",
            next_step="Give a run.json as this version writes it.",
        ) from error
