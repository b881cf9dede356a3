"""What tests of several rooms share: a server on loopback that answers questions in a given shape."""

from __future__ import annotations

import json
import random
import re
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from studio.settings import limit_threads

# As the studio and its workers do: sums over several threads differ in their last digits from machine to machine.
# Before anything loads numpy, which asks only then.
limit_threads()

from hypothesis import settings
from sqlalchemy import select

from brain.drift.gauge import Gauge
from brain.drift.reading import ChangePoint, DriftReading, Evidence, SignalReading, Verdict
from brain.genome import PersonaGenome, content_hash
from brain.models.chat import DriftInstruction, TokenCount
from brain.state import PersonaState
from brain.turn import Turn, Usage
from evals.judging.asking import card, nameless
from evals.judging.lineup import lineups
from store import turns as turn_rows
from store.tables import sessions
from store.usage import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store import Store
    from store.actor import Actor
    from store.values import Persona
    from studio.casting import Casting


# No test measures time: a busy machine would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


KEPT = 24
"""Gauges that are kept for tests to come, of some megabytes each."""

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


def knows(genomes: Sequence[PersonaGenome]) -> Callable[[Told], Told]:
    """Answers who said a line of a judge's test, as one who knows all of them."""

    def who(body: Told) -> Told:
        shown = body["messages"][0]["content"]
        for one in lineups(genomes):
            names = [each.name for each in one.candidates]
            if nameless(one.line, names) in shown:
                told = nameless(card(one.candidates[one.speaker]), names)[:200]
                marks = re.findall(r"SPEAKER ([A-D])\n(.{200})", shown, re.DOTALL)
                return {"speaker": next(mark for mark, text in marks if text == told)}
        raise AssertionError(shown)

    return who


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


@pytest.fixture(scope="session")
def prepared_once() -> Iterator[None]:
    """Every casting of this process has the gauge of a genome from the one that prepared it first."""
    from studio.casting import Casting

    prepare, known = Casting._prepared, dict[str, Gauge]()

    def once(casting: Casting, genome: PersonaGenome) -> Gauge:
        key = content_hash(genome)
        known[key] = found = known.pop(key, None) or prepare(casting, genome)
        if len(known) > KEPT:
            known.pop(next(iter(known)), None)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Casting, "_prepared", once)
        yield


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


LAST_DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When the last conversation of a made history began."""


def add_conversation(
    store: Store,
    actor: Actor,
    persona: Persona,
    scores: list[float | None],
    *,
    at: datetime = LAST_DAY,
    slips: int | None = None,
    model: str = "understudy",
    version_id: str | None = None,
) -> str:
    """A conversation with a turn for each score, None for one that cannot be judged; from turn `slips` on it drifts.

    The drift was put in on purpose and a change point is found two turns later; each drifting turn contradicts a
    belief. Gives its id.
    """
    talk = store.conversations.start(
        actor, persona_id=persona.card.id, model=model, seed=7, state=PersonaState(), version_id=version_id
    )
    made = [_made(talk.id, index, score, at, slips, model) for index, score in enumerate(scores, 1)]
    with store.database.write() as connection:
        row = connection.execute(select(sessions).where(sessions.c.id == talk.id)).one()
        turn_rows.add(connection, row, made)
        connection.execute(sessions.update().where(sessions.c.id == talk.id).values(turn_count=len(made)))
    return talk.id


def add_history(
    store: Store, actor: Actor, steady: Persona, drifting: Persona, *, talks: int = 8, turns: int = 9
) -> None:
    """Conversations on as many days, every other day: those of `drifting` slip at turn 5; a turn cannot be judged.

    Each was judged, which cost something.
    """
    chance = random.Random(3)  # noqa: S311 - an example
    for at in range(talks):
        day = LAST_DAY - timedelta(days=2 * (talks - 1 - at))
        well: list[float | None] = [round(chance.uniform(0.85, 0.97), 3) for _ in range(turns)]
        ill: list[float | None] = [round(chance.uniform(0.85, 0.97) - 0.5 * (one >= 4), 3) for one in range(turns)]
        well[2] = None
        said = (
            add_conversation(store, actor, steady, well, at=day),
            add_conversation(store, actor, drifting, ill, at=day + timedelta(hours=1), slips=5),
        )
        with store.database.write() as connection:
            for talk, persona in zip(said, (steady, drifting), strict=True):
                used = Usage(provider="anthropic", model="claude-haiku-4-5", cost_microdollars=1_000 * turns + at)
                enter(connection, used, user_id=actor.user_id, purpose="judge", persona_id=persona.card.id,
                      session_id=talk, at=day)  # fmt: skip


def _made(session_id: str, index: int, score: float | None, at: datetime, slips: int | None, model: str) -> Turn:
    bad = slips is not None and index >= slips
    alarm = slips is not None and index >= slips + 2
    reply = "I never liked physics at all." if bad else "The sky is a patient teacher."
    evidence = (Evidence(text="never liked physics", start=2, end=21, note="it loves physics"),) if bad else ()
    contradictions = float(bad)
    drift = DriftReading(
        verdict=Verdict.CANNOT_TELL if score is None
        else Verdict.OUT_OF_CHARACTER if bad else Verdict.IN_CHARACTER,
        score=score,
        low=None if score is None else max(0.0, score - 0.1),
        high=None if score is None else min(1.0, score + 0.03),
        signals=() if score is None else (
            SignalReading(name="who said it", value=1.0, z=2.5 if bad else 0.1 * (index % 3 - 1)),
            SignalReading(name="sentence length", value=9.0, z=0.3 * (index % 5 - 2)),
            SignalReading(name="contradiction with beliefs and facts", value=contradictions,
                          z=3.0 * contradictions, evidence=evidence),
            SignalReading(name="humour", assessed=False, reason="too short"),
        ),
        change=ChangePoint(statistic=5.0 * alarm, threshold=4.0, alarm=alarm, began_turn=slips if alarm else None),
        reason="too short" if score is None else "",
        calibration="example",
    )  # fmt: skip
    return Turn(
        id=f"{session_id}-{index}",
        session_id=session_id,
        created_at=at + timedelta(minutes=index),
        index=index,
        user_text="What do you think of physics?",
        reply=reply,
        drift=drift,
        usage=Usage(provider=model.partition("/")[0], model=model, tokens=TokenCount(input=100, output=20)),
        instruction=None if slips is None else DriftInstruction(type="belief reversal", dose=0.5, from_turn=slips),
    )


@pytest.fixture(scope="session")
def conversation_of() -> Callable[..., str]:
    """Adds a conversation with given scores: see `add_conversation`."""
    return add_conversation


@pytest.fixture(scope="session")
def history_of() -> Callable[..., None]:
    """Adds conversations of two personas, of which one slips: see `add_history`."""
    return add_history
