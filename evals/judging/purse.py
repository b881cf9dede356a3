"""What a judge may spend, and has spent so far: calls and money, over all threads of a process. Asks nothing."""

from __future__ import annotations

import threading
from typing import Final

from evals.spent import Spent

MOST_CALLS: Final = 20_000
"""Calls of one judge in one process where nothing else is said: what bounds a model whose price is not known."""


class Purse:
    """Counts what is spent and says when no more may be; a call under way is paid to its end."""

    def __init__(self, *, microdollars: int | None = None, calls: int = MOST_CALLS) -> None:
        self._most, self._calls = microdollars, calls
        self._spent = Spent()
        self._lock = threading.Lock()

    @property
    def spent(self) -> Spent:
        """All of it so far."""
        with self._lock:
            return self._spent

    def shut(self) -> str:
        """Why nothing more may be asked; empty while something may."""
        spent = self.spent
        if spent.calls >= self._calls:
            return f"The judge's cap of {self._calls} calls is reached."
        if self._most is not None and (spent.microdollars or 0) >= self._most:
            return f"The judge's cap of ${self._most / 1_000_000:.2f} is reached."
        return ""

    def take(self, spent: Spent) -> None:
        """Count what a call took."""
        with self._lock:
            known = self._spent.microdollars or 0
            total = self._spent + spent
            self._spent = total if total.microdollars is not None else total.model_copy(update={"microdollars": known})
