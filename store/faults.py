"""What a database says when it fails, as the project's own errors. Repeats no value that was stored, and no secret."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from brain.errors import (
    Conflict,
    InvalidInput,
    PersonaForgeError,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CAUGHT: Final = (SQLAlchemyError, sqlite3.Error, OverflowError, UnicodeEncodeError)
"""What a statement can raise; everything else is a fault of this code and stays as it is."""

_PRIMARY: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_INTERRUPT: "slow",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CONSTRAINT: "constraint",
    sqlite3.SQLITE_MISMATCH: "invalid",
    sqlite3.SQLITE_TOOBIG: "invalid",
}
"""SQLite's primary result codes (https://www.sqlite.org/rescode.html)."""

_STATES: Final[Mapping[str, str]] = {
    "55P03": "busy",
    "57014": "slow",
    "40001": "busy",
    "40P01": "busy",
    "53300": "busy",
    "53100": "full",
    "53200": "full",
    "XX001": "corrupt",
    "XX002": "corrupt",
    "25006": "read-only",
    "42501": "read-only",
    "42P01": "no table",
    "42703": "no table",
    "3D000": "unreachable",
    "28P01": "refused",
    "28000": "refused",
}
"""SQLSTATE codes (PostgreSQL manual, appendix A); the classes 08, 22, 23 and 57P are read by their first letters."""

_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    ("08", "unreachable"),
    ("57P", "unreachable"),
    ("22", "invalid"),
    ("23", "constraint"),
)

_TEXTS: Final[Mapping[str, tuple[type[PersonaForgeError], str, str]]] = {
    "busy": (
        StoreBusy,
        "Somebody else has been writing to it for longer than this studio waits.",
        "Try again; if it stays so, close the other programs that use this database.",
    ),
    "slow": (
        StoreBusy,
        "The search took longer than it may.",
        "Try again; the database may be at work on something else.",
    ),
    "full": (
        StoreFull,
        "There is no space left for it. What was saved before is intact.",
        "Free some space and try again.",
    ),
    "corrupt": (
        StoreCorrupt,
        "It is damaged, or it is no database.",
        "Keep a copy of the file for rescue, put back a backup, or name another database.",
    ),
    "read-only": (
        StoreError,
        "It may only be read.",
        "Give this user the right to write to the file and its folder, or name another database.",
    ),
    "unreachable": (
        StoreError,
        "It could not be reached.",
        "Check that the folder exists or that the server runs, and that the address is right.",
    ),
    "refused": (
        StoreError,
        "The server refused the name or the password.",
        "Check the user and the password in the database address.",
    ),
    "disk": (
        StoreError,
        "The disk reported an error.",
        "Check the disk and its free space, then try again.",
    ),
    "no table": (
        StoreError,
        "Its tables are missing or older than this program.",
        "Run `personaforge migrate`.",
    ),
    "constraint": (
        Conflict,
        "It would contradict what is already stored.",
        "Load it again and repeat the change.",
    ),
    "invalid": (
        InvalidInput,
        "A value is too large, or of a kind that a database cannot keep.",
        "Correct the value and try again.",
    ),
}


def translate(error: BaseException, place: str) -> PersonaForgeError:
    """The project's error for one of CAUGHT; `place` names the database without its password."""
    kind = _kind(error)
    if kind in _TEXTS:
        cls, why, next_step = _TEXTS[kind]
        return cls(f"The database {place} could not be used.", why=why, next_step=next_step)
    origin = error.orig if isinstance(error, DBAPIError) else error
    return StoreError(
        f"The database {place} could not be used.",
        why=f"It answered {type(origin).__name__}.",
        next_step="The log has the details.",
    )


def _kind(error: BaseException) -> str:
    if isinstance(error, PoolTimeout):
        return "busy"
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, OverflowError | UnicodeEncodeError):
        return "invalid"
    if isinstance(origin, sqlite3.Error):
        return _sqlite_kind(origin)
    state = getattr(origin, "sqlstate", None)
    if state is not None:
        found = _STATES.get(state)
        return found or next((kind for start, kind in _CLASSES if state.startswith(start)), "")
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return "unreachable"
    # psycopg gives no SQLSTATE when no server answered, nor for a value that it cannot send.
    return {"OperationalError": "unreachable", "DataError": "invalid"}.get(type(origin).__name__, "")


def _sqlite_kind(error: sqlite3.Error) -> str:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is not None and (code & 0xFF) in _PRIMARY:
        return _PRIMARY[code & 0xFF]
    if str(error).startswith(("no such table", "no such column")):
        return "no table"
    return ""
