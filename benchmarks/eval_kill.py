"""What a kill costs: runs whose worker is killed with SIGKILL at random moments, gone on with, and counted.

A model server on loopback counts every call. After each kill the run is resumed; its outcomes must be those of an
undisturbed run, no call of a kept case may be made again, and the ledger must have one entry for each case. Ends with 1
where any of that is not so. `--kills N` (50), `--database URL` (an SQLite file), `--harness local`, `--seed N`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from evals.harness import Bounds
from evals.local_runner import LocalRunner
from evals.suites import load
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from evals.order import Order
    from studio.wiring import Services

MODEL = "anthropic/claude-haiku-4-5"
SUITE = b"""
name: killed
title: Killed
conversations:
  - {id: talk, turns: 3, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}]
"""
CASES = 8
TURNS = 3
PACE = 0.06
"""Seconds that the server takes for an answer, so that a run is long enough to be hit."""


class Server:
    """Speaks Anthropic's messages format; answers alike to the same words, and counts."""

    def __init__(self) -> None:
        self.asked = 0
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.asked += 1
                time.sleep(PACE)
                said = str(body["messages"][-1]["content"])
                try:
                    self.send_response(200)
                    self.send_header("content-type", "text/event-stream")
                    self.end_headers()
                    self.wfile.write(_reply(f"I have thought about that, and I keep {len(said)} words for you."))
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()


def _reply(text: str) -> bytes:
    start = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
             "stop_sequence": None, "usage": {"input_tokens": 11, "output_tokens": 1}}  # fmt: skip
    events: tuple[tuple[str, dict[str, object]], ...] = (
        ("message_start", {"message": start}),
        ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
        ("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": text}}),
        ("content_block_stop", {"index": 0}),
        ("message_delta", {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 7}}),
        ("message_stop", {}),
    )
    return "".join(f"event: {kind}\ndata: {json.dumps({'type': kind, **rest})}\n\n" for kind, rest in events).encode()


@dataclass(frozen=True)
class Hit:
    """One kill: after so many seconds and calls, with so many cases kept; what was wrong afterwards, if anything."""

    after: float
    calls: int
    kept: int
    wrong: str


def main() -> None:
    """Print what came of the kills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--database", default="")
    parser.add_argument("--harness", default="local")
    given = parser.parse_args()
    server, dice = Server(), random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=given.database,
            anthropic_api_key="none",
            anthropic_base_url=server.url,
        )
        services = build(settings)
        services.library.load_demo(services.actor)
        whole, hits, number = undisturbed(services, -1, given.harness), [], 0
        casting = Casting(settings)
        while len(hits) < given.kills:
            # Half of the moments are drawn from the time, in which most is starting, half from the calls.
            calls = dice.randrange(CASES * TURNS) if number % 2 else None
            pause = dice.uniform(0.0, 0.1 if calls else whole)
            found = hit(services, casting, server, given.harness, number, pause, calls)
            number += 1
            hits += [found] if found else []
        services.close()
    bad = [one for one in hits if one.wrong]
    moments = f"{min(one.after for one in hits):.2f} to {max(one.after for one in hits):.2f} s"
    print(f"{len(hits)} kills at random moments, {moments} after the start; an undisturbed run takes {whole:.1f} s")
    print(f"calls made at the kill: {', '.join(str(one.calls) for one in hits)} of {CASES * TURNS}")
    print(f"cases kept at the kill: {', '.join(str(one.kept) for one in hits)} of {CASES}")
    print(f"same result, nothing paid twice: {len(hits) - len(bad)} of {len(hits)}")
    for one in bad:
        print(f"wrong after {one.after:.2f} s: {one.wrong}")
    sys.exit(bool(bad))


def order_of(services: Services, number: int) -> Order:
    """Eight cases that no other number has."""
    seeds = range(1_000 * (number + 2), 1_000 * (number + 2) + CASES)
    suite = load.parse(SUITE)
    return services.evaluation.order(services.actor, suite, ["mira-okafor"], model=MODEL, seeds=seeds)


def undisturbed(services: Services, number: int, harness: str) -> float:
    """How long a run takes that nobody kills."""
    evaluation, actor, begun = services.evaluation, services.actor, time.perf_counter()
    run = evaluation.start(actor, order_of(services, number), Bounds(at_once=2), harness=harness)
    evaluation.wait(actor, run.id)
    return time.perf_counter() - begun


def hit(
    services: Services, casting: Casting, server: Server, harness: str, number: int, pause: float, calls: int | None
) -> Hit | None:
    """A run killed after a pause, or a pause after so many calls, and gone on with; None where it was done by then."""
    evaluation, actor, store = services.evaluation, services.actor, services.store
    order = order_of(services, number)
    paid = store.usage.total(actor).calls
    expected = LocalRunner().run(plan(casting, order), bounds=Bounds(at_once=2)).outcomes
    while evaluation.workers.begun:
        # A worker that is just ending would begin one for the new run too, and it is not known which to kill.
        time.sleep(0.02)
    before = server.asked
    run, begun = evaluation.start(actor, order, Bounds(at_once=2), harness=harness), time.perf_counter()
    process = next(iter(evaluation.workers.begun.values()))
    while calls and server.asked - before < calls and process.poll() is None:
        time.sleep(0.01)
    time.sleep(pause)
    process.kill()
    if process.wait() == 0:
        evaluation.wait(actor, run.id)
        return None
    after, made, kept = time.perf_counter() - begun, server.asked - before, evaluation.get(actor, run.id).done
    asked = server.asked
    card = evaluation.wait(actor, run.id)
    while card.status != "done":
        evaluation.resume(actor, run.id)
        card = evaluation.wait(actor, run.id)
    found = evaluation.outcomes(actor, run.id)
    entered = store.usage.total(actor).calls - paid
    again = server.asked - asked
    wrong = [
        *(["other outcomes"] if [one.timeless for one in found] != [one.timeless for one in expected] else []),
        *([f"{again} calls for {CASES - kept} cases"] if again > TURNS * (CASES - kept) else []),
        *([f"{entered} entries for {CASES} cases"] if entered != CASES else []),
    ]
    return Hit(after, made, kept, ", ".join(wrong))


if __name__ == "__main__":
    main()
