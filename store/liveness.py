"""Which processes are alive: each holds a lock for as long as it lives, and the system lets go of it when it dies."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol
from uuid import UUID, uuid4

from filelock import FileLock, Timeout
from sqlalchemy import NullPool, create_engine
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from store import faults

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL, Connection


class Owner(Protocol):
    """This process, as the owner of the drafts it writes."""

    def hold(self) -> str:
        """This owner's id, which counts as alive from here on."""

    def alive(self, owner_id: str) -> bool:
        """Whether the process that holds this id still lives."""

    def close(self) -> None:
        """Count as gone."""


class FileOwner:
    """An owner known by a locked file in a folder; for processes of one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._id = str(uuid4())
        self._lock = FileLock(self._path(self._id), thread_local=False)
        self._guard = threading.Lock()

    def hold(self) -> str:
        """This owner's id. The first call makes the lock file, and takes away those of processes that died."""
        with self._guard:
            if not self._lock.is_locked:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                for other in self._folder.glob("*.lock"):
                    self.alive(other.stem)
                # Not at once or never: another process that sweeps may have the new file in its hand just now.
                self._lock.acquire(timeout=5)
        return self._id

    def alive(self, owner_id: str) -> bool:
        """Whether the lock is held. An owner takes its lock before it writes a draft, so no file means gone."""
        if owner_id == self._id:
            return self._lock.is_locked
        try:
            path = self._path(owner_id)
        except ValueError:
            return False
        if not path.is_file():
            return False
        try:
            with FileLock(path, thread_local=False).acquire(timeout=0):
                path.unlink(missing_ok=True)
        except Timeout:
            return True
        return False

    def close(self) -> None:
        """Let go of the lock and take its file away."""
        with self._guard:
            if self._lock.is_locked:
                self._path(self._id).unlink(missing_ok=True)
                self._lock.release()

    def _path(self, owner_id: str) -> Path:
        # An id comes out of the database; only a UUID may become a file name.
        return self._folder / f"{UUID(owner_id)}.lock"


class ServerOwner:
    """An owner known by an advisory lock of PostgreSQL; for processes of any number of machines."""

    def __init__(self, url: URL, place: str) -> None:
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
        self._place = place
        self._id = str(uuid4())
        self._connection: Connection | None = None
        self._guard = threading.Lock()

    def hold(self) -> str:
        """This owner's id. The lock lives as long as its connection, which is renewed if the server dropped it."""
        with self._guard:
            try:
                if self._connection is not None and self._answers(self._connection):
                    return self._id
                self._connection = self._engine.connect()
                self._connection.execute(sql("SELECT pg_advisory_lock(:a, :b)"), _keys(self._id))
            except faults.CAUGHT as error:
                raise faults.translate(error, self._place) from error
        return self._id

    def alive(self, owner_id: str) -> bool:
        """Whether the server knows of the lock; asks without touching it."""
        held = sql(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid::bigint = :a AND objid::bigint = :b"
        )
        keys = {name: key & 0xFFFFFFFF for name, key in _keys(owner_id).items()}
        try:
            with self._engine.connect() as connection:
                return bool(connection.execute(held, keys).scalar_one())
        except faults.CAUGHT as error:
            raise faults.translate(error, self._place) from error

    def close(self) -> None:
        """Let go of the connection, and with it of the lock."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
        self._engine.dispose()

    @staticmethod
    def _answers(connection: Connection) -> bool:
        try:
            connection.execute(sql("SELECT 1"))
        except SQLAlchemyError:
            connection.close()
            return False
        return True


def _keys(owner_id: str) -> dict[str, int]:
    """Two signed numbers of 32 bits, which is what an advisory lock takes."""
    raw = UUID(owner_id).bytes
    return {
        "a": int.from_bytes(raw[:4], "big", signed=True),
        "b": int.from_bytes(raw[12:], "big", signed=True),
    }
