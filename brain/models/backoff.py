"""When to ask again after a fault that may pass, and how long to wait before. Knows no model."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.errors import ModelError

_NAP_SECONDS: Final = 0.1
"""How often `cancelled` is asked while waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """At most `attempts` attempts, with waits between them.

    Before attempt n+1 it waits a random time between 0 and min(`cap_seconds`, `base_seconds` * 2**(n-1)) ("full
    jitter"), and at least as long as the server asked for. No attempt follows an error that is not retryable, a wait
    longer than `cap_seconds`, or one that ends later than `patience_seconds` after the first attempt began: whoever
    waited through a time-out is not made to wait through three more.
    """

    attempts: int = 4
    base_seconds: float = 0.5
    cap_seconds: float = 20.0
    patience_seconds: float = 45.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    uniform: Callable[[float, float], float] = random.uniform

    def wait(self, error: ModelError, *, attempt: int, begun: float) -> float | None:
        """Seconds to wait after the error of this attempt (1 is the first); None if it is to be passed on."""
        jitter = self.uniform(0.0, min(self.cap_seconds, self.base_seconds * 2 ** (attempt - 1)))
        wait = max(jitter, error.retry_after or 0.0)
        late = self.clock() - begun + wait > self.patience_seconds
        given_up = not error.retryable or attempt >= self.attempts or late or wait > self.cap_seconds
        return None if given_up else wait

    def wait_out(self, seconds: float, cancelled: Callable[[], bool]) -> bool:
        """Wait, in naps; False as soon as the wait is cancelled."""
        left = seconds
        while left > 0 and not cancelled():
            nap = min(left, _NAP_SECONDS)
            self.sleep(nap)
            left -= nap
        return not cancelled()
