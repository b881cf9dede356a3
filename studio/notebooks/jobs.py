"""Notebooks that are being run, each in a thread of this process: progress, cancel, and nothing left at the end.

What a cell gave is kept as soon as it is there, so a page that is reloaded or closed changes nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from brain.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

JOIN_SECONDS: Final = 10.0


@dataclass(slots=True)
class Job:
    """A notebook that is being run: which cell, what it says of itself, and how many are done of how many."""

    total: int
    cell_id: str = ""
    words: str = ""
    done: int = 0
    problem: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """The notebooks that this process runs, by id. Safe to use from several threads."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self, notebook_id: str, job: Job, work: Callable[[Job], None]) -> None:
        """Run `work` in a thread. Raises Conflict while the notebook is being run already."""
        with self._lock:
            if self._of(notebook_id) is not None:
                raise Conflict(
                    "This notebook is being run already.", next_step="Wait until it has ended, or cancel it."
                )
            self._jobs[notebook_id] = job

        def whole() -> None:
            try:
                work(job)
            finally:
                job.over.set()

        threading.Thread(target=whole, name="notebook", daemon=True).start()

    def of(self, notebook_id: str) -> Job | None:
        """The job of a notebook that is being run."""
        with self._lock:
            return self._of(notebook_id)

    def problem(self, notebook_id: str) -> str:
        """What went wrong when it was run last, if its cells do not say; empty for nothing."""
        with self._lock:
            job = self._jobs.get(notebook_id)
        return job.problem if job is not None and job.over.is_set() else ""

    def cancel(self, notebook_id: str) -> None:
        """Ask it to stop; what was done by then stays."""
        job = self.of(notebook_id)
        if job is not None:
            job.stop.set()

    def wait(self, notebook_id: str, seconds: float | None = None) -> None:
        """Wait until a notebook is not being run any more."""
        job = self.of(notebook_id)
        if job is not None:
            job.over.wait(seconds)

    def close(self) -> None:
        """Ask all to stop, and wait a little."""
        with self._lock:
            jobs = list(self._jobs.values())
        for one in jobs:
            one.stop.set()
        for one in jobs:
            one.over.wait(JOIN_SECONDS)

    def _of(self, notebook_id: str) -> Job | None:
        job = self._jobs.get(notebook_id)
        return None if job is None or job.over.is_set() else job
