"""Processes that hold evals: started with surroundings of their own, listened to, told to stop, ended. Keeps nothing.

Inspect reads switches, and where to put its cache and traces, from the environment, so each process is given one.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from evals.inspect_runner.job import Ended, Took

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evals.harness import Stopped
    from evals.inspect_runner.job import Job

TICK_SECONDS: Final = 0.1
"""How often the run is asked whether it is to stop while nothing arrives."""

_MAIN: Final = Path(__file__).with_name("__main__.py")


def surroundings(base: Mapping[str, str], folder: Path, cache: Path) -> dict[str, str]:
    """The environment of such a process: `base` without Inspect's switches; replies go to `cache`, else `folder`."""
    kept = {name: value for name, value in base.items() if not name.startswith("INSPECT_")}
    home = folder / "home"
    return kept | {
        "INSPECT_CACHE_DIR": str(cache),
        "INSPECT_TRACE_FILE": str(home / "trace.log"),
        # Every call is in the eval's log; tracing each a second time costs time and disk.
        "INSPECT_TRACE_LEVEL": "WARNING",
        "XDG_DATA_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
    }


def play_apart(
    jobs: Sequence[Job], environment: Mapping[str, str], *, stopped: Callable[[], Stopped]
) -> Iterator[Took | Ended]:
    """What the processes answer, each job in a process of its own, until all have ended; they are told `stopped`.

    A process that dies ends without an Ended. Raises RuntimeError for what went wrong in one; the others are ended.
    """
    heard: queue.SimpleQueue[object] = queue.SimpleQueue()
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(_Process(job, environment, heard)) for job in jobs]
        told, left = "", len(running)
        while left:
            why = stopped()
            if why != told:
                told = why
                for one in running:
                    one.tell(why)
            try:
                what = heard.get(timeout=TICK_SECONDS)
            except queue.Empty:
                continue
            if isinstance(what, Took | Ended):
                yield what
            elif isinstance(what, Exception):
                raise what
            else:
                left -= 1


class _Process:
    """One process and the thread that listens to it, which ends by putting None into `heard`."""

    def __init__(self, job: Job, environment: Mapping[str, str], heard: queue.SimpleQueue[object]) -> None:
        self._heard = heard
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command; what it plays goes through the pipe
            # -P: the folder of the file is no place to import from.
            (sys.executable, "-P", str(_MAIN)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environment),
        )
        self._thread = threading.Thread(target=self._listen, name="eval-listen", daemon=True)
        self.tell(sys.path)
        self.tell(job)
        self._thread.start()

    def tell(self, what: object) -> None:
        """Say something, if it still listens."""
        pipe = self._process.stdin
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.write(pickle.dumps(what))
                pipe.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was never read cannot be flushed into a pipe that is gone.
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _listen(self) -> None:
        pipe = self._process.stdout
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while pipe is not None:
                self._heard.put(pickle.load(pipe))  # noqa: S301 - from our own process
        self._heard.put(None)
