"""What the store costs over bare SQLite: each figure with its ratio to the same work by sqlite3, in the same run.

Run: python benchmarks/store_speed.py [personas]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from brain.genome import PersonaGenome, PersonaMetadata
from brain.memory.memory import NewMemory
from brain.state import PersonaState
from brain.turn import TurnResult
from store import LOCAL_ACTOR, Actor, open_store
from store.tables import personas, versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from store import Store

REPEATS: Final = 400
GOALS: Final = {"get one persona": 3.0, "list 20": 5.0}
"""Milliseconds at the 95th percentile that are promised."""


def main() -> None:
    """Measure on a file of its own and print a table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        store = open_store(f"sqlite:///{path}", migrate=True)
        persona_id = fill(store, number)
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA synchronous = NORMAL")
        print(f"{number:,} personas, {REPEATS} calls each, milliseconds\n")
        print(f"{'':34}{'p50':>8}{'p95':>8}{'floor':>8}{'ratio':>7}")
        reading(store, raw, persona_id)
        talking(store, raw, persona_id)
        raw.close()
        store.close()


def fill(store: Store, number: int) -> str:
    """So many personas of the local user's, sharing one genome; the id of one of them."""
    genome = PersonaGenome(metadata=PersonaMetadata(name="Ada", slug="ada", domains=("physics",)))
    first = store.personas.create(LOCAL_ACTOR, genome, message="first")
    old = datetime(2026, 1, 1, tzinfo=UTC)
    with store.database.write() as connection:
        persona = dict(connection.execute(personas.select()).one()._mapping)  # noqa: SLF001 (public, named so)
        version = dict(connection.execute(versions.select()).one()._mapping)  # noqa: SLF001
        cards, made = [], []
        for place in range(number - 1):
            ids = {"id": str(uuid4()), "version_id": str(uuid4())}
            at = old + timedelta(seconds=place)
            cards.append(persona | ids | {"slug": f"ada-{place}", "created_at": at})
            made.append(version | {"id": ids["version_id"], "persona_id": ids["id"]})
        connection.execute(personas.insert(), cards)
        connection.execute(versions.insert(), made)
    return first.card.id


def reading(store: Store, raw: sqlite3.Connection, persona_id: str) -> None:
    """One persona, and pages of many."""

    def one() -> None:
        row = raw.execute("SELECT * FROM personas WHERE id = ?", [persona_id]).fetchone()
        raw.execute("SELECT * FROM versions WHERE persona_id = ?", [row[0]]).fetchone()

    def newest() -> None:
        raw.execute(
            "SELECT * FROM personas WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT 21",
            [LOCAL_ACTOR.user_id],
        ).fetchall()

    cursor = store.catalogue.list(LOCAL_ACTOR).next_cursor
    admin, stranger = Actor("admin", "admin"), Actor("stranger")
    measure("get one persona", lambda: store.personas.get(LOCAL_ACTOR, persona_id), one)
    measure("list 20", lambda: store.catalogue.list(LOCAL_ACTOR), newest)
    measure("list 20, second page", lambda: store.catalogue.list(LOCAL_ACTOR, cursor=cursor), newest)
    measure("list 20 as an admin", lambda: store.catalogue.list(admin), newest)
    measure("list 20 as a stranger", lambda: store.catalogue.list(stranger), newest)


def talking(store: Store, raw: sqlite3.Connection, persona_id: str) -> None:
    """The writes of a turn: begin, grow and finish."""
    session = store.conversations.start(
        LOCAL_ACTOR, persona_id=persona_id, model="understudy", seed=1, state=PersonaState()
    )
    said = "A sentence of the reply that is being shown. " * 20
    begun, grown, finished = [], [], []
    for index in range(1, REPEATS + 1):
        start = time.perf_counter()
        draft = store.conversations.begin(LOCAL_ACTOR, session.id, "What is light?")
        begun.append(time.perf_counter() - start)
        start = time.perf_counter()
        store.conversations.grow(draft, said)
        grown.append(time.perf_counter() - start)
        result = TurnResult(index=index, user_text="What is light?", reply=said)
        start = time.perf_counter()
        store.conversations.finish(LOCAL_ACTOR, draft, result, new_memories=[NewMemory(content=f"fact {index}")])
        finished.append(time.perf_counter() - start)
    raw.execute("CREATE TEMP TABLE floor (id INTEGER PRIMARY KEY, text TEXT)")

    def write(rows: int) -> Callable[[], None]:
        def once() -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("UPDATE users SET name = name")
            raw.executemany("INSERT INTO floor (text) VALUES (?)", [[said]] * rows)
            raw.execute("COMMIT")

        return once

    report("begin a turn", begun, timed(write(1)))
    report("grow its draft", grown, timed(write(0)))
    report("finish it", finished, timed(write(6)))
    measure("the last 50 turns", lambda: store.conversations.last(LOCAL_ACTOR, session.id, 50), _rows(raw))


def _rows(raw: sqlite3.Connection) -> Callable[[], None]:
    query = "SELECT * FROM interactions JOIN readings ON interaction_id = id ORDER BY turn_index DESC LIMIT 50"
    return lambda: (raw.execute(query).fetchall(), None)[1]


def measure(name: str, call: Callable[[], object], floor: Callable[[], object]) -> None:
    """Time both, and print."""
    report(name, timed(call), timed(floor))


def timed(call: Callable[[], object]) -> list[float]:
    """Seconds of each of many calls, after a few that do not count."""
    for _ in range(10):
        call()
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return taken


def report(name: str, taken: list[float], floor: list[float]) -> None:
    """A line of the table; the ratio is between the medians."""
    taken, floor = sorted(taken), sorted(floor)
    middle, late = taken[len(taken) // 2] * 1e3, taken[int(len(taken) * 0.95)] * 1e3
    least = floor[len(floor) // 2] * 1e3
    goal = f"  goal {GOALS[name]:.0f}: {'met' if late <= GOALS[name] else 'MISSED'}" if name in GOALS else ""
    print(f"{name:34}{middle:8.3f}{late:8.3f}{least:8.3f}{middle / least:7.1f}{goal}")


if __name__ == "__main__":
    main()
