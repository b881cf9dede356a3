"""A program of its own that answers frames, started when it is first asked. Knows no voice and no words.

The frames are those of `espeak_worker`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from brain.errors import ModelCancelled, ModelGarbled, ModelUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_HEADER: Final = 4
_LARGEST_HEADER: Final = 64 * 1024 * 1024
_NAP_SECONDS: Final = 0.05
"""How often `cancelled` is asked while the program works."""

_GOODBYE_SECONDS: Final = 1.0
_OWN_GROUP: Final = os.name == "posix"
"""The program forks; a group of its own lets both be ended together."""


@dataclass(frozen=True, slots=True)
class Framed:
    """An answer: its JSON and the bytes behind it."""

    told: dict[str, Any]
    data: bytes


class Program:
    """The program in the file `path`, run by this Python. One question at a time; safe to use from several threads.

    It is started at the first question and again at the next one after it died. `seconds` is how long a question may
    take, waiting for others not counted. A question that is cancelled or takes too long ends the program.
    """

    def __init__(self, path: Path, *, name: str, seconds: float, arguments: Sequence[str] = ()) -> None:
        # -P: the folder of the file is no place to import from. Its modules would shadow others.
        self._command = (sys.executable, "-P", str(path), *arguments)
        self._name, self._seconds = name, seconds
        self._running: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that runs now, if one does."""
        running = self._running
        return running.pid if running is not None and running.poll() is None else None

    def ask(self, question: dict[str, Any], *, cancelled: Callable[[], bool] = lambda: False) -> Framed:
        """The answer. Raises ModelUnreachable, ModelGarbled for a program that died, ModelCancelled."""
        while not self._lock.acquire(timeout=_NAP_SECONDS):
            if cancelled():
                raise ModelCancelled(f"The {self._name} was cancelled before its turn.")
        try:
            return self._asked(question, cancelled)
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the program, for good."""
        self._closed = True
        running = self._running
        if running is None:
            return
        # Whoever waits for an answer has the lock: the program is ended under them, and they are told that it died.
        if self._lock.acquire(blocking=False):
            try:
                with contextlib.suppress(OSError):
                    _pipe(running.stdin).close()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    running.wait(_GOODBYE_SECONDS)
                self._end()
            finally:
                self._lock.release()
        else:
            _kill(running)

    def _asked(self, question: dict[str, Any], cancelled: Callable[[], bool]) -> Framed:
        program = self._started()
        words = json.dumps(question).encode()
        answers: list[Framed] = []

        def exchange() -> None:
            # A pipe that breaks or an answer that is none leaves no answer: the thread that waits says so.
            with contextlib.suppress(OSError, ValueError, EOFError):
                _pipe(program.stdin).write(len(words).to_bytes(_HEADER, "big") + words)
                _pipe(program.stdin).flush()
                answers.append(_read(_pipe(program.stdout)))

        exchanging = threading.Thread(target=exchange, name=f"{self._name}-reader", daemon=True)
        exchanging.start()
        late = time.monotonic() + self._seconds
        while exchanging.is_alive():
            exchanging.join(_NAP_SECONDS)
            if exchanging.is_alive() and (cancelled() or time.monotonic() > late):
                self._end()
                exchanging.join()
                if cancelled():
                    raise ModelCancelled(f"The {self._name} was cancelled.")
                raise self._unreachable(f"It did not answer within {self._seconds:g} seconds.", "Shorten the text.")
        if not answers:
            self._end()
            raise ModelGarbled(
                f"The {self._name} broke off.",
                why="Its program ended, or said what could not be read.",
                next_step="Try again: it is started anew. `personaforge doctor` says whether it starts at all.",
            )
        return answers[0]

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise self._unreachable("The studio has closed it.", "Open the studio again.")
        if self._running is not None and self._running.poll() is None:
            return self._running
        self._end()
        try:
            self._running = subprocess.Popen(  # noqa: S603 - a fixed command; the text goes through the pipe
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=_OWN_GROUP,
            )
        except OSError as error:
            raise self._unreachable(f"{error.strerror}.", "Install PersonaForge again.") from error
        return self._running

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        _kill(running)
        running.wait()
        for pipe in (running.stdin, running.stdout):
            # What was never sent cannot be flushed into a pipe that is gone.
            with contextlib.suppress(OSError):
                _pipe(pipe).close()

    def _unreachable(self, why: str, next_step: str) -> ModelUnreachable:
        return ModelUnreachable(f"The {self._name} did not answer.", why=why, next_step=next_step)


def _read(pipe: IO[bytes]) -> Framed:
    length = int.from_bytes(_exactly(pipe, _HEADER), "big")
    if length > _LARGEST_HEADER:
        raise ValueError(length)
    told = json.loads(_exactly(pipe, length))
    if not isinstance(told, dict) or not isinstance(told.get("bytes"), int):
        raise ValueError(told)  # noqa: TRY004 - what a pipe said is a value, whatever its type
    return Framed(told, _exactly(pipe, told["bytes"]))


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _kill(running: subprocess.Popen[bytes]) -> None:
    """End the program and what it forked."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if _OWN_GROUP:
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("a program was started without pipes")
    return pipe
