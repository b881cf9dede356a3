"""A chat model that asks again after a fault that may pass. Knows no vendor; a wrapper of the same shape."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final

from brain.errors import ModelError
from brain.models.chat import Completion, Delta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatModel, ChatRequest

_NAP_SECONDS: Final = 0.1
"""How often `cancelled` is asked while waiting."""


class Retrying:
    """Asks `inner` up to `attempts` times, as long as no word of the reply has been passed on.

    Before attempt n+1 it waits a random time between 0 and min(`cap_seconds`, `base_seconds` * 2**(n-1)) ("full
    jitter"), and at least as long as the server asked for. An error is passed on at once when it is not retryable,
    when the server asks for a longer wait than `cap_seconds`, or when `patience_seconds` have passed since the
    first attempt: whoever waited through a time-out is not made to wait through three more.
    """

    def __init__(
        self,
        inner: ChatModel,
        *,
        attempts: int = 4,
        base_seconds: float = 0.5,
        cap_seconds: float = 20.0,
        patience_seconds: float = 45.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._inner, self._attempts = inner, attempts
        self._base, self._cap, self._patience = base_seconds, cap_seconds, patience_seconds
        self._sleep, self._clock, self._uniform = sleep, clock, uniform

    @property
    def id(self) -> str:
        """The inner model's."""
        return self._inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self._inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The reply of the first attempt that begins. Raises the last attempt's ModelError."""
        begun = self._clock()
        for attempt in range(1, self._attempts + 1):
            said = False
            try:
                for piece in self._inner.stream(request, cancelled=cancelled):
                    said = said or isinstance(piece, Delta)
                    yield piece
            except ModelError as error:
                wait = self._wait(error, attempt)
                late = self._clock() - begun + wait > self._patience
                if said or not error.retryable or attempt == self._attempts or late or wait > self._cap:
                    raise
            else:
                return
            if not self._wait_out(wait, cancelled):
                yield Completion(model=self._inner.id, stop="cancelled")
                return

    def _wait(self, error: ModelError, attempt: int) -> float:
        jitter = self._uniform(0.0, min(self._cap, self._base * 2 ** (attempt - 1)))
        return max(jitter, error.retry_after or 0.0)

    def _wait_out(self, seconds: float, cancelled: Callable[[], bool]) -> bool:
        """Wait, in naps; False as soon as the wait is cancelled."""
        left = seconds
        while left > 0 and not cancelled():
            nap = min(left, _NAP_SECONDS)
            self._sleep(nap)
            left -= nap
        return not cancelled()
