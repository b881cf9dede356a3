"""A studio over a fresh folder: the real services, the embedded providers, and a model server that can fail."""

from __future__ import annotations

import dataclasses
import json
import shutil
import socket
import struct
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Literal, Protocol

import pytest

from brain import demo
from brain.drift.reading import Verdict
from evals.harness import Bounds
from evals.order import Order, Subject, cases_of
from evals.outcome import Driver, Measured, Outcome, Spent
from evals.record import Answered, Exchange, Record
from evals.run import Run, environment
from evals.suites import load
from store.run_values import RunStatus
from studio import cli, wiring
from studio.casting import Casting
from studio.evaluation.keeping import StoreKeeper
from studio.evaluation.noting import Notes
from studio.evaluation.playing import play
from studio.evaluation.queueing import new_run
from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.genome import PersonaGenome
    from evals.cases import Asked, Case
    from evals.scorers.score import Score
    from store import Store
    from studio.wiring import Services

KEYS: Final = (
    "ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_BASE_URL",
    "ELEVENLABS_API_KEY", "PERSONAFORGE_ELEVENLABS_API_KEY", "PERSONAFORGE_ELEVENLABS_BASE_URL",
)  # fmt: skip
OTHERS: Final = ("PERSONAFORGE_DATABASE_URL", "PERSONAFORGE_MODEL", "PERSONAFORGE_HOST", "PERSONAFORGE_PORT")

Behaviour = Literal["answer", "unauthorised", "overloaded", "hang", "reset", "half", "garbage", "empty"]


@pytest.fixture(scope="session", autouse=True)
def done_once(prepared_once: None) -> None:
    """Gauges are prepared once for all commands and services."""


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo personas, made once."""
    folder = tmp_path_factory.mktemp("stocked")
    made = build(Settings(data_dir=folder))
    made.library.load_demo(made.actor)
    made.close()
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test alone, not made yet; the environment names it, and no key."""
    for name in (*KEYS, *OTHERS):
        monkeypatch.delenv(name, raising=False)
    data = tmp_path / "data"
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(data))
    monkeypatch.setenv("PERSONAFORGE_UNDERSTUDY_PACE_MS", "0")
    return data


@pytest.fixture
def demo_folder(folder: Path, stocked: Path) -> Path:
    """The data folder of this test alone, with the demo personas."""
    shutil.copytree(stocked, folder)
    return folder


@pytest.fixture
def settings(folder: Path) -> Settings:  # noqa: ARG001 - the environment is what it needs
    """Settings over the folder of this test alone."""
    return Settings()


