"""SQLite files and connections: WAL, foreign keys, a busy time-out, readable by their owner only."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

from brain.errors import InvalidInput, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.pool import ConnectionPoolEntry

STEPS: Final = 10_000
"""Steps of SQLite's machine between two looks at the clock: some 200 microseconds of a search by words."""

IMMEDIATE: Final = "personaforge_immediate"
"""The execution option of transactions that will write. A transaction that reads first and writes later could find
that it cannot be upgraded; one that takes the write lock at its start waits for it instead."""


def path_of(url: URL) -> Path:
    """The file of an SQLite address. Raises InvalidInput for one in memory, which no second thread could see."""
    name = url.database or ""
    if name in {"", ":memory:"} or ":memory:" in name or url.query.get("mode") == "memory":
        raise InvalidInput(
            "A database in memory cannot be used.",
            why="Each thread of the studio would see another, empty one.",
            next_step="Name a file, such as sqlite:///personaforge.db.",
        )
    return Path(name.removeprefix("file:"))


def prepare(path: Path) -> None:
    """Make the file (mode 0600, its folder 0700) if it is not there, and set it to write-ahead logging.

    Raises sqlite3.Error; StoreError where the folder cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"The database file {path} could not be made.",
            why=f"{error.strerror}.",
            next_step="Name a folder that this user may write to.",
        ) from error
    connection = sqlite3.connect(path, timeout=30.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    finally:
        connection.close()


def restrict(path: Path) -> None:
    """Take the file's rights from everybody but its owner; the log and the index beside it inherit them."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and path.stat().st_uid == os.getuid():
        with suppress(OSError):  # a file system that is read-only, or knows no rights
            path.chmod(mode & 0o700)


def engine(url: URL, *, busy_seconds: float) -> Engine:
    """An engine on a file that is there. Several threads may use it at once."""
    made = create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=56,
        pool_timeout=busy_seconds,
        connect_args={"timeout": busy_seconds},
    )
    event.listen(made, "connect", _connected)
    event.listen(made, "begin", _begun)
    return made


@contextmanager
def hurry(connection: Connection, seconds: float) -> Iterator[None]:
    """Interrupt what this connection is doing after so many seconds, which SQLite reports as SQLITE_INTERRUPT."""
    raw = connection.connection.driver_connection
    until = time.monotonic() + seconds
    if raw is not None:
        raw.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    finally:
        if raw is not None:
            raw.set_progress_handler(None, 0)


def overwrite(connection: Connection) -> None:
    """Have this connection overwrite what it deletes from here on, instead of leaving it in free pages."""
    connection.exec_driver_sql("PRAGMA secure_delete = ON")


def empty_log(engine: Engine) -> None:
    """Move the write-ahead log into the file and empty it, as far as nobody reads from it now."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def shrink(engine: Engine) -> None:
    """Write the file anew without its free pages, and empty the log."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            raw.execute("VACUUM")
    empty_log(engine)


def _connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # SQLAlchemy emits BEGIN itself: the driver's own habit would leave DDL and reads outside of transactions.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # With WAL, NORMAL survives a crash of the process; a power cut may cost the last commits, never the file.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA trusted_schema = OFF")


def _begun(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(IMMEDIATE, False)
    raw = connection.connection.driver_connection
    if raw is not None:
        raw.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")
