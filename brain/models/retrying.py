"""Models that ask again after a fault that may pass. Knows no vendor; wrappers of the same shapes."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from brain.errors import ModelCancelled, ModelError
from brain.models.backoff import Backoff
from brain.models.chat import Completion, Delta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatModel, ChatRequest
    from brain.models.structured import Answer, Question, Shape, StructuredModel


class Retrying:
    """Asks `inner` up to `attempts` times, as long as no word of the reply has been passed on. The waits: Backoff."""

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
        self._inner = inner
        self._backoff = Backoff(
            attempts=attempts,
            base_seconds=base_seconds,
            cap_seconds=cap_seconds,
            patience_seconds=patience_seconds,
            sleep=sleep,
            clock=clock,
            uniform=uniform,
        )

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
        begun = self._backoff.clock()
        attempt = 0
        while True:
            attempt += 1
            said = False
            try:
                for piece in self._inner.stream(request, cancelled=cancelled):
                    said = said or isinstance(piece, Delta)
                    yield piece
            except ModelError as error:
                wait = self._backoff.wait(error, attempt=attempt, begun=begun)
                if said or wait is None:
                    raise
            else:
                return
            if not self._backoff.wait_out(wait, cancelled):
                yield Completion(model=self._inner.id, stop="cancelled")
                return


class RetryingStructured:
    """Asks `inner` again after a fault that may pass, within the time that the question gives."""

    def __init__(self, inner: StructuredModel, *, backoff: Backoff | None = None) -> None:
        self._inner, self._backoff = inner, backoff or Backoff(attempts=3)

    @property
    def id(self) -> str:
        """The inner model's."""
        return self._inner.id

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The first answer. Raises the last attempt's ModelError, or ModelCancelled."""
        backoff = replace(self._backoff, patience_seconds=min(self._backoff.patience_seconds, question.timeout_seconds))
        begun = backoff.clock()
        attempt = 0
        while True:
            attempt += 1
            left = question.timeout_seconds - (backoff.clock() - begun)
            try:
                return self._inner.ask(replace(question, timeout_seconds=left), cancelled=cancelled)
            except ModelError as error:
                wait = backoff.wait(error, attempt=attempt, begun=begun)
                if wait is None:
                    raise
            if not backoff.wait_out(wait, cancelled):
                raise ModelCancelled(f"The question to {self.id!r} was cancelled.")
