"""The last answers to the same questions, for as long as the warehouse stays as it is. Knows no question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")

MOST = 64


class Kept:
    """Answers by what they are to; whose warehouse changed forgets all. Threads may share it."""

    def __init__(self) -> None:
        self._mark = ""
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, mark: str, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer to `key` in the state `mark` of the warehouse; two that ask at once may both make it."""
        with self._lock:
            if mark != self._mark:
                self._mark = mark
                self._answers.clear()
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast("Answer", self._answers[key])
        made = make()
        with self._lock:
            if mark == self._mark:
                self._answers[key] = made
                while len(self._answers) > MOST:
                    self._answers.popitem(last=False)
        return made
