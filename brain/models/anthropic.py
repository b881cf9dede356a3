"""Claude as a chat model, and any model behind a server that speaks Anthropic's messages format. Knows no SDK."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from brain.models.anthropic_events import Reply, is_last
from brain.models.anthropic_server import THINKING_ROOM, Body, Server, sendable
from brain.models.chat import ChatRequest, Completion, Delta, Message
from brain.models.relay import Cancelled, OutOfTime, relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class AnthropicModel:
    """A ChatModel that streams from Anthropic, or from a server at `base_url` (Ollama, vLLM, LM Studio, llama.cpp).

    Times are in seconds: `connect_seconds` to a connection, `read_seconds` of silence, `total_seconds` for a whole
    reply. While nothing arrives, `cancelled` is asked every 50 ms; cancelling or closing the iterator shuts the
    connection down at once, or, when the server has not begun to answer, leaves it to time out unread.
    A temperature above 1 is sent as 1, and is left out for models that refuse one.
    """

    def __init__(
        self,
        model: str,
        *,
        api_key: str,
        base_url: str | None = None,
        connect_seconds: float = 5.0,
        read_seconds: float = 60.0,
        total_seconds: float = 180.0,
    ) -> None:
        self._model = model
        self._server = Server(model, api_key=api_key, base_url=base_url, connect_seconds=connect_seconds)
        self._read, self._total = read_seconds, total_seconds
        self._faults = self._server.faults
        self._takes_temperature = True
        self._thinks = False

    def __repr__(self) -> str:
        return f"AnthropicModel({self._model!r}, host={self._faults.host!r})"

    @property
    def id(self) -> str:
        """Provider and model, such as `anthropic/claude-haiku-4-5`."""
        return f"anthropic/{self._model}"

    @property
    def label(self) -> str:
        """What stands beside its words: the model, and the host where it is not Anthropic's own."""
        return f"Claude ({self._model})" if self._server.is_public else f"{self._model} ({self._faults.host})"

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The reply piece by piece, ending with one Completion. Raises a ModelError; what was yielded stands."""
        body = self.body(request)
        call = self._server.call(body, silence=self._read, simpler=without_temperature)
        events = relay(call.events, abort=call.abort, cancelled=cancelled, seconds=self._total, is_last=is_last)
        reply = Reply(self._model, self._faults)
        try:
            with closing(events):
                for event in events:
                    reply.request_id = call.request_id
                    if text := reply.take(event):
                        yield Delta(text=text)
                    if reply.ended:
                        break
        except Cancelled:
            yield reply.completion("cancelled")
            return
        except OutOfTime:
            raise self._faults.unreachable(f"The reply was not complete after {self._total:g} seconds.") from None
        finally:
            self._thinks |= reply.thinks
            self._takes_temperature &= call.body.keys() == body.keys()
        if not reply.ended:
            raise self._faults.garbled("It broke off before its end.")
        yield reply.completion()

    def check(self) -> str:
        """Send one tiny request, and say in a sentence how it went. Raises a ModelError when it failed."""
        begun = time.perf_counter()
        request = ChatRequest(messages=(Message(role="user", text="Say OK."),), max_tokens=16)
        for _ in self.stream(request):
            pass
        return f"{self._model} at {self._faults.host} answered in {time.perf_counter() - begun:.1f} seconds."

    def count(self, request: ChatRequest) -> int:
        """How many tokens the model would read, as its service counts them. Raises a ModelError."""
        return self._server.call(self.body(request), silence=self._read).count()

    def body(self, request: ChatRequest) -> Body:
        """What is sent, as keywords of the SDK's `messages.create`: the stable part of the prompt may be cached."""
        system: list[dict[str, object]] = []
        if stable := sendable(request.stable):
            system.append({"type": "text", "text": stable, "cache_control": {"type": "ephemeral"}})
        if changing := sendable(request.changing):
            system.append({"type": "text", "text": changing})
        messages = [
            {"role": message.role, "content": text} for message in request.messages if (text := sendable(message.text))
        ]
        body: Body = {
            "model": self._model,
            "messages": messages,
            "max_tokens": request.max_tokens + (THINKING_ROOM if self._thinks else 0),
        }
        if system:
            body["system"] = system
        if request.temperature is not None and self._takes_temperature:
            # The SDK has no parameter for it any more, since the newest models refuse it.
            body["extra_body"] = {"temperature": min(request.temperature, 1.0)}
        return body


def without_temperature(body: Body, said: str) -> Body | None:
    """The body for a model that refuses a temperature, as the newest do; None if that was not what it refused."""
    if "extra_body" not in body or "temperature" not in said:
        return None
    return {name: value for name, value in body.items() if name != "extra_body"}
