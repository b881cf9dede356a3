"""What tests of several rooms share: a server on loopback that answers questions in a given shape."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from studio.settings import limit_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


# As the studio and its workers do: sums over several threads differ in their last digits from machine to machine.
limit_threads()

# No test measures time: a busy machine would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


Told = dict[str, Any]
"""Parameters of the answering tool, or a whole message, which has `content`."""


class ReadingServer:
    """Answers each forced tool call with what `answers` holds for the title of its schema; else with status 529.

    What it holds may be made from the request.
    """

    def __init__(self, answers: Mapping[str, Told | Callable[[Told], Told]]) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers = answers
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.asked.append(body)
                title = body["tools"][0]["input_schema"]["title"]
                held = outer.answers.get(title)
                found = held(body) if callable(held) else held
                self.send_response(529 if found is None else 200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(_message(found)).encode())

            def log_message(self, *args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _message(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        return {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    if "content" in found:
        return {"model": "claude-haiku-4-5", "usage": {"input_tokens": 1_000, "output_tokens": 50}, **found}
    return {
        "model": "claude-haiku-4-5",
        "content": [{"type": "tool_use", "id": "t", "name": "answer", "input": found}],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 1_000, "output_tokens": 50},
    }


@pytest.fixture
def reading_server() -> Iterator[Callable[[Mapping[str, Told | Callable[[Told], Told]]], ReadingServer]]:
    """Makes servers that speak Anthropic's format and answer each shape, by its title, as they are told."""
    made: list[ReadingServer] = []

    def make(answers: Mapping[str, Told | Callable[[Told], Told]]) -> ReadingServer:
        made.append(ReadingServer(answers))
        return made[-1]

    yield make
    for server in made:
        server.close()
