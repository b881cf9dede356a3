"""What recalling takes with many memories and turns: by words and vectors, ranked and chosen.

Run: python benchmarks/recall.py [memories]

Floor: in the same run, the least that any such search has to do: the vector of the question, one comparison with all
vectors in memory by numpy, and reading the rows of the best by sqlite3.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - as the command line does, before numpy

import numpy as np

from brain.memory.memory import NewMemory
from brain.state import PersonaState
from brain.turn import TurnResult
from evals.long_talk import make
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.wiring import Services

GOAL: Final = 15.0
"""Milliseconds at the 95th percentile that are promised with 10,000 memories."""

TURNS: Final = 300
CALLS: Final = 300


def main() -> None:
    """Measure on a folder of its own and print a table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        services = build(Settings(data_dir=Path(folder)))
        questions = stock(services, number)
        recall = recaller(services)
        degraded = [why for question in questions[:20] if (why := recall(question))]
        if degraded:
            raise SystemExit(f"This is not what is measured: {degraded[0]}")
        taken = timed(recall, questions)
        least = timed(floor(services, Path(folder) / "personaforge.db"), questions)
        print(f"{number:,} memories, {TURNS} turns, {CALLS} questions, milliseconds\n")
        print(f"{'':44}{'p50':>8}{'p95':>8}{'ratio':>8}{'cpu p50':>10}")
        middle = float(np.median(least[:, 0]))
        for name, values in (("recall", taken), ("floor: compare all, read the best", least)):
            p50, p95 = np.percentile(values[:, 0], [50, 95])
            print(f"{name:44}{p50:8.2f}{p95:8.2f}{p50 / middle:8.1f}{np.median(values[:, 1]):10.2f}", end="")
            print(f"  goal p95 {GOAL:.0f}: {'met' if p95 <= GOAL else 'MISSED'}" if name == "recall" else "")
        services.close()


def stock(services: Services, number: int) -> list[str]:
    """A persona with so many memories of the local user and an earlier conversation; questions about both."""
    services.library.load_demo(services.actor)
    persona_id = services.library.find(services.actor, "albert-einstein").card.id
    rng = np.random.default_rng(0)
    towns = np.array([f"{a}{b}" for a in ("Os", "Ber", "Lis", "Tur", "Mol") for b in ("lo", "gen", "bon", "in", "de")])
    trades = np.array(["baker", "nurse", "pilot", "potter", "judge", "welder", "tailor", "clerk", "singer", "vet"])
    for start in range(0, number, 1_000):
        new = [
            NewMemory(content=f"My cousin {n} met a {rng.choice(trades)} from {rng.choice(towns)} on day {n % 400}.")
            for n in range(start, min(start + 1_000, number))
        ]
        services.store.memories.add(services.actor, persona_id, new)
    talk = make(1, turns=TURNS, facts=16, part="report")
    session = services.store.conversations.start(
        services.actor, persona_id=persona_id, model="understudy", seed=0, state=PersonaState()
    )
    for index, turn in enumerate(talk.turns, start=1):
        draft = services.store.conversations.begin(services.actor, session.id, turn.said)
        result = TurnResult(index=index, user_text=turn.said, reply=turn.replied)
        services.store.conversations.finish(services.actor, draft, result)
    services.indexer.drain()
    asked = [question.text for question in talk.questions]
    return [
        f"{asked[n % len(asked)]} Is it about the {rng.choice(trades)} on day {rng.integers(400)}?"
        for n in range(CALLS)
    ]


def recaller(services: Services) -> Callable[[str], str]:
    """Recalls in a new conversation; gives why not everything could be searched."""
    persona = services.library.find(services.actor, "albert-einstein")
    session = services.conversations.start(services.actor, persona.card.id)
    recollection = services.conversations.recollection
    return lambda words: recollection.recall(services.actor, session, persona.genome, words, history=()).degraded


def floor(services: Services, path: Path) -> Callable[[str], object]:
    """The least: embed, compare with everything in memory, read the best rows."""
    embedder = services.conversations.casting.embedder
    raw = sqlite3.connect(path)
    rows = raw.execute("SELECT id, content FROM memories").fetchall()
    vectors = embedder.embed([content for _, content in rows])

    def least(words: str) -> object:
        best = np.argpartition(-(vectors @ embedder.embed([words])[0]), 24)[:24]
        ids = [rows[place][0] for place in best]
        marks = ",".join("?" * len(ids))
        return raw.execute(f"SELECT * FROM memories WHERE id IN ({marks})", ids).fetchall()  # noqa: S608

    return least


def timed(call: Callable[[str], object], questions: list[str]) -> np.ndarray:
    """Milliseconds of each call, elapsed and of the processor; shape (calls, 2)."""
    taken = np.empty((len(questions), 2))
    for place, question in enumerate(questions):
        start = np.array([time.perf_counter(), time.process_time()])
        call(question)
        taken[place] = (np.array([time.perf_counter(), time.process_time()]) - start) * 1e3
    return taken


if __name__ == "__main__":
    main()
