"""The detector of detectors: the highest tier that answers in time. Never raises and never waits beyond its limits."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from brain.emotion.detector import Foreseeing
from brain.emotion.keyword import KeywordDetector
from brain.errors import PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.emotion.detector import EmotionDetector
    from brain.emotion.reading import EmotionReading

LLM_SECONDS: Final = 2.5
"""How long the llm tier is waited for."""

HYBRID_SECONDS: Final = 1.0
"""How long the hybrid tier is waited for while its weights are being loaded."""

FAILURES: Final = 3
"""After so many failures in a row the llm tier rests."""

REST_SECONDS: Final = 60.0
"""How long it rests; then one message tries it again."""


class Asked(Protocol):
    """A tier that may fail and can be told to give up."""

    def read(
        self,
        text: str,
        *,
        recent: Sequence[EmotionReading] = (),
        context: Sequence[str] = (),
        cancelled: Callable[[], bool] = ...,
    ) -> EmotionReading:
        """The reading, or a PersonaForgeError."""


class Lazy:
    """A tier that is made in a thread of its own when it is first wanted, or warmed; it may fail to be made."""

    def __init__(self, make: Callable[[], EmotionDetector]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Future[EmotionDetector] | None = None

    def warm(self) -> Future[EmotionDetector]:
        """Begin to make it, if nobody has; what comes of it."""
        with self._lock:
            if self._made is None:
                self._made = Future()
                threading.Thread(target=self._fill, args=(self._made,), name="emotion-hybrid", daemon=True).start()
            return self._made

    def _fill(self, made: Future[EmotionDetector]) -> None:
        try:
            made.set_result(self._make())
        except Exception as error:  # noqa: BLE001 - whoever asks for it is told, and the lower tier answers
            made.set_exception(error)


class Breaker:
    """Counts failures in a row; open after three, and half-open once it has rested: one may try."""

    def __init__(
        self, *, failures: int = FAILURES, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._rest, self._clock = failures, rest, clock
        self._lock = threading.Lock()
        self._failed, self._until = 0, 0.0

    def allows(self) -> bool:
        """Whether one may try now; a try after the rest keeps the others out until it is judged."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._rest
            return True

    def judge(self, *, succeeded: bool) -> None:
        """Report how a try went."""
        with self._lock:
            self._failed = 0 if succeeded else self._failed + 1
            if self._failed >= self._most:
                self._until = self._clock() + self._rest


@dataclass(frozen=True, slots=True)
class Cascade:
    """An EmotionDetector: the llm tier if there is one, else the hybrid tier if there is one, else the keyword tier.

    A reading's `tier` says who answered, its `note` why a higher one did not.
    """

    keyword: EmotionDetector = field(default_factory=KeywordDetector)
    hybrid: Lazy | None = None
    llm: Asked | None = None
    breaker: Breaker | None = None
    llm_seconds: float = LLM_SECONDS
    hybrid_seconds: float = HYBRID_SECONDS

    def read(self, text: str, *, recent: Sequence[EmotionReading] = (), context: Sequence[str] = ()) -> EmotionReading:
        """The reading of one message, whatever fails."""
        reading, why = self._asked(text, recent, context)
        notes = [why] if why else []
        if reading is None:
            lower, why = self._hybrid()
            reading = lower.read(text, recent=recent, context=context)
            notes += [why] if why else []
        if not notes:
            return reading
        return reading.model_copy(update={"note": " ".join(part for part in (reading.note, *notes) if part)})

    def foresee(self, texts: Sequence[str]) -> None:
        """Tell the hybrid tier of texts that will be read next, unless a higher one is to answer."""
        if self.llm is None:
            lower, _ = self._hybrid()
            if isinstance(lower, Foreseeing):
                lower.foresee(texts)

    def _hybrid(self) -> tuple[EmotionDetector, str]:
        if self.hybrid is None:
            return self.keyword, ""
        try:
            return self.hybrid.warm().result(timeout=self.hybrid_seconds), ""
        except TimeoutError:
            return self.keyword, "The hybrid tier is still being loaded."
        except PersonaForgeError as error:
            return self.keyword, f"The hybrid tier cannot be used: {error.what}"
        except Exception as error:  # noqa: BLE001 - whatever a damaged installation throws, a reading is owed
            return self.keyword, f"The hybrid tier cannot be used: {type(error).__name__}."

    def _asked(
        self, text: str, recent: Sequence[EmotionReading], context: Sequence[str]
    ) -> tuple[EmotionReading | None, str]:
        """The llm tier's reading, or why there is none."""
        if self.llm is None or not text.strip():
            return None, ""
        if self.breaker is not None and not self.breaker.allows():
            return None, "The llm tier rests after repeated failures."
        given_up = threading.Event()
        waiting: Future[EmotionReading] = Future()
        llm = self.llm

        def work() -> None:
            try:
                found = llm.read(text, recent=recent, context=context, cancelled=given_up.is_set)
            except Exception as error:  # noqa: BLE001 - whatever a model's answer breaks, the lower tier answers
                _settle(waiting, error)
            else:
                _settle(waiting, found)

        threading.Thread(target=work, name="emotion-llm", daemon=True).start()
        try:
            reading = waiting.result(timeout=self.llm_seconds)
        except TimeoutError:
            given_up.set()
            self._judge(succeeded=False)
            return None, f"The llm tier did not answer within {self.llm_seconds:g} s."
        except PersonaForgeError as error:
            self._judge(succeeded=False)
            return None, f"The llm tier failed: {error.what}"
        except Exception as error:  # noqa: BLE001 - the one boundary: a reading is owed whatever happens
            self._judge(succeeded=False)
            return None, f"The llm tier failed: {type(error).__name__}."
        self._judge(succeeded=True)
        return reading, ""

    def _judge(self, *, succeeded: bool) -> None:
        if self.breaker is not None:
            self.breaker.judge(succeeded=succeeded)


def _settle(waiting: Future[EmotionReading], outcome: EmotionReading | Exception) -> None:
    """Hand over an outcome, unless nobody waits any more."""
    try:
        if isinstance(outcome, Exception):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)
    except InvalidStateError:
        return
