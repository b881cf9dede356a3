"""Plans that other processes can make again, with a model that writes down each call; and a server on loopback."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from filelock import FileLock

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.keyword import KeywordDetector
from brain.errors import ModelOverloaded, ModelUnauthorised
from brain.models.recorded import digest
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.cases import lay_out
from evals.harness import Plan
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta

UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
SUITE = b"""\
name: small
title: Small
seeds: [0, 1, 2, 3]
conversations:
  - id: talk
    turns: 2
    simulator: {kind: bank, bank: everyday}
    probes: [{id: end, after: [0, -1], ask: ["What is your name?"]}]
  - {id: met, turns: 2, simulator: {kind: persona, persona: victoria-hale, opening: Good evening.}}
scorers: [{name: drift mean}, {name: signals}, {name: style distance}, {name: belief survival}, {name: own script}]
"""


@dataclass(frozen=True)
class Noting:
    """The understudy. Each call is a line in `calls`: the request's digest and the process; of so many every nth fails.

    A call takes at least `seconds`.
    """

    calls: Path
    fails: int = 0
    seconds: float = 0.0
    refuses: bool = False
    id: str = "anthropic/claude-haiku-4-5"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says, or ModelOverloaded, or ModelUnauthorised."""
        # Threads and processes call at the same time, and each call must have a number of its own.
        with FileLock(f"{self.calls}.lock"):
            with self.calls.open("a") as file:
                file.write(f"{digest(self.id, request)} {os.getpid()}\n")
            number = len(self.calls.read_text().splitlines())
        if self.refuses:
            raise ModelUnauthorised("The key was refused.")
        if self.fails and number % self.fails == 0:
            raise ModelOverloaded("The model is overloaded.")
        until = time.monotonic() + self.seconds
        while time.monotonic() < until and not cancelled():
            time.sleep(0.01)
        yield from UNDERSTUDY.stream(request, cancelled=cancelled)


@cache
def _gauge(slug: str) -> gauge.Gauge:
    return gauge.prepare(demo.load(slug), contrast=contrast.usual(), embedder=static_embedder.shared())


def plan(model: ChatModel, *, suite: bytes = SUITE) -> Plan:
    """Eight cases of two turns, for Einstein; Victoria Hale is there to be talked to."""
    genomes = [demo.load(name) for name in ("albert-einstein", "victoria-hale")]
    casts = {
        one.metadata.slug: Cast(
            genome=one,
            model=model,
            detector=KeywordDetector(),
            gauge=_gauge(one.metadata.slug),
        )
        for one in genomes
    }
    read = load.parse(suite)
    return Plan(lay_out(read, genomes[:1]), casts, tuple(one.name for one in read.scorers))


def made_again(calls: Path, fails: int = 0, seconds: float = 0.0) -> Plan:
    """The same plan in any process."""
    made = plan(Noting(calls, fails, seconds))
    return Plan(made.cases, made.casts, made.scorers, again=partial(made_again, calls, fails, seconds), waited=True)


@contextmanager
def served(*statuses: int) -> Iterator[tuple[str, list[int]]]:
    """A server that speaks Anthropic's wire format: these statuses in turn, then 200; its URL, and what it said."""
    waiting, said = list(statuses), list[int]()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            with lock:
                status = waiting.pop(0) if waiting else 200
                said.append(status)
            self.send_response(status)
            self.send_header("content-type", "text/event-stream" if status == 200 else "application/json")
            self.end_headers()
            self.wfile.write(_reply() if status == 200 else b'{"error": {"type": "e", "message": "Not now."}}')

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", said
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _reply() -> bytes:
    message = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-4-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 1_000, "output_tokens": 1},
    }
    events: tuple[dict[str, object], ...] = (
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Light is a riddle."}},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 7},
        },
        {"type": "message_stop"},
    )
    return "".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in events).encode()
