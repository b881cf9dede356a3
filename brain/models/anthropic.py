"""Claude, and any server that speaks Anthropic's messages format. The only module that imports the `anthropic` SDK.

The SDK takes two seconds to import, so it is imported when a model is first asked, never before.
"""

from __future__ import annotations

import socket
import threading
import time
import weakref
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from brain.models.anthropic_events import Reply, is_last
from brain.models.chat import ChatRequest, Completion, Delta, Message
from brain.models.faults import Faults, explanation, seconds_to_wait
from brain.models.relay import Cancelled, OutOfTime, relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import anthropic
    from anthropic.types import RawMessageStreamEvent, TextBlockParam

    from brain.errors import ModelError

PUBLIC_URL: Final = "https://api.anthropic.com"

THINKING_ROOM: Final = 4_096
"""Tokens added to the limit of a model that was seen to think: thoughts count against the limit as words do."""

_NO_KEY: Final = "unused"
"""What is sent to a server that wants no key; the format asks for one."""


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
        self._model, self._key = model, api_key.strip()
        self._url = (base_url or PUBLIC_URL).strip().rstrip("/").removesuffix("/v1")
        self._connect, self._read, self._total = connect_seconds, read_seconds, total_seconds
        self._faults = Faults(model=model, host=_host(self._url), secret=self._key)
        self._made: anthropic.Anthropic | None = None
        self._making = threading.Lock()
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
        return f"Claude ({self._model})" if self._url == PUBLIC_URL else f"{self._model} ({self._faults.host})"

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The reply piece by piece, ending with one Completion. Raises a ModelError; what was yielded stands."""
        call = _Call(self._client(), self.body(request), faults=self._faults, silence=self._read)
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
            self._takes_temperature &= not call.temperature_refused
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

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """What is sent, as keywords of the SDK's `messages.create`: the stable part of the prompt may be cached."""
        system: list[TextBlockParam] = []
        if stable := _sendable(request.stable):
            system.append({"type": "text", "text": stable, "cache_control": {"type": "ephemeral"}})
        if changing := _sendable(request.changing):
            system.append({"type": "text", "text": changing})
        messages = [
            {"role": message.role, "content": text} for message in request.messages if (text := _sendable(message.text))
        ]
        body: dict[str, Any] = {
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

    def _client(self) -> anthropic.Anthropic:
        """The SDK's client, made on first use."""
        with self._making:
            if self._made is None:
                self._made = self._make()
                weakref.finalize(self, self._made.close)
            return self._made

    def _make(self) -> anthropic.Anthropic:
        """Raises ModelUnauthorised for a key that is none, ModelUnreachable for such a base URL."""
        if not self._key and self._url == PUBLIC_URL:
            raise self._faults.unauthorised("No key was given.")
        if not (self._key.isascii() and self._key.isprintable() and " " not in self._key):
            raise self._faults.unauthorised("It holds characters that no key has.")
        if not self._url.startswith(("http://", "https://")) or not self._faults.host:
            raise self._faults.unreachable("The base URL is no http or https address.")
        import anthropic

        timeout = anthropic.Timeout(self._read, connect=self._connect)
        # A proxy cannot reach this machine's own servers, whatever the environment says.
        trusts = not _is_loopback(self._faults.host)
        return anthropic.Anthropic(
            api_key=self._key or _NO_KEY,
            base_url=self._url,
            max_retries=0,
            timeout=timeout,
            http_client=anthropic.DefaultHttpxClient(base_url=self._url, timeout=timeout, trust_env=trusts),
        )


class _Call:
    """One request to the server. `events` runs in the reading thread, `abort` in any."""

    def __init__(self, client: anthropic.Anthropic, body: dict[str, Any], *, faults: Faults, silence: float) -> None:
        self._client, self._body, self._faults, self._silence = client, body, faults, silence
        self._stream: anthropic.Stream[RawMessageStreamEvent] | None = None
        self._aborted = False
        self.request_id = ""
        self.temperature_refused = False

    def events(self) -> Iterator[RawMessageStreamEvent]:
        """The events of the stream. Raises a ModelError."""
        import anthropic
        import httpx2

        faults = self._faults
        try:
            with self._open() as stream:
                self._stream = stream
                self.request_id = stream.response.headers.get("request-id", "")
                kind = stream.response.headers.get("content-type", "")
                if not kind.startswith("text/event-stream"):
                    raise faults.garbled(f"It came as {kind or 'nothing'!r} and not as a stream of events.")
                if not self._aborted:
                    yield from stream
        except anthropic.APIStatusError as error:
            raise _status_fault(faults, error) from None
        except (anthropic.APITimeoutError, httpx2.TimeoutException) as error:
            raise faults.unreachable(_silence(error, self._silence)) from None
        except anthropic.APIConnectionError as error:
            raise faults.unreachable(f"The connection failed: {error.__cause__ or error}.") from None
        except (httpx2.RemoteProtocolError, httpx2.DecodingError, anthropic.APIResponseValidationError):
            raise faults.garbled("It broke off before its end.") from None
        except httpx2.TransportError as error:
            raise faults.unreachable(f"The connection broke in mid-reply: {error}.") from None
        except ValueError:
            raise faults.garbled("It held something that is not JSON.") from None

    def abort(self) -> None:
        """Shut the connection down, so that the reading thread wakes and closes it.

        Closing it from here would be unsafe while that thread reads.
        """
        self._aborted = True
        network = self._stream.response.extensions.get("network_stream") if self._stream else None
        sock = network.get_extra_info("socket") if network is not None else None
        if sock is not None:
            with suppress(OSError):
                # Not the TLS socket's own shutdown, which would take its state away from under the reader.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _open(self) -> anthropic.Stream[RawMessageStreamEvent]:
        import anthropic

        stream: anthropic.Stream[RawMessageStreamEvent]
        try:
            stream = self._client.messages.create(**self._body, stream=True)
        except anthropic.BadRequestError as error:
            if "extra_body" not in self._body or "temperature" not in str(error):
                raise
            self.temperature_refused = True
            body = {name: value for name, value in self._body.items() if name != "extra_body"}
            stream = self._client.messages.create(**body, stream=True)
        return stream


def _status_fault(faults: Faults, error: anthropic.APIStatusError) -> ModelError:
    return faults.status(
        error.status_code,
        kind=error.type or "",
        said=explanation(error.body) or error.api_message or "",
        retry_after=seconds_to_wait(error.response.headers),
    )


def _silence(error: Exception, seconds: float) -> str:
    kinds = type(error).__name__, type(error.__cause__).__name__
    if "ConnectTimeout" in kinds:
        return "No connection came about in time."
    return f"The server said nothing for {seconds:g} seconds."


def _sendable(text: str) -> str:
    """The text without lone surrogates, which no request can carry; blank text becomes empty, as servers refuse it."""
    return text.encode("utf-8", "replace").decode() if text.strip() else ""


def _host(url: str) -> str:
    """Host and port, without a user or password that may stand before them."""
    with suppress(ValueError):
        parts = urlsplit(url)
        return (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    return ""


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] or host
    return name in {"localhost", "::1"} or name.startswith("127.")
