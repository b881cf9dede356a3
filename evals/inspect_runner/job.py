"""What a process that holds an eval is told, and what it answers. Knows neither side.

In come the search path, then the job, then reasons to stop, and the end of the input counts as `cancelled`. Out go
outcomes as they come, then the log; instead of it the error that ended the eval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from evals.harness import Bounds, Plan
    from evals.inspect_runner.place import Place
    from evals.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Job:
    """Cases of a plan to be played: their places, and the keys that all of its cases must have."""

    again: Callable[[], Plan]
    keys: Sequence[str]
    todo: Sequence[int]
    place: Place
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Took:
    """How the case at a place came out, and what was paid since the last one, in micro-dollars."""

    at: int
    outcome: Outcome
    paid: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The eval is over, and this is its log."""

    log: Path
