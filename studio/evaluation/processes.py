"""Worker processes, one for each run: begun here, watched until they end. Knows neither suites nor models."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pydantic import AliasChoices, SecretStr

from brain.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from store import Store
    from studio.settings import Settings

MODULE: Final = "studio.evaluation.worker"
_TOLD: Final = 2_000
"""Of what a worker wrote before it died, the last so many characters are told."""


class Workers:
    """Begins workers for runs that wait. Safe to use from several threads.

    `begun` are the processes of this studio that have not ended, by the run they were begun for.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self.begun: Final[dict[str, subprocess.Popen[bytes]]] = {}
        self._lock = threading.Lock()
        self._closed = False

    def call(self) -> None:
        """Begin a worker for the run that has waited longest, if another may be played now and none is on its way."""
        with self._lock:
            run_id = None if self._closed else self._store.leases.next(at_once=self._settings.eval_workers)
            if run_id is None or run_id in self.begun:
                return
            self.begun[run_id] = process = begin(self._settings, run_id)
        # The worker is waited for, so that it leaves no zombie, and so that one that could not begin is told.
        threading.Thread(target=self._watch, args=(run_id, process), name="eval-watch", daemon=True).start()

    def close(self) -> None:
        """Begin no more; those that play go on without this process."""
        with self._lock:
            self._closed = True

    def _watch(self, run_id: str, process: subprocess.Popen[bytes]) -> None:
        code = process.wait()
        with self._lock:
            del self.begun[run_id]
            if self._closed:
                return
        # The database may be gone by now; whoever looks at the run next finds out what became of it.
        with suppress(StoreError):
            if code != 0:
                self._store.leases.give_up(run_id, _last_words(log_path(self._settings, run_id), code))
            self.call()


def begin(settings: Settings, run_id: str) -> subprocess.Popen[bytes]:
    """A worker process for a run, in a session of its own: it outlives this process and hears none of its signals.

    Settings go by its standard input, since they may hold keys.
    """
    log = log_path(settings, run_id)
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with log.open("ab") as told:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, a module of ours, an id out of the database
            [sys.executable, "-m", MODULE, run_id, "--settings", "-"],
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    if process.stdin is not None:
        # One that ended at once reads nothing; its exit code tells.
        with suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(document(settings))
    return process


def log_path(settings: Settings, run_id: str) -> Path:
    """Where the worker of a run writes what went wrong."""
    return settings.data_dir / "evals" / f"{run_id}.log"


def document(settings: Settings) -> bytes:
    """The settings as JSON, by the names under which they outrank the worker's own environment."""
    plain = {}
    for name, field in type(settings).model_fields.items():
        value, alias = getattr(settings, name), field.validation_alias
        named = str(alias.choices[0]) if isinstance(alias, AliasChoices) else name
        plain[named] = value.get_secret_value() if isinstance(value, SecretStr) else value
    return json.dumps(plain, default=str).encode()


def _last_words(log: Path, code: int) -> str:
    try:
        told = log.read_text(encoding="utf-8", errors="replace")[-_TOLD:].strip()
    except OSError:
        told = ""
    return f"The worker ended with code {code} before it began. {told}".strip()
