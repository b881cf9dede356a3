"""The tables of a scoring as files: Parquet, CSV or JSON lines, joined from parts. Knows no conversation.

What the scores follow from and the summary stand in a Parquet file's metadata, for the others in a file beside it.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ENDINGS: Final = (".parquet", ".csv", ".jsonl")
KEY: Final = b"personaforge"


def checked(out: Path) -> Path:
    """The path itself. Raises InvalidInput for an ending that says no format, or a folder that is not there."""
    if out.suffix not in ENDINGS:
        raise InvalidInput(
            f"{out.name!r} does not say its format.", next_step=f"End it with one of {', '.join(ENDINGS)}."
        )
    if not out.parent.is_dir():
        raise InvalidInput(f"There is no folder {str(out.parent)!r}.", next_step="Make it, or name another.")
    return out


def turns_beside(out: Path) -> Path:
    """Where the table of turns lies, beside that of scores."""
    return out.with_name(f"{out.stem}.turns{out.suffix}")


def about(out: Path) -> dict[str, Any] | None:
    """What a finished table of scores says of itself; None where there is no such file, or it says nothing."""
    try:
        return _about(out)
    except (ValueError, OSError):
        # pyarrow's errors are such: a file that is no table of scores says nothing.
        return None


def join(parts: Iterable[Path], out: Path, *, told: Mapping[str, Any]) -> None:
    """One file of these parts, one of them in memory at a time; all of it or nothing."""
    with _whole(out) as held:
        if out.suffix == ".parquet":
            _as_parquet(parts, held, told)
        else:
            (_as_csv if out.suffix == ".csv" else _as_lines)(parts, held)
    if out.suffix != ".parquet":
        with _whole(_beside(out)) as held:
            held.write_text(json.dumps(dict(told), indent=1, sort_keys=True), encoding="utf-8")


def _about(out: Path) -> dict[str, Any] | None:
    from pyarrow import parquet

    if not out.is_file():
        return None
    kept = (parquet.read_schema(out).metadata or {}) if out.suffix == ".parquet" else {KEY: _beside(out).read_bytes()}
    said = kept.get(KEY)
    found = json.loads(said) if said else None
    return found if isinstance(found, dict) else None


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.name}.about.json")


def _as_parquet(parts: Iterable[Path], held: Path, told: Mapping[str, Any]) -> None:
    from pyarrow import parquet

    writer = None
    try:
        for part in parts:
            table = parquet.read_table(part)
            if writer is None:
                said = {KEY: json.dumps(dict(told), sort_keys=True).encode()}
                schema = table.schema.with_metadata(said)
                writer = parquet.ParquetWriter(held, schema, compression="zstd")
            writer.write_table(
                table.replace_schema_metadata(writer.schema.metadata), row_group_size=table.num_rows or 1
            )
    finally:
        if writer is not None:
            writer.close()


def _as_csv(parts: Iterable[Path], held: Path) -> None:
    from pyarrow import csv, parquet

    with held.open("wb") as stream:
        for at, part in enumerate(parts):
            flat = _flat(parquet.read_table(part))
            csv.write_csv(flat, stream, csv.WriteOptions(include_header=at == 0))


def _flat(table: Any) -> Any:
    """The table with its lists as JSON."""
    import pyarrow as pa
    from pyarrow import types

    for at, field in enumerate(table.schema):
        if types.is_list(field.type):
            texts = [json.dumps(one, ensure_ascii=False) for one in table.column(at).to_pylist()]
            table = table.set_column(at, field.name, pa.array(texts, pa.string()))
    return table


def _as_lines(parts: Iterable[Path], held: Path) -> None:
    from pyarrow import parquet

    with held.open("w", encoding="utf-8") as stream:
        for part in parts:
            for row in parquet.read_table(part).to_pylist():
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A file that takes the place of `out` once everything is written and on the disk."""
    held = out.with_name(f"{out.name}.{os.getpid()}.tmp")
    try:
        yield held
        with held.open("rb+") as stream:
            os.fsync(stream.fileno())
        held.replace(out)
    finally:
        held.unlink(missing_ok=True)
