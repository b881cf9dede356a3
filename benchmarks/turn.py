"""What a turn costs beside the model: everything in `say` less the time inside the model's stream.

Run: python benchmarks/turn.py [memories]

Floor: what SQLite alone needs for the rows of a turn, by sqlite3, in the same run: one insert for the user's words, one
update for each piece of the reply, and one transaction for the finished turn, with nothing worked out in between.
Beside the elapsed time stands the processor time, which a machine that is busy otherwise does not blur so much. The
studio is warm, as it is some seconds after its start (`studio.warming`).
"""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - as the command line does, before numpy

import numpy as np

from brain.memory.memory import NewMemory
from brain.models.understudy import Understudy
from brain.play import Began
from brain.rehearsal import PROMPTS
from brain.turn import Turn
from studio.casting import Casting
from studio.settings import Settings
from studio.warming import warm
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from studio.wiring import Services

TURNS: Final = 200
WARM: Final = 35
"""Turns that do not count: after them the history is as long as it gets."""

GOALS: Final = {"whole turn": (10.0, 18.0), "before the model is asked": (10.0, 10.0)}
"""Milliseconds at the median and at the 95th percentile that are promised."""


class Clock(NamedTuple):
    """Elapsed and processor time, in seconds. A plain value: it is read twice for every word."""

    elapsed: float
    processor: float

    def since(self, start: Clock) -> Clock:
        """From `start` until now."""
        return Clock(self.elapsed - start.elapsed, self.processor - start.processor)


@dataclasses.dataclass(frozen=True, slots=True)
class Played:
    """A turn, what it took beside the model, and what it took until the model was asked."""

    turn: Turn
    beside: Clock
    before: Clock


class Timed:
    """A chat model that notes when it was asked, and how long it was at work itself."""

    def __init__(self, inner: ChatModel) -> None:
        self.inner, self.id, self.label = inner, inner.id, inner.label
        self.asked = self.inside = now()

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The inner model's pieces."""
        self.asked, self.inside = now(), Clock(0.0, 0.0)
        pieces = self.inner.stream(request, cancelled=cancelled)
        while True:
            start = now()
            try:
                piece = next(pieces)
            except StopIteration:
                return
            finally:
                end = now()
                elapsed, processor = end.since(start)
                self.inside = Clock(self.inside.elapsed + elapsed, self.inside.processor + processor)
            yield piece


class TimedCasting(Casting):
    """A casting whose one model is timed."""

    def __init__(self, settings: Settings, model: Timed) -> None:
        super().__init__(settings)
        self._timed = model

    def model(self, model_id: str) -> ChatModel:  # noqa: ARG002 - there is but one
        """The timed model."""
        return self._timed


def main() -> None:
    """Measure on a folder of its own and print a table."""
    memories = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), understudy_pace_ms=0)
        services = build(settings)
        model = Timed(Understudy())
        talks = dataclasses.replace(services.conversations, casting=TimedCasting(settings, model))
        services = dataclasses.replace(services, conversations=talks)
        persona_id = stock(services, memories)
        warm(services)
        taken = converse(services, model, persona_id)
        floor = bare(Path(folder) / "floor.db", [one.turn for one in taken])
        show(memories, taken, floor)
        services.close()


def stock(services: Services, memories: int) -> str:
    """The demo personas, and one of them with so many memories of the local user, in the store and in the index."""
    services.library.load_demo(services.actor)
    persona = services.library.find(services.actor, "albert-einstein")
    for start in range(0, memories, 1_000):
        new = [
            NewMemory(content=f"I met {n} people in town number {n * 7_919 % 10_007}, and my cousin {n} plays chess.")
            for n in range(start, min(start + 1_000, memories))
        ]
        services.store.memories.add(services.actor, persona.card.id, new)
    services.indexer.drain()
    return persona.card.id


def now() -> Clock:
    """The time by now."""
    return Clock(time.perf_counter(), time.process_time())


def converse(services: Services, model: Timed, persona_id: str) -> list[Played]:
    """The turns of one conversation."""
    session = services.conversations.start(services.actor, persona_id, seed=1)
    taken = []
    for number in range(WARM + TURNS):
        words = f"{PROMPTS[number % len(PROMPTS)]} I ask because I collected {number} stamps."
        start = now()
        events = services.conversations.say(services.actor, session.id, words)
        first = next(events)
        *_, turn = events
        whole = now().since(start)
        if not isinstance(first, Began) or not isinstance(turn, Turn) or first.recall.degraded:
            raise SystemExit(f"This turn was not what is measured: {turn}")
        if number >= WARM:
            taken.append(Played(turn, beside=whole.since(model.inside), before=model.asked.since(start)))
        services.indexer.drain()
    return taken


def bare(path: Path, turns: list[Turn]) -> list[Clock]:
    """What sqlite3 alone needs to keep each of those turns, draft and all."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "CREATE TABLE drafts (id INTEGER PRIMARY KEY, words TEXT, shown TEXT);"
        "CREATE TABLE turns (id INTEGER PRIMARY KEY, body TEXT, reading TEXT);"
    )
    taken = []
    for turn in turns:
        body, reading = turn.model_dump_json(exclude={"drift"}), turn.drift.model_dump_json()
        words = turn.reply.split(" ")
        start = now()
        raw.execute("INSERT INTO drafts (id, words, shown) VALUES (1, ?, '')", [turn.user_text])
        for end in range(1, len(words) + 1):
            raw.execute("UPDATE drafts SET shown = ? WHERE id = 1", [" ".join(words[:end])])
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("DELETE FROM drafts WHERE id = 1")
        raw.execute("INSERT INTO turns (body, reading) VALUES (?, ?)", [body, reading])
        raw.execute("COMMIT")
        taken.append(now().since(start))
    raw.close()
    return taken


def show(memories: int, taken: list[Played], floor: list[Clock]) -> None:
    """Print the table; the ratio is between the medians of the elapsed time."""
    words = int(np.median([len(one.turn.reply.split()) for one in taken]))
    print(f"{memories:,} memories, {len(taken)} turns of {words} words (median), milliseconds\n")
    print(f"{'':34}{'p50':>8}{'p95':>8}{'ratio':>8}{'cpu p50':>10}{'cpu p95':>9}")
    rows = {
        "whole turn": [one.beside for one in taken],
        "before the model is asked": [one.before for one in taken],
        "floor: the rows by sqlite3 alone": floor,
    }
    least = float(np.median([elapsed for elapsed, _ in floor])) * 1e3
    for name, values in rows.items():
        (middle, cpu), (late, cpu_late) = np.percentile(np.array(values), [50, 95], axis=0) * 1e3
        told = f"{name:34}{middle:8.2f}{late:8.2f}{middle / least:8.1f}{cpu:10.2f}{cpu_late:9.2f}"
        print(told + verdict(name, middle, late))


def verdict(name: str, middle: float, late: float) -> str:
    """Whether the goal of a row was met."""
    if name not in GOALS:
        return ""
    most, latest = GOALS[name]
    return f"  goal {most:.0f} / {latest:.0f}: {'met' if middle <= most and late <= latest else 'MISSED'}"


if __name__ == "__main__":
    main()
