"""Comparing the files with the database, day by day: how many rows, what they cost, and a hash over every value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from store.warehouse import changes, engine, manifest, sums, tail
from store.warehouse.columns import KEYS, MONEY, TABLES
from store.warehouse.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from store.database import Database
    from store.warehouse.manifest import File


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of a table that is not the same in files and database: (rows, micro-dollars) of each.

    Where both are equal, another value of some row differs. Of the table `sums`, `database` are the entries that the
    cells are made of, as the files have them, and calls stand in the place of rows.
    """

    table: str
    day: date
    files: tuple[int, int]
    database: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `counts` is false where no files stand for this database; `rows` and `days` were compared.

    Rows that wait in the queue are left out: they are read from the database whatever the files say.
    """

    counts: bool
    rows: int
    days: int
    waiting: int
    damaged: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def sound(self) -> bool:
        """Whether the files say what the database says."""
        return self.counts and not self.damaged and not self.differences


def verify(database: Database, folder: Path) -> Verified:
    """Compare all of it, for whoever has locked the folder. Reads every row of both; some minutes for a million."""
    with database.read() as connection:
        feed = changes.feed(connection)
    state = manifest.load(folder)
    if state is None or not tail.stands(state, feed):
        return Verified(counts=False, rows=0, days=0, waiting=feed.waiting, damaged=(), differences=())
    damaged = tuple(one.path for one in state.files if not manifest.whole(folder, one, read=True))
    whole = tuple(one for one in state.files if one.path not in damaged)
    reading = Reading(database)
    duck = engine.opened(folder, threads=1)
    try:
        compared = [
            one
            for name in TABLES
            for one in _compared(
                duck, folder, database, reading, name, [file.path for file in whole if file.table == name]
            )
        ]
        summed = _summed(duck, folder, whole)
    finally:
        duck.close()
        reading.close()
    return Verified(
        counts=True,
        rows=sum(rows for rows, _, _ in compared),
        days=sum(days for _, days, _ in compared),
        waiting=feed.waiting,
        damaged=damaged,
        differences=tuple(
            sorted((*summed, *(one for _, _, found in compared for one in found)), key=lambda one: (one.table, one.day))
        ),
    )


def _compared(
    duck: DuckDBPyConnection, folder: Path, database: Database, reading: Reading, name: str, paths: Sequence[str]
) -> Iterator[tuple[int, int, list[Difference]]]:
    """For each stretch of days the rows and days of the database, and how they differ from the files."""
    columns = ", ".join(TABLES[name].names)
    duck.register("none", TABLES[name].empty_table())
    source = engine.scan(folder, paths) if paths else "none"
    measured = f"{KEYS[name]} AS key, day, {MONEY[name]} AS money, hash({columns}) AS value"
    duck.execute(f"CREATE OR REPLACE TEMP TABLE filed AS SELECT {measured} FROM (SELECT {columns} FROM {source})")
    duck.execute("CREATE OR REPLACE TEMP TABLE seen (first DATE, last DATE)")
    for first, last in reading.spans(name):
        duck.execute("INSERT INTO seen VALUES (?, ?)", [first, last])
        yield _differences(
            duck, database, name, reading.between(name, first, last), measured, f"day BETWEEN '{first}' AND '{last}'"
        )
    # Days that only the files have.
    alone = "NOT EXISTS (SELECT 1 FROM seen WHERE day BETWEEN first AND last)"
    yield _differences(duck, database, name, (), measured, alone)


def _differences(
    duck: DuckDBPyConnection,
    database: Database,
    name: str,
    batches: Iterable[pa.Table],
    measured: str,
    within: str,
) -> tuple[int, int, list[Difference]]:
    duck.execute("CREATE OR REPLACE TEMP TABLE told AS SELECT * FROM filed LIMIT 0")
    for batch in batches:
        duck.register("batch", batch)
        duck.execute(f"INSERT INTO told SELECT {measured} FROM batch")
        duck.unregister("batch")
    # Asked for after the rows: whatever changed since the files were written waits in the queue by now.
    with database.read() as connection:
        keys, _ = changes.keys(changes.queue(connection)[1], name)
    duck.register("waiting", pa.table({"key": pa.array(keys, pa.string())}))
    summed = (
        "SELECT day, count(*) AS rows, coalesce(sum(money), 0)::BIGINT AS money, sum(value::HUGEINT) AS value FROM {0} "
        "WHERE {1} AND key NOT IN (SELECT key FROM waiting) GROUP BY day"
    )
    rows = duck.execute(
        f"""SELECT day, coalesce(f.rows, 0), coalesce(f.money, 0), coalesce(t.rows, 0), coalesce(t.money, 0),
            f.value IS DISTINCT FROM t.value
        FROM ({summed.format("filed", within)}) AS f FULL JOIN ({summed.format("told", "true")}) AS t USING (day)
        ORDER BY day"""
    ).fetchall()
    duck.unregister("waiting")
    found = [Difference(name, day, (fr, fm), (tr, tm)) for day, fr, fm, tr, tm, differs in rows if differs]
    return sum(row[3] for row in rows), sum(bool(row[3]) for row in rows), found


def _summed(duck: DuckDBPyConnection, folder: Path, files: Sequence[File]) -> list[Difference]:
    """Where cells are not those of the entries in the files that they were made of."""
    cells = {one.of: engine.scan(folder, [one.path]) for one in files if one.table == sums.NAME}
    columns = ", ".join(sums.COLUMNS)
    measured = "day, sum(calls) AS calls, coalesce(sum(microdollars), 0) AS money, "
    measured += f"sum(hash({columns})::HUGEINT) AS value"
    found = []
    for file in (one for one in files if one.path in cells):
        made = sums.of(engine.scan(folder, [file.path]))
        sides = [f"SELECT {measured} FROM ({one}) GROUP BY day" for one in (f"FROM {cells[file.path]}", made)]
        rows = duck.execute(
            f"""SELECT day, coalesce(f.calls, 0), coalesce(f.money, 0), coalesce(m.calls, 0), coalesce(m.money, 0)
            FROM ({sides[0]}) AS f FULL JOIN ({sides[1]}) AS m USING (day) WHERE f.value IS DISTINCT FROM m.value"""
        ).fetchall()
        found += [Difference(sums.NAME, day, (int(fc), int(fm)), (int(mc), int(mm))) for day, fc, fm, mc, mm in rows]
    return found
