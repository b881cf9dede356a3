"""One database, SQLite or PostgreSQL: transactions that read and transactions that write. Knows no table."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, make_url
from sqlalchemy import text as sql
from sqlalchemy.exc import ArgumentError

from brain.errors import InvalidInput, StoreBusy, StoreCorrupt
from store import faults, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection

BUSY_SECONDS: Final = 5.0
"""How long a transaction waits for another writer."""

STATEMENTS: Final = 4
"""So many a search by words has: on SQLite its time is that of all of them."""


def parse(url: str) -> URL:
    """The address of a database. Raises InvalidInput for a kind that is not supported; repeats no password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed is not None and parsed.get_backend_name() in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise InvalidInput(
        "The database address cannot be used.",
        why="It names neither SQLite nor PostgreSQL.",
        next_step="Use sqlite:///path/to/file.db or postgresql+psycopg://user@host/name.",
    )


class Database:
    """Engines on one database. Close it when done."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url: Final = parse(url)
        self.busy_seconds: Final = busy_seconds
        self.place: Final = self.url.render_as_string(hide_password=True)
        self.path: Final[Path | None] = sqlite.path_of(self.url) if self.is_sqlite else None
        self._reader: Final = self._engine()
        self._writer: Final = self._reader.execution_options(**{sqlite.IMMEDIATE: True})
        self._hasty: Final = self._reader if self.is_sqlite else self._engine(hasty=True)
        # SQLite has one writer; threads of this process queue here, in order, and not in its polling.
        self._turnstile: Final = threading.Lock() if self.is_sqlite else None
        self._kept: PoolProxiedConnection | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads. Raises the StoreErrors."""
        try:
            with self._reader.begin() as connection:
                yield connection
        except faults.CAUGHT as error:
            raise faults.translate(error, self.place) from error

    @contextmanager
    def hasty_read(self, seconds: float) -> Iterator[Connection]:
        """A transaction that reads, broken off where a statement takes so long. Raises StoreBusy; the StoreErrors.

        On SQLite, which has no such limit, the statements of a search may take as long together.
        """
        with self.read() as connection:
            if self.is_sqlite:
                with sqlite.hurry(connection, STATEMENTS * seconds):
                    yield connection
            else:
                connection.execute(sql(f"SET LOCAL statement_timeout = {int(seconds * 1_000)}"))
                yield connection

    @contextmanager
    def write(self, *, hasty: bool = False, erase: bool = False) -> Iterator[Connection]:
        """A transaction that writes, all or nothing. Raises the StoreErrors, Conflict and InvalidInput.

        A `hasty` one does not wait until PostgreSQL has it on disk: a crash of the server, not of the studio, may
        lose the last fraction of a second of it. One to `erase` has SQLite overwrite what it deletes, and empties the
        log of old pages behind it; PostgreSQL does the like when it vacuums.
        """
        engine = self._hasty if hasty and not self.is_sqlite else self._writer
        with self._in_turn():
            try:
                with engine.begin() as connection:
                    if erase and self.is_sqlite:
                        sqlite.overwrite(connection)
                    yield connection
                if erase and self.is_sqlite:
                    sqlite.empty_log(self._reader)
            except faults.CAUGHT as error:
                raise faults.translate(error, self.place) from error

    def put(self, statement: str, values: Mapping[str, object]) -> int:
        """One writing statement as a hasty transaction of its own; how many rows it changed. Raises the StoreErrors.

        On SQLite it goes to the driver by a connection kept for it: this is on the path of every word shown, where the
        pool's bookkeeping costs more than the write.
        """
        if not self.is_sqlite:
            with self.write(hasty=True) as connection:
                return int(connection.execute(sql(statement), values).rowcount)
        with self._in_turn():
            try:
                return int(self._scribe().execute(statement, values).rowcount)
            except faults.CAUGHT as error:
                self._dismiss()
                raise faults.translate(error, self.place) from error

    def check(self) -> None:
        """Read the whole file and its indices. Raises StoreCorrupt where something does not fit; slow when large."""
        if not self.is_sqlite:
            with self.read() as connection:
                connection.execute(sql("SELECT 1"))
            return
        with self.read() as connection:
            found = [str(row[0]) for row in connection.execute(sql("PRAGMA quick_check(5)"))]
        if found != ["ok"]:
            raise StoreCorrupt(
                f"The database {self.place} is damaged.",
                why="; ".join(found),
                next_step="Keep a copy of the file for rescue and put back a backup.",
            )

    def shrink(self) -> None:
        """Give free pages of an SQLite file back to the disk; PostgreSQL uses them again by itself. StoreErrors."""
        if self.is_sqlite:
            with self._in_turn():
                try:
                    sqlite.shrink(self._reader)
                except faults.CAUGHT as error:
                    raise faults.translate(error, self.place) from error

    def close(self) -> None:
        """Let go of every connection."""
        with suppress(StoreBusy), self._in_turn():
            self._dismiss()
        self._reader.dispose()
        if self._hasty is not self._reader:
            self._hasty.dispose()

    def _scribe(self) -> Any:
        """The driver's connection that is kept. Only for whoever is in turn."""
        if self._kept is None:
            self._kept = self._reader.raw_connection()
        return self._kept.driver_connection

    def _dismiss(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turnstile is None:
            yield
            return
        if not self._turnstile.acquire(timeout=self.busy_seconds):
            raise StoreBusy(
                f"The database {self.place} could not be used.",
                why="Another thread of this studio has been writing for too long.",
                next_step="Try again.",
            )
        try:
            yield
        finally:
            self._turnstile.release()

    def _engine(self, *, hasty: bool = False) -> Engine:
        if self.is_sqlite:
            return sqlite.engine(self.url, busy_seconds=self.busy_seconds)
        waits = f"-c lock_timeout={int(self.busy_seconds * 1000)} -c timezone=UTC"
        return create_engine(
            self.url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=24,
            pool_timeout=self.busy_seconds,
            connect_args={
                "options": waits + (" -c synchronous_commit=off" if hasty else ""),
                "connect_timeout": max(2, int(self.busy_seconds)),
            },
        )
