"""Other processes that play cases of a plan: started, given places, listened to, ended. Knows no keeper and no cap.

Nothing is inherited but the pipes, so it does not matter which threads, sockets and libraries this process has.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from brain.errors import PersonaForgeError
from evals.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.harness import Bounds, Plan

AHEAD: Final = 2
"""Groups of places that a process has in hand, so that it need not wait for this one between two of them."""

_WORKER: Final = Path(__file__).with_name("worker.py")


class Died(Exception):
    """A process ended while cases were in its hand."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What each process is told at its start, as bytes, and the keys that its plan must have."""

    told: bytes
    keys: Sequence[str]


def orders(again: Callable[[], Plan], bounds: Bounds, keys: Sequence[str]) -> Orders:
    """The orders, written down now: once cases are played here, what the plan holds (a gauge's memory) grows."""
    return Orders(pickle.dumps((again, bounds)), keys)


class Member:
    """One process. For one thread; `kill` may come from another."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._hand: deque[set[int]] = deque()
        # -P: the folder of the file is no place to import from.
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command; what it plays goes through the pipe
            (sys.executable, "-P", str(_WORKER)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def hand(self) -> tuple[int, ...]:
        """The places that it was given and has not answered; those of the first group it plays."""
        return tuple(at for group in self._hand for at in sorted(group))

    @property
    def groups(self) -> int:
        """How many groups of places it has not answered in full."""
        return len(self._hand)

    def prepare(self) -> None:
        """Wait until it is ready to play. Raises Died, and what its plan raises."""
        self._send(pickle.dumps(sys.path))
        self._send(self._orders.told)
        if self._heard() != tuple(self._orders.keys):
            raise PersonaForgeError(
                "A worker process was to play the same cases, and has others.",
                why="What makes the plan again does not make the same plan.",
                next_step="Play with one case at once, which needs no other process.",
            )

    def give(self, places: Sequence[int]) -> None:
        """Further places, to be played side by side. Raises Died."""
        self._hand.append(set(places))
        self._send(pickle.dumps(list(places)))

    def outcome(self) -> tuple[int, Outcome]:
        """A place of the first group in its hand, and its outcome. Raises Died, and what playing raises."""
        match self._heard():
            case (int(at), Outcome() as outcome) if at in self._hand[0]:
                self._hand[0].remove(at)
            case _:
                raise Died
        if not self._hand[0]:
            self._hand.popleft()
        return at, outcome

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def stop(self) -> int:
        """The exit code, once the process has been ended and its pipes are closed."""
        self.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was never sent cannot be flushed into a pipe that is gone.
            with contextlib.suppress(OSError, ValueError):
                _there(pipe).close()
        return code

    def _send(self, what: bytes) -> None:
        try:
            pipe = _there(self._process.stdin)
            pipe.write(what)
            pipe.flush()
        except (OSError, ValueError) as error:
            raise Died from error

    def _heard(self) -> object:
        try:
            answer: object = pickle.load(_there(self._process.stdout))  # noqa: S301 - from our own process
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            raise Died from error
        if isinstance(answer, Exception):
            raise answer
        return answer


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("a process was started without pipes")
    return pipe
