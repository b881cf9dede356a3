"""A loopback server that speaks Anthropic's wire format, and every fault a script asks it for."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HANG = "hang"
"""Say nothing more until the test ends, or the client goes."""

RESET = "reset"
"""End the connection with a TCP reset."""


DRIP = "drip"
"""Send a little text every 10 ms, for ever."""


@dataclass
class Answer:
    """One scripted answer: the status, the headers, and pieces of the body with HANG or RESET between them."""

    pieces: list[str | bytes] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/event-stream"
    finish: bool = True


@dataclass
class Heard:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    port: int


def event(kind: str, **fields: object) -> str:
    """One server-sent event."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


class Vendor:
    """The server: give it answers with `will`, look at what it `heard`."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: deque[Answer] = deque()
        self.released = threading.Event()
        self.gone = threading.Event()
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                vendor._answer(self)

            def log_message(self, *args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    HANG = HANG
    RESET = RESET
    DRIP = DRIP

    def answer(self, *pieces: str | bytes, **rest: Any) -> Answer:
        """An answer of these pieces; the keywords are the fields of Answer."""
        return Answer([*pieces], **rest)

    def will(self, *answers: Answer) -> None:
        """Answer the next requests so; the last answer is given to all that follow."""
        self.answers = deque(answers)

    def reply(
        self, *texts: str, stop: str | None = "end_turn", details: object = None, **usage: int
    ) -> list[str | bytes]:
        """The events of a whole reply."""
        return [
            self.start(**usage),
            *(self.delta(text) for text in texts),
            event("content_block_stop", index=0),
            event(
                "message_delta",
                delta={"stop_reason": stop, "stop_sequence": None, "stop_details": details},
                usage={"output_tokens": 7},
            ),
            event("message_stop"),
        ]

    def start(self, **usage: int) -> str:
        """The events before the first text."""
        message: dict[str, object] = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-test-20260101",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 11, "output_tokens": 1, **usage},
        }
        return event("message_start", message=message) + event(
            "content_block_start", index=0, content_block={"type": "text", "text": ""}
        )

    def delta(self, text: str) -> str:
        """One piece of text."""
        return event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    def fails(self, status: int, kind: str, message: str, **headers: str) -> Answer:
        """An error answer in Anthropic's form."""
        body = json.dumps({"type": "error", "error": {"type": kind, "message": message}})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Answer([body], status=status, headers=named, content_type="application/json")

    def close(self) -> None:
        """Let go of everything that hangs, and stop."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length", 0))
        body = json.loads(handler.rfile.read(length) or b"{}")
        self.heard.append(Heard(handler.path, dict(handler.headers.items()), body, handler.client_address[1]))
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        try:
            self._send(handler, answer)
        except OSError:
            self.gone.set()
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        if answer.pieces[:1] == [HANG]:
            self._hang(handler)
            return
        if answer.pieces[:1] == [RESET]:
            self._reset(handler)
            return
        handler.send_response(answer.status)
        handler.send_header("content-type", answer.content_type)
        handler.send_header("transfer-encoding", "chunked")
        handler.send_header("request-id", "req_test_1")
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        for piece in answer.pieces:
            if piece == HANG:
                self._hang(handler)
                return
            if piece == RESET:
                self._reset(handler)
                return
            if piece == DRIP:
                while not self.released.wait(0.01):
                    _chunk(handler, self.delta("."))
            _chunk(handler, piece)
        if answer.finish:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.close_connection = True

    def _hang(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.settimeout(0.02)
        while not self.released.is_set():
            try:
                if handler.connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.gone.set()

    def _reset(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()


def _chunk(handler: BaseHTTPRequestHandler, piece: str | bytes) -> None:
    data = piece.encode() if isinstance(piece, str) else piece
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A vendor of one's own."""
    server = Vendor()
    yield server
    server.close()
