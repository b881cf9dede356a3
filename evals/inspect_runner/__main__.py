"""A process that holds one eval for the process that started it (`job`). Keeps nothing itself."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.harness import Stopped
    from evals.inspect_runner.job import Ended
    from evals.outcome import Outcome


def main() -> None:
    """Hold the eval that standard input tells of, and answer on standard output."""
    # Whoever started it ends it: an interrupt at the terminal reaches both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A file of its own: a thread may still wait for it when the interpreter flushes the standard ones.
    asked, answers = os.fdopen(os.dup(sys.stdin.fileno()), "rb"), os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What anything prints here must not come between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.path[:] = pickle.load(asked)  # noqa: S301 - from the process that started this one

    def answer(what: object) -> None:
        answers.write(pickle.dumps(what))
        answers.flush()

    try:
        answer(_held(asked, answer))
    except Exception as error:  # noqa: BLE001 - the boundary of this process: the other one raises it
        answer(RuntimeError(f"{type(error).__name__}: {error}"))


def _held(asked: BinaryIO, answer: Callable[[object], None]) -> Ended:
    from evals.calling import Meter
    from evals.inspect_runner.evaluation import evaluate
    from evals.inspect_runner.job import Ended, Job, Took
    from evals.prepared import keys

    job: Job = pickle.load(asked)  # noqa: S301 - as above
    plan = job.again()
    if tuple(keys(plan)) != tuple(job.keys):
        raise ValueError("What makes the plan again makes another plan.")
    meter, ears = Meter(), _Ears(asked)
    told = 0

    def took(at: int, outcome: Outcome) -> None:
        nonlocal told
        paid, told = meter.microdollars - told, meter.microdollars
        answer(Took(at, outcome, paid))

    # What lives as long as the process need not be looked through at each collection.
    gc.collect()
    gc.freeze()
    return Ended(
        evaluate(plan, job.todo, place=job.place, bounds=job.bounds, meter=meter, stopped=ears.stopped, took=took)
    )


class _Ears:
    """Hears the reason to stop; the other process, gone, is one."""

    def __init__(self, asked: BinaryIO) -> None:
        self._asked = asked
        self._why: Stopped = ""
        threading.Thread(target=self._listen, name="eval-ears", daemon=True).start()

    def stopped(self) -> Stopped:
        return self._why

    def _listen(self) -> None:
        while self._why != "cancelled":
            try:
                self._why = pickle.load(self._asked)  # noqa: S301 - from the process that started this one
            except (EOFError, OSError):
                self._why = "cancelled"


if __name__ == "__main__":
    main()
