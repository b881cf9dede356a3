"""What was made of the last texts, to be asked for again. Knows nothing of what it holds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")


class Remembered(Generic[V]):
    """Values by text; the one longest unused goes first. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[str, V] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, text: str) -> bool:
        return text in self._values

    def get(self, text: str) -> V | None:
        """The value of a text, if it is remembered."""
        with self._lock:
            found = self._values.get(text)
            if found is not None:
                self._values.move_to_end(text)
            return found

    def put(self, text: str, value: V) -> None:
        """Remember a value."""
        with self._lock:
            self._values[text] = value
            self._values.move_to_end(text)
            if len(self._values) > self._most:
                self._values.popitem(last=False)
