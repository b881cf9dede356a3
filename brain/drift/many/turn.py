"""The gauge of a persona whose conversations are held one after the other: its readings, with less work for each."""

from __future__ import annotations

import threading
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from brain.drift.gauge import Gauge
from brain.drift.many.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.drift.reading import DriftReading

KEPT: Final = 64
"""Replies that are remembered, some 15 kB each: in a conversation few come again."""


@dataclass(frozen=True)
class TurnGauge(Gauge):
    """A gauge that takes each reply apart as `ManyGauge` does. Threads may share it; they wait for each other.

    A subclass, since whoever plays asks for a gauge, and since what a reply says must not be told twice.
    """

    _taken_apart: Signals
    _lock: threading.Lock

    def __reduce__(self) -> tuple[Callable[[Gauge], TurnGauge], tuple[Gauge]]:
        # In another process it remembers what that one reads.
        return turn_gauge, (Gauge(**_parts(self)),)

    def read(
        self,
        reply: str,
        *,
        user_text: str = "",
        earlier: Sequence[DriftReading] = (),
        said: Sequence[str] = (),
        first_turn: int = 1,
        complete: bool = True,
    ) -> DriftReading:
        """The reading of one reply, as `Gauge.read` gives it."""
        if not complete:
            # Not frequent, and what is remembered is of whole replies.
            return super().read(
                reply, user_text=user_text, earlier=earlier, said=said, first_turn=first_turn, complete=complete
            )
        with self._lock:
            text = self._taken_apart.texts([reply])[reply]
            seen, _ = self._taken_apart.seen(text, tuple(said), user_text=user_text, first_turn=first_turn)
        return self.told(seen, earlier, words=text.words)

    def foresee(self, replies: Sequence[str]) -> None:
        """Take replies apart that will be read next, all together: less work for each than one by one."""
        with self._lock:
            self._taken_apart.texts(replies)


def turn_gauge(gauge: Gauge) -> TurnGauge:
    """The same gauge, for conversations that follow one another; the very same if it is one already."""
    if isinstance(gauge, TurnGauge):
        return gauge
    return TurnGauge(**_parts(gauge), _taken_apart=Signals(gauge, evidence=True, most=KEPT), _lock=threading.Lock())


def _parts(gauge: Gauge) -> dict[str, Any]:
    return {one.name: getattr(gauge, one.name) for one in fields(Gauge)}
