"""Models as a run calls them: no more often than allowed, asked again after a fault, and with their cost counted.

Wrappers of the ChatModel protocol. They know no vendor, no case and no persona.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from brain.models.backoff import Backoff
from brain.models.chat import Completion, Delta
from brain.models.retrying import Retrying
from brain.play import usage_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatModel, ChatRequest

MINUTE: Final = 60.0

PIECE: Final = 4_096
"""Characters of a piece in which a whole reply is passed on."""

PATIENT: Final = Backoff(base_seconds=1.0, cap_seconds=60.0, patience_seconds=600.0)
"""Nobody sits and waits for a run, and a provider's limit by the minute may ask for a wait of one."""


class Pace:
    """At most `calls` calls in any `MINUTE`; None means any number. Safe for several threads."""

    def __init__(self, calls: int | None, *, backoff: Backoff = PATIENT) -> None:
        self._calls, self._backoff = calls, backoff
        self._lock = threading.Lock()
        self._begun: deque[float] = deque(maxlen=calls)

    def wait(self, cancelled: Callable[[], bool]) -> bool:
        """Wait for a place; False as soon as the wait is cancelled."""
        if self._calls is None:
            return True
        with self._lock:
            now = self._backoff.clock()
            at = max(now, self._begun[0] + MINUTE) if len(self._begun) == self._calls else now
            self._begun.append(at)
        return self._backoff.wait_out(at - now, cancelled)

    def rest(self, cancelled: Callable[[], bool]) -> bool:
        """Wait until no call of the last `MINUTE` is left; False as soon as the wait is cancelled."""
        with self._lock:
            last = self._begun[-1] + MINUTE if self._calls is not None and self._begun else 0.0
        return self._backoff.wait_out(last - self._backoff.clock(), cancelled)


@dataclass
class Meter:
    """Micro-dollars that calls cost so far, as far as that is known. Safe for several threads."""

    microdollars: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, microdollars: int | None) -> None:
        """Count a cost; None, a cost that nobody knows, adds nothing."""
        with self._lock:
            self.microdollars += microdollars or 0


@dataclass(frozen=True, slots=True)
class Metered:
    """A model whose call waits for its place, whose reply is passed on once it is whole, and whose cost is counted.

    A reply that breaks off half-way is therefore no reply, and can be asked for again.
    """

    inner: ChatModel
    pace: Pace
    meter: Meter

    @property
    def id(self) -> str:
        """The inner model's."""
        return self.inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self.inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The reply in few pieces, once it is there. Raises the inner model's ModelError."""
        if not self.pace.wait(cancelled):
            yield Completion(model=self.inner.id, stop="cancelled")
            return
        said: list[str] = []
        ends: list[Completion] = []
        for piece in self.inner.stream(request, cancelled=cancelled):
            if isinstance(piece, Completion):
                self.meter.add(usage_of(self.inner.id, piece).cost_microdollars)
                ends.append(piece)
            else:
                said.append(piece.text)
        reply = "".join(said)
        yield from (Delta(text=reply[at : at + PIECE]) for at in range(0, len(reply), PIECE))
        yield from ends


def called(model: ChatModel, *, pace: Pace, meter: Meter, tries: int, backoff: Backoff = PATIENT) -> ChatModel:
    """The model, asked up to `tries` times, each of which takes a place and is counted."""
    return Retrying(
        Metered(model, pace, meter),
        attempts=tries,
        base_seconds=backoff.base_seconds,
        cap_seconds=backoff.cap_seconds,
        patience_seconds=backoff.patience_seconds,
        sleep=backoff.sleep,
        clock=backoff.clock,
        uniform=backoff.uniform,
    )
