"""Rows of the warehouse as files for other programs: Parquet, or CSV. Knows no database and no actor."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal

import pyarrow as pa

from brain.errors import InvalidInput
from store.warehouse.columns import PERSONAS, TABLES, VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyRelation

Form = Literal["parquet", "csv"]

SCHEMAS: Final = {**TABLES, "personas": PERSONAS, "versions": VERSIONS}
"""What can be exported, by name."""

_ROWS: Final = 50_000
# What a spreadsheet would compute (OWASP, CSV injection) begins with a quote instead.
_PLAIN: Final = "CASE WHEN regexp_matches({0}, '^[=+@\\t\\r-]') THEN '''' || {0} ELSE {0} END AS {0}"


def query(table: str, form: Form) -> str:
    """What is asked for the file of a table. In CSV a list is one text. Raises InvalidInput for a table that is not."""
    if table not in SCHEMAS:
        raise InvalidInput(f"There is no table {table!r}.", next_step=f"Choose among {', '.join(SCHEMAS)}.")
    if form == "parquet":
        return f"SELECT * FROM {table}"
    told = []
    for field in SCHEMAS[table]:
        if pa.types.is_list(field.type):
            told.append(f"array_to_string({field.name}, ', ') AS {field.name}")
        elif pa.types.is_string(field.type):
            told.append(_PLAIN.format(field.name))
        else:
            told.append(field.name)
    return f"SELECT {', '.join(told)} FROM {table}"


def write(relation: DuckDBPyRelation, path: Path, form: Form) -> int:
    """Write an answer to a file, which is there whole or not at all; how many rows. Raises InvalidInput."""
    waiting = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = _written(relation, waiting, form)
        waiting.replace(path)
    except OSError as error:
        raise InvalidInput(
            f"The file {str(path)!r} could not be written.",
            why=f"{error.strerror or error}.",
            next_step="Name a folder that this user may write to, with room in it.",
        ) from error
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
    return number


def _written(relation: DuckDBPyRelation, path: Path, form: Form) -> int:
    from pyarrow import csv, parquet

    reader: pa.RecordBatchReader = relation.to_arrow_reader(_ROWS)
    number = 0
    with (
        parquet.ParquetWriter(path, reader.schema, compression="zstd")
        if form == "parquet"
        else csv.CSVWriter(path, reader.schema)
    ) as writer:
        for batch in reader:
            writer.write_batch(batch)
            number += batch.num_rows
    return number
