"""Statements that are compiled once for each kind of database and then handed to its driver as they are.

For the path of a turn, where SQLAlchemy's bookkeeping of a statement costs several times what running it does. Works
within a caller's transaction; knows no table.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Insert, TypeDecorator
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ClauseElement, Connection, Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

KEPT: Final = 512
"""So many of the last rows are remembered with what was made of them."""

_named: Final[Any] = namedtuple  # noqa: PYI024 - for rows whose columns are known only here
_Process = Any
"""What turns a value into what the driver takes, or back; None where it stays as it is."""


class _Compiled(NamedTuple):
    """A statement for one kind of database. `order` is None where the driver takes values by name."""

    text: str
    order: tuple[str, ...] | None
    constants: Mapping[str, Any]
    binds: Mapping[str, _Process]
    made: Callable[[tuple[Any, ...]], Any]


class Ready:
    """A statement, whose values are given by name; it holds no list. Safe to use from several threads."""

    def __init__(self, statement: ClauseElement, *, of: Callable[[Any], Any] | None = None) -> None:
        """A new row has every column that it is given, and of the others their defaults.

        `of` is what is made of a row: it must depend on nothing else, for what it made of the last rows is remembered.
        """
        self._statement, self._of = statement, of
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Every row: with the names of its columns, or what `of` makes of it."""
        compiled, found = self._run(connection, values)
        return [compiled.made(row) for row in found.fetchall()]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row; None if there is none."""
        compiled, found = self._run(connection, values)
        row = found.fetchone()
        return None if row is None else compiled.made(row)

    def change(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return int(self._run(connection, values)[1].rowcount)

    def each(self, connection: Connection, every: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of these values."""
        compiled = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.text, [_values(compiled, values) for values in every])
        except _errors(connection.dialect) as error:
            raise _wrapped(error, connection.dialect) from error
        finally:
            cursor.close()

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[_Compiled, Any]:
        compiled = self._for(connection.dialect)
        driver: Any = connection.connection.driver_connection
        try:
            return compiled, driver.execute(compiled.text, _values(compiled, values))
        except _errors(connection.dialect) as error:
            raise _wrapped(error, connection.dialect) from error

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = self._compile(dialect)
        return known

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = _compiled(self._statement, dialect)
        asked = {name for bind, name in compiled.bind_names.items() if bind.required}
        fixed = {name: value for name, value in compiled.params.items() if name not in asked}
        order = tuple(compiled.positiontup) if compiled.positional else None
        return _Compiled(
            str(compiled), order, fixed | _defaults(self._statement), _binds(compiled, dialect), self._row(dialect)
        )

    def _row(self, dialect: Dialect) -> Callable[[tuple[Any, ...]], Any]:
        """What makes a row with names of one that the driver gives."""
        columns: list[Any] = list(getattr(self._statement, "exported_columns", ()))
        if not columns:
            return lambda row: row
        named = _named("Row", [str(column.key) for column in columns], rename=True)
        back = [(at, _back(column.type, dialect)) for at, column in enumerate(columns)]
        changed = [(at, process) for at, process in back if process is not None]

        def made(row: tuple[Any, ...]) -> Any:
            values = list(row)
            for at, process in changed:
                values[at] = process(values[at])
            return named._make(values)

        of = self._of
        return made if of is None else lru_cache(maxsize=KEPT)(lambda row: of(made(row)))


def _compiled(statement: ClauseElement, dialect: Dialect) -> Any:
    if not isinstance(statement, Insert):
        return statement.compile(dialect=dialect)
    table: Any = statement.table
    keys = [column.key for column in table.columns if column is not table.autoincrement_column]
    # Inline: the number that a new row gets is not asked back.
    return statement.inline().compile(dialect=dialect, column_keys=keys)


def _defaults(statement: ClauseElement) -> dict[str, Any]:
    """What the columns of a new row hold unless they are given."""
    if not isinstance(statement, Insert):
        return {}
    table: Any = statement.table
    fixed = ((column.key, column.default) for column in table.columns)
    return {key: default.arg for key, default in fixed if default is not None and default.is_scalar}


def _values(compiled: _Compiled, values: Mapping[str, Any]) -> Any:
    """The values as the driver takes them."""
    found = dict(compiled.constants)
    binds = compiled.binds
    for name, value in values.items():
        process = binds.get(name)
        found[name] = value if process is None else process(value)
    return found if compiled.order is None else [found[name] for name in compiled.order]


def _binds(compiled: SQLCompiler, dialect: Dialect) -> dict[str, _Process]:
    """What the values given are put through; what the statement holds itself are plain words and numbers."""
    return {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for bind, name in compiled.bind_names.items()
        if bind.required
    }


def _back(kind: TypeEngine[Any], dialect: Dialect) -> _Process:
    # Whole numbers, numbers and texts come as they are from both drivers.
    own = isinstance(kind, TypeDecorator)
    return kind.dialect_impl(dialect).result_processor(dialect, None) if own else None


def _errors(dialect: Dialect) -> type[Exception]:
    errors: type[Exception] = dialect.loaded_dbapi.Error
    return errors


def _wrapped(error: Exception, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy's, which everything else expects; without the values that were given."""
    return DBAPIError.instance(None, None, error, _errors(dialect), hide_parameters=True, dialect=dialect)
