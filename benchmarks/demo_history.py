"""How quickly a made history is written and erased, and what a turn takes on the disk.

Run: python benchmarks/demo_history.py [turns]

Floor: as many rows of as many bytes into one table without an index, in the same transactions, in the same run.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store import open_store
from store.actor import LOCAL_ACTOR
from studio.casting import Casting
from studio.demo_history.service import BATCH, DemoHistories
from studio.settings import Settings

if TYPE_CHECKING:
    from studio.demo_history.service import Stage

USUAL: Final = 30_000


def main() -> None:
    """Measure and print."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = open_store(f"sqlite:///{place / 'personaforge.db'}", migrate=True)
        store.users.ensure_local()
        demo = DemoHistories(store, Casting(Settings(data_dir=place, understudy_pace_ms=0)), place)
        began: dict[Stage, float] = {}
        ended: dict[Stage, float] = {}

        def note(stage: Stage, done: int, of: int) -> None:
            began.setdefault(stage, time.perf_counter())
            if done == of:
                ended[stage] = time.perf_counter()

        demo.make(LOCAL_ACTOR, turns, progress=note)
        written = ended["written"] - ended["played"]
        size = (place / "personaforge.db").stat().st_size / turns
        least = floor(place / "floor.db", turns, int(size))
        start = time.perf_counter()
        demo.remove(LOCAL_ACTOR)
        erased = time.perf_counter() - start
        store.close()
    print(f"{turns:,} turns: {size:,.0f} bytes a turn on the disk")
    print(f"{'written':10}{turns / written:10,.0f} turns a second{written / least:8.1f} times the floor")
    print(f"{'erased':10}{turns / erased:10,.0f} turns a second{erased / least:8.1f} times the floor")
    print(f"{'floor':10}{turns / least:10,.0f} rows a second")


def floor(path: Path, rows: int, size: int) -> float:
    """Seconds that the bytes alone take."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE rows (content TEXT NOT NULL) STRICT")
    content = "x" * size
    start = time.perf_counter()
    for first in range(0, rows, BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO rows VALUES (?)", ((content,) for _ in range(min(BATCH, rows - first))))
        connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took


if __name__ == "__main__":
    main()
