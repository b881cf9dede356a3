"""Anthropic's stream events into the text, the token counts and the end of a reply. Knows no SDK and no connection.

Events are read by attribute and trusted in nothing: other servers speak this format too, more or less well.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Literal

from brain.models.chat import Completion, TokenCount

if TYPE_CHECKING:
    from brain.models.faults import Faults

_STOP: Final[dict[object, Literal["end", "length"]]] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "pause_turn": "length",
}
"""Reasons that mean an unfinished reply; `end_turn`, `stop_sequence` and any reason not known here mean its end."""


class Reply:
    """A reply while it arrives. Times are measured from its making."""

    def __init__(self, model: str, faults: Faults) -> None:
        self._model, self._faults = model, faults
        self._begun = time.perf_counter()
        self._first_token_ms: float | None = None
        self._tokens = TokenCount()
        self._reason: object = None
        self._opened = False
        self._explanation = ""
        self.request_id = ""
        self.ended = False
        self.thinks = False

    def take(self, event: object) -> str:
        """The text in this event, often empty. Raises ModelGarbled for an event out of order, ModelRefused."""
        kind = _at(event, "type")
        if kind == "message_start":
            self._start(event)
        elif not self._opened:
            raise self._faults.garbled(f"It began with {kind!r} instead of 'message_start'.")
        elif kind == "content_block_start":
            self.thinks = self.thinks or _at(event, "content_block", "type") == "thinking"
            return self._text(_at(event, "content_block", "text") or "")
        elif kind == "content_block_delta":
            if _at(event, "delta", "type") == "text_delta":
                return self._text(_at(event, "delta", "text"))
        elif kind == "message_delta":
            self._reason = _at(event, "delta", "stop_reason") or self._reason
            self._explanation = str(_at(event, "delta", "stop_details", "explanation") or "")
            self._count(_at(event, "usage"))
        elif kind == "message_stop":
            self._stop()
        return ""

    def completion(self, stop: Literal["end", "length", "cancelled"] | None = None) -> Completion:
        """The end of the reply; of a cancelled one, with the tokens that were reported so far."""
        return Completion(
            model=self._model,
            stop=stop or _STOP.get(self._reason, "end"),
            tokens=self._tokens,
            first_token_ms=self._first_token_ms,
            total_ms=self._elapsed_ms(),
            request_id=self.request_id,
        )

    def _start(self, event: object) -> None:
        if self._opened:
            raise self._faults.garbled("It began twice.")
        self._opened = True
        model = _at(event, "message", "model")
        self._model = model if isinstance(model, str) and model else self._model
        self._count(_at(event, "message", "usage"))

    def _text(self, text: object) -> str:
        if not isinstance(text, str):
            raise self._faults.garbled("A piece of the reply was no text.")
        if self._reason is not None:
            raise self._faults.garbled("Text arrived after the end of the reply.")
        if text and self._first_token_ms is None:
            self._first_token_ms = self._elapsed_ms()
        return text

    def _stop(self) -> None:
        self.ended = True
        if self._reason == "refusal":
            raise self._faults.refused(self._explanation)

    def _count(self, usage: object) -> None:
        """Usage is cumulative, and each event names only some of the counts."""
        before = self._tokens
        self._tokens = TokenCount(
            input=_number(_at(usage, "input_tokens"), before.input),
            output=_number(_at(usage, "output_tokens"), before.output),
            cache_read=_number(_at(usage, "cache_read_input_tokens"), before.cache_read),
            cache_write=_number(_at(usage, "cache_creation_input_tokens"), before.cache_write),
        )

    def _elapsed_ms(self) -> float:
        return (time.perf_counter() - self._begun) * 1_000


def is_last(event: object) -> bool:
    """Whether nothing follows this event."""
    return _at(event, "type") == "message_stop"


def _at(thing: object, *path: str) -> object:
    for name in path:
        thing = getattr(thing, name, None)
    return thing


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and value >= 0 else otherwise
