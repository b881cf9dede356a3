"""Runs one question in DuckDB, in a process of its own with nothing in reach. Knows nothing of PersonaForge.

The process holds only the rows it is given, is limited in memory and time by the operating system, may write no file
and has an empty environment; DuckDB's own locks come on top. This file imports no module of ours.

Frames over standard input and output: eight bytes of length, big end first, then that many bytes. In: the limits and
the SQL as JSON. Out: the parsed statement as JSON. In: the names of tables as a JSON list, then each as an Arrow
stream. Out: JSON, `{"ok": true, "cut": …}` and an Arrow stream, or `{"ok": false, "error": …, "message": …}`.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
from contextlib import suppress
from typing import Any, BinaryIO, Final

import duckdb
import pyarrow as pa

LENGTH: Final = 8
BATCH: Final = 1_000
"""Rows that are fetched at once."""

_FAILURES: Final = (duckdb.Error, pa.ArrowException, MemoryError, RuntimeError, ValueError, OverflowError)


def main() -> None:
    """One question, answered."""
    into, out = sys.stdin.buffer, sys.stdout.buffer
    asked = json.loads(take(into))
    connection = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
            "temp_directory": "",
            "memory_limit": f"{asked['memory_mb']}MB",
            "threads": asked["threads"],
        },
    )
    try:
        ((tree,),) = connection.execute("SELECT json_serialize_sql($1)", [asked["sql"]]).fetchall()
    except _FAILURES as error:
        tree = json.dumps({"error": True, "error_message": str(error)})
    give(out, tree.encode())
    for name in json.loads(take(into)):
        connection.register(name, pa.ipc.open_stream(take(into)).read_all())
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    confine(asked)
    timer = threading.Timer(asked["seconds"], connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        table, cut = answer(connection, asked)
    except _FAILURES as error:
        give(out, json.dumps({"ok": False, "error": type(error).__name__, "message": str(error)[:4_000]}).encode())
        return
    give(out, json.dumps({"ok": True, "cut": cut}).encode())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    give(out, sink.getvalue())


def answer(connection: Any, asked: dict[str, Any]) -> tuple[pa.Table, str]:
    """The rows up to the limits, and which limit cut them off: `rows`, `bytes` or nothing."""
    reader = connection.sql(asked["sql"]).to_arrow_reader(BATCH)
    batches: list[pa.RecordBatch] = []
    rows = size = 0
    cut = ""
    for one in reader:
        batch = one
        if rows + batch.num_rows > asked["rows"]:
            batch, cut = batch.slice(0, asked["rows"] - rows), "rows"
        if size + batch.nbytes > asked["bytes"]:
            batch, cut = fitting(batch, asked["bytes"] - size), "bytes"
        batches.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if cut:
            break
    return pa.Table.from_batches(batches, schema=reader.schema), cut


def fitting(batch: pa.RecordBatch, room: int) -> pa.RecordBatch:
    """As many of its first rows as there is room for."""
    least, most = 0, batch.num_rows
    while least < most:
        middle = (least + most + 1) // 2
        if batch.slice(0, middle).nbytes <= room:
            least = middle
        else:
            most = middle - 1
    return batch.slice(0, least)


def confine(asked: dict[str, Any]) -> None:
    """Have the operating system hold the limits too, as far as it can. Memory is counted from what is in use now."""
    bounds = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    bounds[resource.RLIMIT_CPU] = int(asked["seconds"] * asked["threads"]) + 5
    # Only Linux tells how much is in use.
    with suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123
        used = int(told.read().split()[0]) * resource.getpagesize()
        bounds[resource.RLIMIT_AS] = used + 2 * asked["memory_mb"] * 1_000_000
    for kind, most in bounds.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def take(into: BinaryIO) -> bytes:
    """The next frame; ends the process where nobody asks any more."""
    length = into.read(LENGTH)
    if len(length) < LENGTH:
        sys.exit(0)
    return into.read(int.from_bytes(length, "big"))


def give(out: BinaryIO, data: Any) -> None:
    """Write a frame."""
    out.write(len(data).to_bytes(LENGTH, "big"))
    out.write(data)
    out.flush()


if __name__ == "__main__":
    main()
