"""Have the warehouse of a made history hold it so many times over, to measure dashboards over very many turns.

Run: personaforge demo-data --turns 200000, then: python benchmarks/manyfold.py FOLDER TIMES

Only the files of the warehouse grow, since nothing else is asked about many turns: the database keeps the history as it
was made, and `warehouse sync --rebuild` makes the warehouse of it again. Each copy has conversations, turns and
entries of its own, said some minutes apart; what was measured and what it cost stays. Files are as large as merging
makes them.
"""

# ruff: noqa: S608 - our own names and numbers

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from store import open_store
from store.warehouse import changes, engine, manifest, sums
from store.warehouse.columns import TABLES
from store.warehouse.parts import MOST_ROWS, Parts
from studio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from store.warehouse.manifest import File, Manifest

APART: Final = 173
"""Seconds between a copy and the next, of an hour."""

NAMED: Final = frozenset({"id", "session_id", "interaction_id"})
"""What a copy has of its own."""

COPIED: Final = ("turns", "usage")


def main() -> None:
    """Write the files and have the database take them to be the newest."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(data_dir=folder)
    started = time.perf_counter()
    store = open_store(settings.url, warehouse_path=settings.warehouse_path)
    store.warehouse.compact()
    state = manifest.load(settings.warehouse_path)
    if state is None:
        raise SystemExit("There is no manifest.")
    duck = engine.opened(settings.warehouse_path, threads=2, memory="3GB")
    kept = [one for one in state.files if one.table not in {*COPIED, sums.NAME}]
    made = (file for table in COPIED for file in copied(duck, settings.warehouse_path, state, table, times))
    new = state.next(Parts(duck, settings.warehouse_path).with_sums([*kept, *made], ()))
    duck.close()
    manifest.replace_with(settings.warehouse_path, new)
    changes.settle(store.database, warehouse=new.warehouse, token=new.token, after=state.token)
    manifest.clear(settings.warehouse_path, keep=[one.path for one in new.files])
    store.close()
    rows = ", ".join(f"{sum(one.rows for one in new.of(table)):,} {table}" for table in COPIED)
    print(f"{rows}, in {time.perf_counter() - started:.0f} s")


def copied(duck: DuckDBPyConnection, folder: Path, state: Manifest, table: str, times: int) -> Iterator[File]:
    """The rows of a table so many times, in files of consecutive days."""
    files = state.of(table)
    source = engine.scan(folder, [one.path for one in files])
    days = duck.execute(f"SELECT day, count(*) FROM {source} GROUP BY day ORDER BY day").fetchall()
    told = ", ".join(_copied(name) for name in TABLES[table].names)
    while days:
        rows = taken = 0
        while taken < len(days) and (not taken or rows + days[taken][1] * times <= MOST_ROWS):
            rows, taken = rows + days[taken][1] * times, taken + 1
        first, last = days[0][0], days[taken - 1][0]
        days = days[taken:]
        path = f"{table}/day={first}--{last}/{uuid4().hex}.parquet"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        duck.execute(
            f"COPY (SELECT {told} FROM {source}, range({times}) AS copy(number) "
            f"WHERE day BETWEEN '{first}' AND '{last}' ORDER BY day, created_at) "
            f"TO '{folder / path}' (FORMAT parquet, COMPRESSION zstd)"
        )
        yield manifest.enter(folder, table, path, first, last, owner=files[0].owner, rows=rows)


def _copied(name: str) -> str:
    if name in NAMED:
        return f"CASE WHEN number = 0 THEN {name} ELSE {name} || '-' || number END AS {name}"
    if name == "created_at":
        later = f"created_at + to_seconds(number * {APART} % 3600)"
        # Never into the next day, nor beyond now.
        return f"CASE WHEN ({later})::DATE = day THEN {later} ELSE created_at END AS created_at"
    return name


if __name__ == "__main__":
    main()
