"""Outcomes of cases in a folder, kept by what they are made of, so that a run that was killed goes on. Plays nothing.

One line of JSON for each case, written in one piece and flushed to the disk; a line that a kill cut off is not read.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from pydantic import ValidationError

from brain.errors import Conflict
from evals.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "outcomes.jsonl"
LOCK: Final = "running.lock"


class Kept:
    """The outcomes of one folder, as a Keeper. Safe for several threads while `Kept.opened` holds the folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._known = self._read()

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Kept]:
        """The folder, made if it is missing, for one run at a time. Raises Conflict while another holds it."""
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise Conflict(
                f"Another run is writing into {str(folder)!r}.",
                why="Two runs in one folder would pay for the same cases twice.",
                next_step="Wait for it, or give another folder.",
            ) from error
        try:
            yield cls(folder)
        finally:
            lock.release()

    def get(self, key: str) -> Outcome | None:
        """The outcome by that key, if it was kept."""
        return self._known.get(key)

    def put(self, outcome: Outcome) -> None:
        """Keeps an outcome; it is on the disk when this returns."""
        line = b"\n" + outcome.model_dump_json().encode() + b"\n"
        with self._lock:
            with self._path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            self._known[outcome.key] = outcome

    def _read(self) -> dict[str, Outcome]:
        found = {}
        lines = self._path.read_bytes().splitlines() if self._path.is_file() else []
        for line in filter(None, lines):
            try:
                outcome = Outcome.model_validate_json(line)
            except ValidationError:
                continue
            found[outcome.key] = outcome
        return found
