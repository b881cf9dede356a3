"""The connection to Anthropic, or to a server that speaks its messages format. The only module that imports its SDK.

The SDK takes two seconds to import, so it is imported when a server is first called, never before.
Knows no persona and no shape of an answer.
"""

from __future__ import annotations

import json
import socket
import threading
import weakref
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from brain.models.address import host, is_loopback
from brain.models.faults import Faults, explanation, seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import anthropic
    from anthropic.types import RawMessageStreamEvent

    from brain.errors import ModelError

PUBLIC_URL: Final = "https://api.anthropic.com"

THINKING_ROOM: Final = 4_096
"""Tokens added to the limit of a model that was seen to think: thoughts count against the limit as words do."""

_NO_KEY: Final = "unused"
"""What is sent to a server that wants no key; the format asks for one."""

Opened = TypeVar("Opened")

Body = dict[str, Any]
"""What is sent, as keywords of the SDK's `messages.create`."""


class Server:
    """One model behind one address. `connect_seconds` is the time to a connection. Safe to use from several threads."""

    def __init__(self, model: str, *, api_key: str, base_url: str | None = None, connect_seconds: float = 5.0) -> None:
        self._key = api_key.strip()
        self._url = (base_url or PUBLIC_URL).strip().rstrip("/").removesuffix("/v1")
        self._connect = connect_seconds
        self.model = model
        self.faults = Faults(model=model, host=host(self._url), secret=self._key)
        self._made: anthropic.Anthropic | None = None
        self._making = threading.Lock()

    @property
    def is_public(self) -> bool:
        """Whether this is Anthropic's own service."""
        return self._url == PUBLIC_URL

    def call(self, body: Body, *, silence: float, simpler: Callable[[Body, str], Body | None] | None = None) -> Call:
        """A call with this body that breaks off after `silence` seconds without a byte.

        `simpler` is given a body that was refused and the server's words, and says what to send instead, or None.
        Raises ModelUnauthorised for a key that is none, ModelUnreachable for such a base URL.
        """
        return Call(self._client(), body, faults=self.faults, times=(self._connect, silence), simpler=simpler)

    def _client(self) -> anthropic.Anthropic:
        """The SDK's client, made on first use."""
        with self._making:
            if self._made is None:
                self._made = self._make()
                weakref.finalize(self, self._made.close)
            return self._made

    def _make(self) -> anthropic.Anthropic:
        if not self._key and self.is_public:
            raise self.faults.unauthorised("No key was given.")
        if not (self._key.isascii() and self._key.isprintable() and " " not in self._key):
            raise self.faults.unauthorised("It holds characters that no key has.")
        if not self._url.startswith(("http://", "https://")) or not self.faults.host:
            raise self.faults.unreachable("The base URL is no http or https address.")
        import anthropic

        # A proxy cannot reach this machine's own servers, whatever the environment says.
        trusts = not is_loopback(self.faults.host)
        return anthropic.Anthropic(
            api_key=self._key or _NO_KEY,
            base_url=self._url,
            max_retries=0,
            http_client=anthropic.DefaultHttpxClient(base_url=self._url, trust_env=trusts),
        )


class Call:
    """One request to the server. `events`, `document` and `count` run in a reading thread, `abort` in any.

    `body` is what was sent last, and `request_id` what the server calls the request.
    """

    def __init__(
        self,
        client: anthropic.Anthropic,
        body: Body,
        *,
        faults: Faults,
        times: tuple[float, float],
        simpler: Callable[[Body, str], Body | None] | None,
    ) -> None:
        self._client, self._faults, self._simpler = client, faults, simpler
        self._times = times
        self._response: Any = None
        self._aborted = False
        self.body = body
        self.request_id = ""

    def events(self) -> Iterator[RawMessageStreamEvent]:
        """The events of a stream. Raises a ModelError."""
        messages = self._client.messages
        with _translated(self._faults, self._times[1]), ExitStack() as opened:
            stream = self._sent(lambda body: opened.enter_context(messages.create(**body, stream=True)))
            self._response = stream.response
            self.request_id = stream.response.headers.get("request-id", "")
            kind = stream.response.headers.get("content-type", "")
            if not kind.startswith("text/event-stream"):
                raise self._faults.garbled(f"It came as {kind or 'nothing'!r} and not as a stream of events.")
            if not self._aborted:
                yield from stream

    def document(self) -> dict[str, Any]:
        """The whole message at once, as the JSON object it came as. Raises a ModelError."""
        messages = self._client.messages.with_streaming_response
        with _translated(self._faults, self._times[1]), ExitStack() as opened:
            response = self._sent(lambda body: opened.enter_context(messages.create(**body)))
            self._response = response.http_response
            self.request_id = response.headers.get("request-id", "")
            found = {} if self._aborted else json.loads(response.read())
        if not isinstance(found, dict):
            raise self._faults.garbled("It is no JSON object.")
        return found

    def count(self) -> int:
        """How many tokens the model would read for this body. Raises a ModelError."""
        body = {name: value for name, value in self.body.items() if name not in {"max_tokens", "extra_body"}}
        with _translated(self._faults, self._times[1]):
            counted: object = self._client.messages.count_tokens(**body, timeout=self._timeout()).input_tokens
        if not isinstance(counted, int):
            raise self._faults.garbled("It holds no count of tokens.")
        return counted

    def abort(self) -> None:
        """Shut the connection down, so that the reading thread wakes and closes it.

        Closing it from here would be unsafe while that thread reads.
        """
        self._aborted = True
        network = self._response.extensions.get("network_stream") if self._response else None
        sock = network.get_extra_info("socket") if network is not None else None
        if sock is not None:
            with suppress(OSError):
                # Not the TLS socket's own shutdown, which would take its state away from under the reader.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _sent(self, send: Callable[[Body], Opened]) -> Opened:
        """What `send` opens, for this body or for the first simpler one that the server accepts."""
        import anthropic

        while True:
            try:
                return send({**self.body, "timeout": self._timeout()})
            except anthropic.BadRequestError as error:
                instead = self._simpler(self.body, str(error)) if self._simpler else None
                if instead is None:
                    raise
                self.body = instead

    def _timeout(self) -> anthropic.Timeout:
        import anthropic

        connect, silence = self._times
        return anthropic.Timeout(silence, connect=connect)


@contextmanager
def _translated(faults: Faults, silence: float) -> Iterator[None]:
    """What goes wrong inside becomes a ModelError, without the request that led to it."""
    import anthropic
    import httpx2

    try:
        yield
    except anthropic.APIStatusError as error:
        raise _status_fault(faults, error) from None
    except (anthropic.APITimeoutError, httpx2.TimeoutException) as error:
        raise faults.unreachable(_silence(error, silence)) from None
    except anthropic.APIConnectionError as error:
        raise faults.unreachable(f"The connection failed: {error.__cause__ or error}.") from None
    except (httpx2.RemoteProtocolError, httpx2.DecodingError, anthropic.APIResponseValidationError):
        raise faults.garbled("It broke off before its end.") from None
    except httpx2.TransportError as error:
        raise faults.unreachable(f"The connection broke in mid-reply: {error}.") from None
    except ValueError:
        raise faults.garbled("It held something that is not JSON.") from None


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


def sendable(text: str) -> str:
    """The text without lone surrogates, which no request can carry; blank text becomes empty, as servers refuse it."""
    return text.encode("utf-8", "replace").decode() if text.strip() else ""
