"""What can play a plan, by name. Knows no run and no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from studio.settings import surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from evals.harness import Harness
    from store import Store
    from studio.settings import Settings

INSPECT: Final = "inspect"


def harness(name: str, settings: Settings, *, run_id: str = "") -> Harness:
    """The harness of that name; loaded only now. Raises InvalidInput, naming those there are."""
    if name == "local":
        from evals.local_runner import LocalRunner

        return LocalRunner()
    if name == INSPECT:
        from evals.inspect_runner.runner import InspectRunner

        return InspectRunner(_folder(settings), surroundings(), logs=logs(settings, run_id))
    raise InvalidInput(
        f"There is no harness {name!r}.", why="Known are: local, inspect.", next_step="Use one of these."
    )


def logs(settings: Settings, run_id: str) -> Path:
    """The folder of the logs that Inspect writes of a run; it may not be there."""
    from evals.inspect_runner.shelf import LOGS

    return _folder(settings) / LOGS / run_id


def sweep(store: Store, settings: Settings) -> None:
    """Remove the logs of deleted runs that nobody plays any more, and replies that only they used."""
    from evals.inspect_runner import shelf

    folder = _folder(settings)
    for run_id in store.leases.gone(tuple(shelf.runs(folder))):
        shelf.forget(folder, run_id)


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "evals" / INSPECT
