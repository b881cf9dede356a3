"""Reads a slow iterator in a thread of its own, so that whoever waits can stop waiting. Knows no vendor."""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

T = TypeVar("T")

TICK_SECONDS: Final = 0.05
"""How often `cancelled` is asked while nothing arrives."""


class Cancelled(Exception):
    """Whoever waits has stopped waiting."""


class OutOfTime(Exception):
    """The source took longer than it was given."""


class _End:
    """The source has ended, with an error or without one."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def relay(
    source: Callable[[], Iterable[T]],
    *,
    abort: Callable[[], None],
    cancelled: Callable[[], bool],
    seconds: float,
    is_last: Callable[[T], bool],
) -> Generator[T]:
    """The items of `source` in order, read in a thread; its errors are raised here.

    `cancelled` is asked before each item and every 50 ms of waiting; once it says True, Cancelled is raised.
    OutOfTime is raised when an item arrives, or would have to, later than `seconds` after the start. `abort` is
    called when the relay ends early for any reason, and must make the source end soon. After the item that
    `is_last` names the source is left to finish by itself, so that a connection can be used again.
    """
    arrived: SimpleQueue[tuple[float, T] | _End] = SimpleQueue()
    threading.Thread(target=_read, args=(source, arrived), name="model-reader", daemon=True).start()
    deadline = time.monotonic() + seconds
    finished = False
    try:
        while not finished:
            if cancelled():
                raise Cancelled
            try:
                item = arrived.get(timeout=TICK_SECONDS)
            except Empty:
                if time.monotonic() > deadline:
                    raise OutOfTime from None
                continue
            if isinstance(item, _End):
                finished = True
                if item.error is not None:
                    raise item.error
                return
            at, value = item
            if at > deadline:
                raise OutOfTime
            finished = is_last(value)
            yield value
    finally:
        if not finished:
            abort()


def _read(source: Callable[[], Iterable[T]], arrived: SimpleQueue[tuple[float, T] | _End]) -> None:
    try:
        for item in source():
            arrived.put((time.monotonic(), item))
    except BaseException as error:  # noqa: BLE001  (handed to the thread that waits, and raised there)
        arrived.put(_End(error))
    else:
        arrived.put(_End())
