"""Many rows of a table at once, past SQLAlchemy's work on each: COPY on PostgreSQL, the driver's own way on SQLite.

Rows come in two parts, since most of a made row is that of another: a head that changes, and a tail that was encoded
before. Knows no table's meaning.
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from store.tables.columns import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Column, Connection, Table

CHUNK: Final = 1 << 20
"""Characters that go to PostgreSQL at once."""

ROWS: Final = 200
"""Rows that go to SQLite in one statement; it takes 32,766 values."""

Tail: TypeAlias = "tuple[object, ...] | str"
"""The end of a row, encoded: values for SQLite, a piece of a COPY line for PostgreSQL."""


class Bulk:
    """Inserts rows into one table within a caller's transaction; `head` names the columns that change.

    Texts in a head are the store's own words, such as ids and times in ISO 8601: they are taken as they are.
    """

    def __init__(self, connection: Connection, table: Table, head: Sequence[str]) -> None:
        self._table = table
        self._head = [table.c[name] for name in head]
        self._rest = [column for column in table.c if column.name not in head]
        self._dialect = connection.dialect
        named = enumerate(None if isinstance(column.type, Words) else self._encoder(column) for column in self._head)
        self._encoders = [(at, encode) for at, encode in named if encode is not None]
        self._ends = [(column.name, self._encoder(column), _default(column)) for column in self._rest]

    def tail(self, values: Mapping[str, object]) -> Tail:
        """The other columns, from their values or else from what they are by default."""
        encoded = []
        for name, encode, default in self._ends:
            value = values.get(name, default)
            encoded.append(value if encode is None else encode(value))
        return tuple(encoded) if self._dialect.name == "sqlite" else "".join(f"\t{_copied(one)}" for one in encoded)

    def insert(self, connection: Connection, rows: Iterable[tuple[tuple[object, ...], Tail]]) -> None:
        """Add rows. Constraints, foreign keys and triggers hold as for any others."""
        names = ", ".join(column.name for column in (*self._head, *self._rest))
        if self._dialect.name == "sqlite":
            self._insert(connection.connection.cursor(), f"INSERT INTO {self._table.name} ({names}) VALUES ", rows)  # noqa: S608 - our own names
            return
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {self._table.name} ({names}) FROM STDIN") as copy:
            lines: list[str] = []
            size = 0
            for head, tail in rows:
                line = "\t".join(map(_copied, self._encoded(head))) + str(tail)
                lines.append(line)
                size += len(line)
                if size > CHUNK:
                    copy.write("\n".join(lines) + "\n")
                    lines, size = [], 0
            if lines:
                copy.write("\n".join(lines) + "\n")

    def _insert(self, cursor: Any, statement: str, rows: Iterable[tuple[tuple[object, ...], Tail]]) -> None:
        """Many rows a statement: for each one SQLite keeps aside the pages that triggers and indices may change."""
        one = f"({', '.join('?' * len(self._table.c))})"
        told = ((*self._encoded(head), *end) for head, end in rows)
        left: list[tuple[object, ...]] = []

        def whole() -> Iterator[tuple[object, ...]]:
            while len(some := list(islice(told, ROWS))) == ROWS:
                yield tuple(chain.from_iterable(some))
            left.extend(some)

        cursor.executemany(statement + ", ".join([one] * ROWS), whole())
        cursor.executemany(statement + one, left)

    def _encoded(self, head: Sequence[object]) -> list[object]:
        encoded = list(head)
        for at, encode in self._encoders:
            if not isinstance(encoded[at], str):
                encoded[at] = encode(encoded[at])
        return encoded

    def _encoder(self, column: Column[Any]) -> Callable[[object], object] | None:
        """How a value becomes one of the driver's; None where it is one already."""
        return column.type.dialect_impl(self._dialect).bind_processor(self._dialect)


def _default(column: Column[Any]) -> object:
    default: Any = column.default
    return None if default is None else default.arg


def _copied(value: object) -> str:
    r"""A value as COPY reads it: a backslash before what would end a field or a line, `\N` for null."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, datetime) else repr(value)
