"""A process that plays cases for another one: places come in by standard input, outcomes go out by standard output.

It inherits nothing but the pipes: what it plays it makes again itself. Knows no keeper, no cap and no other process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.prepared import Prepared


SELDOM: Final = 50_000
"""Objects made and not freed before cycles are looked for: a turn makes thousands, hardly one of them in a cycle."""


def main() -> None:
    """Play until the input ends.

    In come the search path, then (what makes the plan again, bounds), then groups of places. Out go the plan's keys,
    then each place of a group with its outcome, group after group; instead of any of them the error that came of it.
    """
    # Whoever started it ends it: an interrupt at the terminal reaches both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What anything prints here must not come between the outcomes.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.path[:] = pickle.load(asked)  # noqa: S301 - from the process that started this one
    for answer in _answers(asked):
        answers.write(answer)
        answers.flush()


def _answers(asked: BinaryIO) -> Iterator[bytes]:
    try:
        ready = _ready(asked)
        yield pickle.dumps(ready.keys)
        for places in _places(asked):
            yield from map(pickle.dumps, ready.together(places))
    except Exception as error:  # noqa: BLE001 - the boundary of this process: the other one raises it
        yield _portable(error)


def _ready(asked: BinaryIO) -> Prepared:
    from evals.calling import Meter
    from evals.prepared import prepared
    from evals.terms import terms, within

    again, bounds = pickle.load(asked)  # noqa: S301 - as above
    ready = prepared(within(again(), terms(bounds, Meter())))
    # What lives as long as the process need not be looked through at each collection.
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
    return ready


def _places(asked: BinaryIO) -> Iterator[list[int]]:
    while True:
        try:
            yield list(pickle.load(asked))  # noqa: S301 - as above
        except EOFError:
            return


def _portable(error: Exception) -> bytes:
    """The error as it can be raised elsewhere: itself, or in words where it does not survive the journey."""
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - an error may fail in any way to be packed or unpacked
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return packed


if __name__ == "__main__":
    main()
