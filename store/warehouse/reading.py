"""Rows in the columns of the warehouse, out of the database: by key, by span of days, or all. Knows no file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from store.warehouse import engine, rows
from store.warehouse.shaping import shaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Connection

    from store.database import Database

WINDOW: Final = timedelta(days=31)
"""How much of history is read anew at once."""

_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
_END: Final = datetime.max.replace(tzinfo=UTC)


class Reading:
    """Reads a database. Holds a DuckDB of its own that shapes rows, in one thread: two would wait for each other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shaper: DuckDBPyConnection | None = None

    def by_key(self, name: str, keys: Sequence[str], connection: Connection | None = None) -> Iterator[pa.Table]:
        """The rows of some keys, each batch read for itself unless a transaction is given."""
        return self._ahead(name, self._read(name, keys) if connection is None else rows.by_key(connection, name, keys))

    def _read(self, name: str, keys: Sequence[str]) -> Iterator[pa.Table]:
        for start in range(0, len(keys), rows.BATCH):
            with self._database.read() as own:
                found = list(rows.by_key(own, name, keys[start : start + rows.BATCH]))
            yield from found

    def all_of(self, name: str, connection: Connection) -> Iterator[pa.Table]:
        """Every row of a table."""
        return self._ahead(name, rows.all_of(connection, name))

    def between(self, name: str, first: date, last: date) -> Iterator[pa.Table]:
        """The rows of some days, both ends included."""
        for keys in self.keys_between(name, first, last):
            yield from self.by_key(name, keys)

    def keys_between(self, name: str, first: date, last: date) -> Iterator[list[str]]:
        """The keys of the rows of some days, in batches; for scores those of the runs of these days."""
        return rows.keys_between(self._database, name, _midnight(first), _behind(last))

    def spans(self, name: str) -> Iterator[tuple[date, date]]:
        """The stretches of days in which there is something, the oldest first."""
        since = _BEGINNING
        while (at := rows.first_since(self._database, name, since)) is not None:
            first = at.astimezone(UTC).date()
            last = first + WINDOW - timedelta(days=1) if first < date.max - WINDOW else date.max
            yield first, last
            if last == date.max:
                return
            since = _behind(last)

    def close(self) -> None:
        """Let go of DuckDB."""
        if self._shaper is not None:
            self._shaper.close()
            self._shaper = None

    def _ahead(self, name: str, batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
        """Each batch shaped by another thread while the next is read: DuckDB and the database work at once."""
        with ThreadPoolExecutor(1) as shaper:
            before: Future[pa.Table] | None = None
            for raw in batches:
                after = shaper.submit(self._shaped, name, raw)
                if before is not None:
                    yield before.result()
                before = after
            if before is not None:
                yield before.result()

    def _shaped(self, name: str, raw: pa.Table) -> pa.Table:
        if self._shaper is None:
            self._shaper = engine.opened(None, threads=1)
        return shaped(self._shaper, name, raw)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _behind(day: date) -> datetime:
    return _midnight(day) + timedelta(days=1) if day < date.max else _END
