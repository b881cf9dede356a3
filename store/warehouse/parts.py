"""Files of the copy: written from rows, rid of rows, and merged. Each state gets new files; none is ever changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from store.warehouse import engine, manifest, sums
from store.warehouse.columns import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from store.warehouse.manifest import File

MOST_ROWS: Final = 500_000
"""Rows of a file that is merged from others. Few large files are read at a fraction of what many small ones cost."""

SMALL: Final = 24
"""So many files of a table that could still grow are left side by side; from here on they are merged."""

BUFFERED: Final = 200_000
"""Rows collected in memory until they become files."""

MOST_DAYS: Final = 7
"""Rows of more days than this, which come at once, become one file."""

INCOMING: Final = "incoming"
KEYED: Final = "keyed"


class Parts:
    """The files of one folder, by a connection of its own. Not for several threads."""

    def __init__(self, connection: DuckDBPyConnection, folder: Path) -> None:
        self._connection, self._folder = connection, folder

    def from_rows(self, table: str, batches: Iterable[pa.Table]) -> Iterator[File]:
        """Rows in the columns of a table, as a file for each day; those of many days together."""
        self._make(INCOMING, TABLES[table])
        held = 0
        for batch in batches:
            self._connection.register("batch", batch)
            self._connection.execute(f"INSERT INTO {INCOMING} SELECT * FROM batch")
            self._connection.unregister("batch")
            held += batch.num_rows
            if held >= BUFFERED:
                yield from self._flushed(table)
                held = 0
        yield from self._flushed(table)

    def without(self, table: str, files: Sequence[File], keys: Sequence[str]) -> Iterator[File]:
        """The same files without the rows of these keys; one that holds none of them stays as it is."""
        import pyarrow as pa

        if not files:
            return
        key = KEYS[table]
        self._connection.register("keys", pa.table({"key": pa.array(keys, pa.string())}))
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {KEYED} AS SELECT * FROM keys")
        self._connection.unregister("keys")
        touched = self._connection.execute(
            f"SELECT DISTINCT filename FROM {engine.scan(self._folder, [one.path for one in files], names=True)} "
            f"WHERE {key} IN (SELECT key FROM {KEYED})"
        ).fetchall()
        found = {name for (name,) in touched}
        for file in files:
            if str(self._folder / file.path) not in found:
                yield file
                continue
            source = f"{engine.scan(self._folder, [file.path])} WHERE {key} NOT IN (SELECT key FROM {KEYED})"
            yield from self._written(table, source, file.first, file.last)

    def merged(self, table: str, files: Sequence[File], *, fully: bool = False) -> list[File]:
        """The same rows in fewer files, if there are many that could grow; `fully` merges what can be merged.

        The newest day stays apart: it still changes, and whatever changes is looked for in its file.
        """
        small = [one for one in files if one.rows < MOST_ROWS // 2]
        if not (fully or len(small) >= SMALL):
            return list(files)
        newest = max((one.last for one in files), default=date.min)
        merged = [one for one in files if one not in small]
        for group in _groups(sorted(small, key=lambda one: (one.last >= newest, one.first))):
            if len(group) == 1:
                merged += group
                continue
            source = engine.scan(self._folder, [one.path for one in group])
            merged += self._written(table, source, min(one.first for one in group), max(one.last for one in group))
        return merged

    def with_sums(self, files: Sequence[File], known: Iterable[File]) -> list[File]:
        """The files, and of each that holds entries of the ledger the file of its cells: a known one, or a new one."""
        cells = {one.of: one for one in known}
        made = [cells.get(one.path) or self._summed(one) for one in files if one.table == "usage"]
        return [*files, *made]

    def _summed(self, file: File) -> File:
        cells = f"{sums.of(engine.scan(self._folder, [file.path]))} ORDER BY created_at"
        path, rows = self._copied(sums.NAME, cells, file.first, file.last)
        ends = file.first, file.last
        return manifest.enter(self._folder, sums.NAME, path, *ends, owner=file.owner, rows=rows, of=file.path)

    def _flushed(self, table: str) -> Iterator[File]:
        found = self._connection.execute(f"SELECT DISTINCT day FROM {INCOMING} ORDER BY day").fetchall()
        days = [day for (day,) in found]
        if len(days) > MOST_DAYS:
            yield from self._written(table, f"{INCOMING} ORDER BY day, created_at", days[0], days[-1])
        else:
            for day in days:
                yield from self._written(table, f"{INCOMING} WHERE day = '{day}' ORDER BY created_at", day, day)
        self._connection.execute(f"TRUNCATE {INCOMING}")

    def _written(self, table: str, source: str, first: date, last: date) -> Iterator[File]:
        """A file with the rows of a source; none where that has none."""
        path, rows = self._copied(table, f"SELECT * FROM {source}", first, last)
        if rows:
            yield manifest.enter(self._folder, table, path, first, last, owner=self._owner(path), rows=rows)

    def _copied(self, table: str, query: str, first: date, last: date) -> tuple[str, int]:
        """Where the answer to a query was written, below the folder, and how many rows it has."""
        days = first.isoformat() if first == last else f"{first}--{last}"
        path = f"{table}/day={days}/{uuid4().hex}.parquet"
        target = self._folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise manifest.unusable(self._folder, error) from error
        copied = self._connection.execute(
            f"COPY ({query}) TO {engine.quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()
        return path, int(copied[0][0])

    def _owner(self, path: str) -> str:
        """Whose rows a file holds; empty for those of several."""
        users = f"SELECT min(user_id), max(user_id) FROM {engine.scan(self._folder, [path])}"
        ((first, last),) = self._connection.execute(users).fetchall()
        return str(first) if first == last else ""

    def _make(self, name: str, schema: pa.Schema) -> None:
        self._connection.register("batch", schema.empty_table())
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM batch")
        self._connection.unregister("batch")


def apart(files: Sequence[File], broken: Iterable[File]) -> tuple[list[File], list[tuple[date, date]]]:
    """The files to be kept, and the spans of days whose rows are to be read anew, where some files are broken.

    What shares a day with a broken file goes with it: a row of that day may lie in either.
    """
    spans = [(one.first, one.last) for one in broken]
    kept = [one for one in files if one not in set(broken)] if spans else list(files)
    grown = bool(spans)
    while grown:
        met = [one for one in kept if any(one.meets(*span) for span in spans)]
        kept = [one for one in kept if one not in met]
        spans = _united([*spans, *((one.first, one.last) for one in met)])
        grown = bool(met)
    return kept, _united(spans)


def _united(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _groups(files: Sequence[File]) -> Iterator[list[File]]:
    """Neighbours in time that fit into one file; the newest day, which comes last, in a group of its own."""
    newest = max((one.last for one in files), default=date.min)
    group: list[File] = []
    for file in files:
        crosses = bool(group) and (file.last >= newest) != (group[-1].last >= newest)
        if group and (crosses or sum(one.rows for one in group) + file.rows > MOST_ROWS):
            yield group
            group = []
        group.append(file)
    if group:
        yield group