@pytest.fixture
def run(
    demo_folder: Path,  # noqa: ARG001 - the folder is what it needs
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str]]:
    """Runs a command over the demo personas; its exit code and all it printed."""

    def command(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["personaforge", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        seen = capsys.readouterr()
        code = ended.value.code
        return code if isinstance(code, int) else int(code is not None), seen.out + seen.err

    return command


@pytest.fixture(scope="session")
def casting() -> Casting:
    """A casting whose gauges are prepared once for all tests; they never change."""
    return Casting(Settings(understudy_pace_ms=0, anthropic_api_key=None, anthropic_base_url=""))


class PlaysHere:
    """Workers in this process: a run is played to its end where it is called for, by gauges that are there already."""

    def __init__(self, store: Store, casting: Casting) -> None:
        self.store, self.casting = store, casting

    def call(self) -> None:
        """Play what waits."""
        while (waits := self.store.leases.next(at_once=1)) is not None:
            lease = self.store.leases.claim(waits, at_once=1)
            assert lease is not None
            play(self.store, self.casting, lease)

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def plays_here(casting: Casting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are played in this process: for tests of what is done with them, not of the processes that play them."""
    monkeypatch.setattr(wiring, "Workers", lambda store, _: PlaysHere(store, casting))


@pytest.fixture
def services(demo_folder: Path, casting: Casting) -> Iterator[Services]:  # noqa: ARG001 - the environment is meant
    """The services, with the demo personas loaded."""
    made = build(Settings())
    yield dataclasses.replace(made, conversations=dataclasses.replace(made.conversations, casting=casting))
    made.close()


@pytest.fixture
def lab(services: Services) -> Lab:
    """The studio from Python."""
    return Lab(services)


class Invents(Protocol):
    """Makes a run without playing it: `say` gives user, reply and drift score of a turn, `scores` those of a case."""

    def __call__(
        self,
        suite: str,
        *personas: str,
        say: Callable[[Case, int], tuple[str, str, float | None]] = ...,
        scores: Callable[[Case], tuple[Score, ...]] = ...,
        answer: Callable[[Asked], str] = ...,
        cost: int | None = 0,
        name: str = "",
        change: Callable[[PersonaGenome], PersonaGenome] = ...,
        left_out: Callable[[Case], bool] = ...,
    ) -> Run:
        """The run."""


@pytest.fixture
def invented() -> Invents:
    """What makes runs whose every word and score is known."""
    return _invented


def _invented(
    suite: str,
    *personas: str,
    say: Callable[[Case, int], tuple[str, str, float | None]] = lambda _, turn: (f"Question {turn}?", "So it is.", 0.9),
    scores: Callable[[Case], tuple[Score, ...]] = lambda _: (),
    answer: Callable[[Asked], str] = lambda _: "3",
    cost: int | None = 0,
    name: str = "11111111-2222-3333-4444-555555555555",
    change: Callable[[PersonaGenome], PersonaGenome] = lambda genome: genome,
    left_out: Callable[[Case], bool] = lambda _: False,
) -> Run:
    found = load.load(suite) if suite in load.names() else load.parse(suite.encode())
    genomes = [change(demo.load(one)) for one in personas or ("albert-einstein",)]
    subjects = tuple(Subject(genome=one, version=1) for one in genomes)
    order = Order(suite=found, subjects=subjects, model="anthropic/claude-test" if cost else "understudy")
    outcomes = []
    for case in cases_of(order):
        if left_out(case):
            continue
        said = [(turn, *say(case, turn)) for turn in range(1, case.turns + 1)]
        record = Record(
            case_id=case.id,
            persona=case.persona,
            seed=case.seed,
            exchanges=tuple(Exchange(turn=turn, user=user, reply=reply) for turn, user, reply, _ in said),
            answers=tuple(Answered(asked=one, reply=answer(one)) for one in case.asked),
        )
        calls = len(said) + len(case.asked)
        outcomes.append(
            Outcome(
                key=f"{name}-{case.id}",
                record=record,
                measured=tuple(_measured(turn, reply, score) for turn, _, reply, score in said),
                scores=scores(case),
                spent=Spent(calls=calls, microdollars=None if cost is None else cost * calls, seconds=calls / 10),
            )
        )
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    return Run(
        id=name, order=order, harness="local", outcomes=tuple(outcomes), environment=environment(drift_fit="fit-1"),
        began=at, ended=at,
    )  # fmt: skip


@pytest.fixture
def keep(services: Services) -> Callable[[Run], str]:
    """Puts an invented run into the store as a worker would have; its id there."""

    def kept(run: Run) -> str:
        new = new_run(services.evaluation.casting, run.order, Bounds(), harness="local")
        card = services.store.runs.create(services.actor, new)
        lease = services.store.leases.claim(card.id, at_once=100)
        assert lease is not None
        keeper = StoreKeeper(services.store, lease, run.cases, Notes(), model=run.order.model)
        for outcome in run.outcomes:
            keeper.put(outcome)
        services.store.leases.end(lease, RunStatus.DONE, seconds=1.0)
        return card.id

    return kept


def _measured(turn: int, reply: str, score: float | None) -> Measured:
    if score is None:
        return Measured(turn=turn, reason="Too short to judge.")
    verdict = Verdict.IN_CHARACTER if score >= 0.5 else Verdict.OUT_OF_CHARACTER
    return Measured(
        turn=turn, score=score, low=max(0.0, score - 0.1), high=min(1.0, score + 0.1), verdict=verdict,
        reason="Assistant voice." if score < 0.5 else "",
        drivers=(Driver(signal="assistant voice", z=2.5, words=tuple(reply.split()[:1])),) if score < 0.5 else (),
    )  # fmt: skip


class ModelServer:
    """A server on loopback that speaks Anthropic's messages format, or fails as it is told by `will`."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = "answer"
        self.asked = 0
        self.released = threading.Event()
        outer = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                outer.asked += 1
                self.close_connection = True
                try:
                    outer.answer(self)
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def will(self, behaviour: Behaviour) -> None:
        """Treat the next requests so."""
        self.behaviour = behaviour

    def close(self) -> None:
        """Let go of what hangs, and stop."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        """One answer."""
        match self.behaviour:
            case "unauthorised":
                _refuse(to, 401, "authentication_error", "invalid x-api-key")
            case "overloaded":
                _refuse(to, 529, "overloaded_error", "Overloaded", retry_after="600")
            case "hang":
                self.released.wait(30)
            case "reset":
                to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                to.connection.close()
            case "half":
                _send(to, _START + _delta("Light is "))
            case "garbage":
                _send(to, _START + _delta("Light is ") + "event: content_block_delta\ndata: {this is no JSON\n\n")
            case "empty":
                _send(to, _START + _END)
            case _:
                _send(to, _START + _delta("Light is ") + _delta("a wave, my friend.") + _END)


def _event(kind: str, **fields: object) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


def _delta(text: str) -> str:
    return _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


_START: Final = _event(
    "message_start",
    message={
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-test",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 11, "output_tokens": 1},
    },
) + _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
_END: Final = (
    _event("content_block_stop", index=0)
    + _event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": 7})
    + _event("message_stop")
)


def _send(to: BaseHTTPRequestHandler, body: str) -> None:
    to.send_response(200)
    to.send_header("content-type", "text/event-stream")
    to.send_header("connection", "close")
    to.end_headers()
    to.wfile.write(body.encode())


def _refuse(to: BaseHTTPRequestHandler, status: int, kind: str, message: str, *, retry_after: str = "") -> None:
    body = json.dumps({"type": "error", "error": {"type": kind, "message": message}}).encode()
    to.send_response(status)
    to.send_header("content-type", "application/json")
    to.send_header("content-length", str(len(body)))
    if retry_after:
        to.send_header("retry-after", retry_after)
    to.end_headers()
    to.wfile.write(body)


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A model server of this test's own."""
    server = ModelServer()
    yield server
    server.close()


@pytest.fixture
def free_port() -> int:
    """A port on which nobody serves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
