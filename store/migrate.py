"""Bringing a database to the tables this code needs. Runs the Alembic revisions in store/migrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock
from sqlalchemy import inspect
from sqlalchemy import text as sql

from brain.errors import StoreError
from store import faults, sqlite
from store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HEAD: Final = "0020"
"""The revision this code is written for; a test holds it to the newest one in store/migrations."""

FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK_KEY: Final = 7_365_414_021
"""Of the advisory lock that keeps two servers from migrating PostgreSQL at once; any number does."""


def upgrade(url: str, *, revision: str = "head") -> None:
    """Make the database if need be and bring it to a revision, in one transaction: all of it or nothing.

    Two processes that do this at once take turns. A database that is there already is only read. Raises the
    StoreErrors.
    """
    if revision == "head" and current(url) == HEAD:
        return
    _migrate(url, revision, up=True)


def downgrade(url: str, *, revision: str = "base") -> None:
    """Go back to an older revision. What only the newer tables hold is lost."""
    _migrate(url, revision, up=False)


def current(url: str) -> str | None:
    """The revision a database is at; None for one without tables, or an SQLite file that is not there yet."""
    database = Database(url)
    try:
        if database.path is not None and not database.path.exists():
            return None
        return revision_of(database)
    finally:
        database.close()


def revision_of(database: Database) -> str | None:
    """The revision of an open database; None for one without tables."""
    with database.read() as connection:
        return _revision(connection)


def require(database: Database) -> None:
    """Raise StoreError unless the database is at the revision this code is written for."""
    if database.path is not None and not database.path.exists():
        raise StoreError(
            f"There is no database at {database.path}.", next_step="Run `personaforge migrate` to make it."
        )
    found = revision_of(database)
    if found == HEAD:
        return
    _refuse_newer(database, found)
    raise StoreError(
        f"The database {database.place} is not ready.",
        why=f"It is at revision {found}; this program needs {HEAD}." if found else "It has no tables yet.",
        next_step="Run `personaforge migrate`.",
    )


def _refuse_newer(database: Database, found: str | None) -> None:
    if found is not None and found > HEAD:
        raise StoreError(
            f"The database {database.place} was written by a newer PersonaForge.",
            why=f"It is at revision {found}; this program knows {HEAD}.",
            next_step="Update PersonaForge.",
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sql("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def _migrate(url: str, revision: str, *, up: bool) -> None:
    database = Database(url)
    try:
        if database.path is None:
            _run(database, revision, up=up)
            return
        try:
            sqlite.prepare(database.path)
        except faults.CAUGHT as error:
            raise faults.translate(error, database.place) from error
        locks = database.path.parent / "locks"
        locks.mkdir(exist_ok=True, mode=0o700)
        with FileLock(locks / "migrate.lock"):
            _run(database, revision, up=up)
    finally:
        database.close()


def _run(database: Database, revision: str, *, up: bool) -> None:
    from alembic import command

    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        _refuse_newer(database, _revision(connection))
        step = command.upgrade if up else command.downgrade
        step(_config(connection), revision)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
