"""What can play a plan, by name. Knows no run and no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from evals.harness import Harness


def harness(name: str) -> Harness:
    """The harness of that name; loaded only now. Raises InvalidInput, naming those there are."""
    if name == "local":
        from evals.local_runner import LocalRunner

        return LocalRunner()
    raise InvalidInput(f"There is no harness {name!r}.", why="Known is: local.", next_step="Use that one.")
