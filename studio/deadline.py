"""Work that may take too long, done by one thread that never has more of it waiting than it can do. Knows no index."""

from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING, Any, Final, TypeVar

from brain.errors import StoreBusy

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

WAITING: Final = 8
"""At most so many pieces of work wait; more are refused at once."""


class Promptly:
    """Gives each piece of work so many seconds. Safe to use from several threads; the thread starts at first use."""

    def __init__(self, *, seconds: float, what: str) -> None:
        self._seconds, self._what = seconds, what
        self._waiting: queue.Queue[tuple[Future[Any], Callable[[], Any]]] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._hanging: Future[Any] | None = None

    def begin(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Hand work over and go on; calling what this gives waits for the result, or raises what the work raised.

        Raises StoreBusy when the time is up, counted from here, and at once while an earlier piece of work is over its
        own time or too many wait: a thread that hangs must not make everybody wait.
        """
        deadline = time.monotonic() + self._seconds
        hanging = self._hanging
        if hanging is not None and not hanging.done():
            raise self._late("is still at work on an earlier question")
        made: Future[Result] = Future()
        try:
            self._waiting.put_nowait((made, work))
        except queue.Full:
            raise self._late("has too many questions waiting") from None
        self._started()

        def result() -> Result:
            try:
                return made.result(timeout=max(0.0, deadline - time.monotonic()))
            except Late:
                if not made.cancel():
                    self._hanging = made
                raise self._late(f"took longer than {self._seconds * 1_000:.0f} ms") from None

        return result

    def _started(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=f"promptly: {self._what}", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            made, work = self._waiting.get()
            if not made.set_running_or_notify_cancel():
                continue
            try:
                made.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
                made.set_exception(error)

    def _late(self, why: str) -> StoreBusy:
        return StoreBusy(
            f"{self._what} could not be asked.", why=f"It {why}.", next_step="It is asked again next time."
        )
