"""A SpeechModel that asks again after a fault that may pass. Knows no vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import ModelCancelled, ModelError
from brain.models.backoff import Backoff

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.media.voice.speech import Speech, SpeechModel, SpeechRequest


class RetryingSpeech:
    """Asks `inner` up to three times, or as often as `backoff` says, with its waits."""

    def __init__(self, inner: SpeechModel, *, backoff: Backoff | None = None) -> None:
        self._inner, self._backoff = inner, backoff or Backoff(attempts=3)

    @property
    def id(self) -> str:
        """The inner model's."""
        return self._inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self._inner.label

    def speak(self, request: SpeechRequest, *, cancelled: Callable[[], bool] = lambda: False) -> Speech:
        """The first speech. Raises InvalidInput, the last attempt's ModelError, or ModelCancelled."""
        begun = self._backoff.clock()
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._inner.speak(request, cancelled=cancelled)
            except ModelError as error:
                wait = self._backoff.wait(error, attempt=attempt, begun=begun)
                if wait is None:
                    raise
            if not self._backoff.wait_out(wait, cancelled):
                raise ModelCancelled(f"The speech by {self.id!r} was cancelled.")
