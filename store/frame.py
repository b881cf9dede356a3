"""A small table of plain values: what a question gives, and what a cell of a notebook keeps. Knows no database."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pyarrow as pa

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Cell: TypeAlias = str | int | float | bool | None
Kind = Literal["number", "text", "flag", "time"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows of as many cells as there are columns; a time is a text in ISO 8601. Names of columns are unique.

    `kinds` say what a column holds; `cut` is the limit that left rows out, empty if none did.
    """

    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cut: str = ""

    def column(self, name: str) -> tuple[Cell, ...]:
        """The values of one column. Raises InvalidInput for one that there is not."""
        if name not in self.columns:
            raise InvalidInput(
                f"There is no column {name!r}.",
                why=f"The columns are {', '.join(self.columns)}.",
                next_step="Choose one of these.",
            )
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def records(self) -> list[dict[str, Cell]]:
        """Each row by the names of its columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table; times with their zone."""
        fields = [pa.field(name, self._arrow(at)) for at, name in enumerate(self.columns)]
        columns = [
            pa.array([_as_arrow(row[at], self.kinds[at]) for row in self.rows], type=one.type)
            for at, one in enumerate(fields)
        ]
        return pa.Table.from_arrays(columns, schema=pa.schema(fields))

    def _arrow(self, at: int) -> pa.DataType:
        """The Arrow type of a column: whole numbers stay whole."""
        values = [row[at] for row in self.rows if row[at] is not None]
        whole = self.kinds[at] == "number" and values and all(isinstance(one, int) for one in values)
        return pa.int64() if whole else _ARROW[self.kinds[at]]

    def to_json(self) -> dict[str, Any]:
        """The frame as JSON values."""
        return {"columns": list(self.columns), "kinds": list(self.kinds), "rows": [list(row) for row in self.rows]} | (
            {"cut": self.cut} if self.cut else {}
        )

    def _repr_html_(self) -> str:
        """The first rows, for a notebook of Jupyter's."""
        from html import escape

        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape('' if one is None else str(one))}</td>" for one in row) + "</tr>"
            for row in self.rows[:100]
        )
        more = f"<p>{len(self.rows) - 100} more rows</p>" if len(self.rows) > 100 else ""  # noqa: PLR2004
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def of_records(records: Sequence[Mapping[str, Cell]], kinds: Mapping[str, Kind]) -> Frame:
    """Rows given by the names of their columns; `kinds` names the columns in order."""
    return Frame(tuple(kinds), tuple(kinds.values()), tuple(tuple(one.get(name) for name in kinds) for one in records))


def of_json(document: Mapping[str, Any]) -> Frame:
    """The frame of `Frame.to_json`."""
    return Frame(
        tuple(document["columns"]),
        tuple(document["kinds"]),
        tuple(tuple(row) for row in document["rows"]),
        document.get("cut", ""),
    )


def of_arrow(table: pa.Table, *, cut: str = "") -> Frame:
    """An Arrow table in plain values: decimals as numbers, lists and records as JSON, NaN and infinity as nothing."""
    kinds = tuple(_kind(one.type) for one in table.schema)
    columns = [[_plain(value) for value in _values(one)] for one in table.columns]
    return Frame(_unique(table.schema.names), kinds, tuple(zip(*columns, strict=True)) if columns else (), cut)


_ARROW = {
    "number": pa.float64(),
    "text": pa.string(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
}


def _as_arrow(value: Cell, kind: Kind) -> Any:
    if value is None or kind != "time":
        return None if value is None else value
    return datetime.fromisoformat(str(value))


def _kind(kind: pa.DataType) -> Kind:
    if pa.types.is_boolean(kind):
        return "flag"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "time" if pa.types.is_timestamp(kind) or pa.types.is_date(kind) else "text"


def _values(column: pa.ChunkedArray) -> list[Any]:
    try:
        found: list[Any] = column.to_pylist()
    except (pa.ArrowException, ValueError, OverflowError):
        # A moment beyond what Python's calendar holds.
        return [str(one) for one in column.cast(pa.string())]
    return found


def _plain(value: Any) -> Cell:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | dict() | tuple():
            return json.dumps(value, default=str, ensure_ascii=False)
        case _:
            return value.hex() if isinstance(value, bytes) else str(value)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """Names told apart by a number where two are the same."""
    found: list[str] = []
    for name in names:
        one, number = name or "column", 2
        while one in found:
            one, number = f"{name or 'column'}_{number}", number + 1
        found.append(one)
    return tuple(found)
