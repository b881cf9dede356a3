"""What it takes to ask a question in SQL of the lab, which is answered by a process of its own.

Run: python benchmarks/sandbox.py [turns]

Floor: the same question over the same Arrow table in DuckDB in this process, without any wall, in the same run.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np
import pyarrow as pa

from store import LOCAL_ACTOR
from store.warehouse.columns import TURNS
from store.warehouse.sandbox import Limits, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from store import Actor

ROWS: Final = 200_000
TIMES: Final = 7
QUESTIONS: Final = (
    "SELECT 1",
    "SELECT count(*) FROM turns",
    "SELECT persona_id, avg(score), quantile_cont(score, [0.05, 0.95]) FROM turns GROUP BY ALL",
    "SELECT session_id, score - lag(score) OVER (PARTITION BY session_id ORDER BY turn_index) AS f FROM turns LIMIT 20",
)


def main() -> None:
    """Print the median of each, and how many times the floor it is."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    turns = made(rows)
    with duckdb.connect(":memory:") as connection:
        connection.register("turns", turns)

        def read(_: Actor, query: str) -> pa.Table:
            return connection.sql(query).to_arrow_table()

        sandbox = Sandbox(read, limits=Limits(seconds=60.0))
        print(f"{rows:,} turns, median of {TIMES}")
        for question in QUESTIONS:
            floor = median(lambda sql=question: connection.sql(sql).fetchall())
            asked = median(lambda sql=question: sandbox.ask(LOCAL_ACTOR, sql))
            print(
                f"{asked * 1e3:8.0f} ms, floor {floor * 1e3:6.0f} ms, +{(asked - floor) * 1e3:5.0f} ms: {question[:70]}"
            )


def made(rows: int) -> pa.Table:
    """Turns with scores in sessions of ten, the other columns empty."""
    random = np.random.default_rng(7)
    known = {
        "id": pa.array([f"turn-{at}" for at in range(rows)]),
        "session_id": pa.array([f"session-{at // 10}" for at in range(rows)]),
        "persona_id": pa.array([f"persona-{at % 6}" for at in range(rows)]),
        "turn_index": pa.array(np.arange(rows, dtype=np.int32) % 10),
        "score": pa.array(random.random(rows)),
        "created_at": pa.array(np.arange(rows, dtype=np.int64) * 60_000_000, pa.timestamp("us", tz="UTC")),
    }
    columns = [known.get(one.name, pa.nulls(rows, one.type)).cast(one.type) for one in TURNS]
    return pa.Table.from_arrays(columns, schema=TURNS)


def median(work: Callable[[], object]) -> float:
    """Seconds of the median call."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return sorted(took)[len(took) // 2]


if __name__ == "__main__":
    main()
