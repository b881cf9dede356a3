"""DuckDB as the warehouse uses it: in memory, without extensions or network, its files those of one folder alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

MEMORY: Final = "1GB"
"""What a process may use for questions; one that needs more is refused, and nothing is spilled to disk."""

_CLOSED: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def opened(folder: Path | None, *, threads: int, memory: str = MEMORY) -> DuckDBPyConnection:
    """A database in memory of its own, which may read and write below the folder; without one, no file at all."""
    import duckdb

    connection = duckdb.connect(":memory:", config=dict(_CLOSED))
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET temp_directory = ''")
    # The footers of files, which never change under one name.
    connection.execute("SET parquet_metadata_cache = true")
    if folder is not None:
        # It compares patterns as they are written.
        allowed = ", ".join(quoted(one) for one in sorted({str(folder), _literally(str(folder))}))
        connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    return connection


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def scan(folder: Path, paths: Iterable[str], *, names: bool = False) -> str:
    """The rows of Parquet files below the folder, as a table of SQL; with the file of each as `filename`, if wanted."""
    listed = ", ".join(quoted(_literally(str(folder / path))) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false, filename = {str(names).lower()})"


def _literally(path: str) -> str:
    """A path that is no pattern."""
    return "".join(f"[{one}]" if one in "*?[" else one for one in path)
