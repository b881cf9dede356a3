"""Questions in SQL that users write: one at a time, read only, over their own rows, within limits. Knows no page.

What is asked is read by DuckDB's parser and refused unless every part of it is known to be harmless (`statement`).
It is then answered by a process of its own (`sandbox_worker`) that holds the actor's rows of the tables asked for and
nothing else: what a hole in all of that would reach is what the actor may see anyway.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from brain.errors import InvalidInput, StoreBusy, StoreError
from store.frame import Frame, of_arrow
from store.warehouse import statement
from store.warehouse.columns import PERSONAS, TABLES, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from store.actor import Actor

AT_ONCE: Final = 2
"""Questions that are answered at the same time; further ones wait."""

LONGEST: Final = 20_000
"""Characters of a statement."""

GRACE_SECONDS: Final = 3.0
"""How long after its time a process may live that does not let itself be interrupted."""

MOST_GIVEN: Final = 2_000_000_000
"""Bytes of rows that are given to a question at most."""

LONGEST_ANSWER: Final = 256_000_000
"""Bytes of an answer's frame that are believed; the limit of a question lies far below."""

SCHEMAS: Final[Mapping[str, pa.Schema]] = {**TABLES, "personas": PERSONAS, "versions": VERSIONS}
"""The tables that can be asked, with their columns."""

_COLUMNS: Final = frozenset(name for schema in SCHEMAS.values() for name in schema.names)
_WORKER: Final = Path(__file__).with_name("sandbox_worker.py")
_LENGTH: Final = 8
_QUOTED: Final = re.compile(r"'[^'\n]{0,400}'|\"[^\"\n]{0,400}\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a question may take. `bytes` bounds the answer, `memory_mb` what DuckDB works with."""

    rows: int = 5_000
    bytes: int = 4_000_000
    seconds: float = 10.0
    memory_mb: int = 500
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave: a frame, how many rows stood in each table that it asked, and how long it took.

    `newest` is the moment of the newest of all these rows, as ISO 8601; empty where they have none.
    """

    frame: Frame
    asked: Mapping[str, int]
    seconds: float
    newest: str = ""


class Sandbox:
    """Answers questions about what an actor may see. Threads may share it.

    `read` gives the actor's rows for a query of ours, as `Warehouse.read` does.
    """

    def __init__(self, read: Callable[[Actor, str], pa.Table], *, limits: Limits | None = None) -> None:
        self._read = read
        self.limits: Final = limits or Limits()
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def ask(
        self,
        actor: Actor,
        sql: str,
        *,
        beside: Mapping[str, Frame] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """The answer to one question. `beside` are tables of the caller's own, by name.

        Raises InvalidInput for what is not allowed, cannot be read, or takes too much; it says what is allowed.
        Raises StoreBusy where too many ask at once, and the StoreErrors.
        """
        if len(sql) > LONGEST or "\x00" in sql:
            raise InvalidInput(
                "The SQL cannot be read.", why=f"It may have {LONGEST:,} characters, none of them NUL.",
                next_step="Make it shorter.",
            )  # fmt: skip
        own = _checked(beside or {})
        if not self._free.acquire(timeout=self.limits.seconds):
            raise StoreBusy("Too many questions are being answered.", next_step="Ask again in a moment.")
        try:
            return self._ask(actor, sql, own, cancelled)
        finally:
            self._free.release()

    def _ask(self, actor: Actor, sql: str, own: Mapping[str, Frame], cancelled: Callable[[], bool]) -> Answer:
        began = time.monotonic()
        with _Child(self.limits.seconds + GRACE_SECONDS, cancelled) as child:
            child.give(json.dumps({"sql": sql, **asdict(self.limits)}).encode())
            question = statement.check(child.take().decode(), (*SCHEMAS, *own))
            tables = self._tables(actor, question, own)
            # The time is the question's alone: to fetch its rows may take longer than to answer it.
            child.begin()
            child.give(json.dumps(list(tables)).encode())
            for table in tables.values():
                child.give(_stream(table))
            told = json.loads(child.take())
            if not told["ok"]:
                raise self._failed(told["error"], told["message"], sql)
            frame = of_arrow(_read(child.take()), cut=told["cut"])
        asked = {name: table.num_rows for name, table in tables.items()}
        if frame.cut == "bytes" and not frame.rows:
            raise InvalidInput(
                "The first row is too large.", why=f"An answer may have {self.limits.bytes:,} bytes.",
                next_step="Ask for fewer or shorter columns.",
            )  # fmt: skip
        return Answer(frame, asked, time.monotonic() - began, self._newest(actor, asked))

    def _tables(self, actor: Actor, question: statement.Question, own: Mapping[str, Frame]) -> dict[str, pa.Table]:
        """The rows of the tables that are asked, in the columns that are named."""
        found: dict[str, pa.Table] = {}
        given = 0
        for name, named in question.columns.items():
            if name in own:
                found[name] = own[name].to_arrow()
                continue
            every = SCHEMAS[name].names
            # Without any, as in count(*), one is enough.
            wanted = every if named is None else [one for one in every if one in named] or every[:1]
            rows = self._read(actor, f"SELECT count(*) AS rows FROM {name}").column(0)[0].as_py()  # noqa: S608 - our own names
            given += rows * sum(_width(SCHEMAS[name].field(one).type) for one in wanted)
            # Asked before they are read: the rows of ten million turns do not fit into the studio's own memory.
            if given > MOST_GIVEN:
                raise InvalidInput(
                    "The question reads too much.",
                    why=f"{name} has {rows:,} rows; a question may read about {MOST_GIVEN:,} bytes.",
                    next_step="Name the columns that you need instead of *.",
                )
            found[name] = self._read(actor, f"SELECT {', '.join(wanted)} FROM {name}")  # noqa: S608 - our own names
        return found

    def _newest(self, actor: Actor, asked: Mapping[str, int]) -> str:
        """When the newest row was made of the tables that were asked."""
        found = [
            self._read(actor, f"SELECT max(created_at) AS newest FROM {name}").column(0)[0].as_py()  # noqa: S608 - our own names
            for name in TABLES
            if asked.get(name)
        ]
        moments = [one for one in found if one is not None]
        return max(moments).isoformat() if moments else ""

    def _failed(self, error: str, message: str, sql: str) -> InvalidInput:
        """What went wrong, in words: of the message only what is not a value out of the rows."""
        limits = self.limits
        if error == "InterruptException":
            return InvalidInput(
                "The question took too long.", why=f"It may take {limits.seconds:g} seconds.",
                next_step="Ask about fewer rows: narrow it by WHERE, or join on a key.",
            )  # fmt: skip
        if error in {"OutOfMemoryException", "MemoryError"}:
            return InvalidInput(
                "The question needs too much memory.", why=f"It may use {limits.memory_mb} MB.",
                next_step="Ask about fewer rows or columns, or count and sum instead of listing.",
            )  # fmt: skip
        lowered = sql.lower()
        kept = _QUOTED.sub(
            lambda one: one.group() if (word := one.group()[1:-1].lower()) in lowered or word in _COLUMNS else "'…'",
            message,
        )
        return InvalidInput(
            "The question cannot be answered.", why=kept.split("\n\nLINE")[0].strip(),
            next_step="Correct it; DESCRIBE turns, for example, lists the columns of a table.",
        )  # fmt: skip


class _Child:
    """The process that answers. A context manager: leaving it ends the process, whatever it does."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        self._seconds, self._cancelled = seconds, cancelled
        self._over = threading.Event()
        self._until = time.monotonic() + 2 * seconds
        self._why = ""
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and a file of ours
            [sys.executable, "-I", str(_WORKER)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
        )  # fmt: skip
        self._watch = threading.Thread(target=self._watched, name="sandbox-watch", daemon=True)

    def begin(self) -> None:
        """The time of the question begins."""
        self._until = time.monotonic() + self._seconds

    def give(self, data: Any) -> None:
        """Send a frame. Raises InvalidInput where the process has ended."""
        try:
            pipe = self._pipe(self._process.stdin)
            pipe.write(len(data).to_bytes(_LENGTH, "big"))
            pipe.write(data)
            pipe.flush()
        except (BrokenPipeError, ValueError):
            raise self._gone() from None

    def take(self) -> bytes:
        """The next frame. Raises InvalidInput where the process has ended."""
        pipe = self._pipe(self._process.stdout)
        head = pipe.read(_LENGTH)
        size = int.from_bytes(head, "big")
        if len(head) < _LENGTH or size > LONGEST_ANSWER:
            raise self._gone()
        data: bytes = pipe.read(size)
        if len(data) < size:
            raise self._gone()
        return data

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._process.kill()
        self._watch.join()
        # What it never read cannot be flushed to it any more.
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                self._pipe(pipe).close()
            except BrokenPipeError:
                continue
        self._process.wait()

    def _watched(self) -> None:
        while not self._over.wait(0.05):
            if self._cancelled():
                self._why = "It was cancelled."
            elif time.monotonic() > self._until:
                self._why = f"It may take {self._seconds - GRACE_SECONDS:g} seconds."
            else:
                continue
            self._process.kill()
            return

    def _gone(self) -> InvalidInput:
        self._process.wait()
        return InvalidInput(
            "The question was not answered.",
            why=self._why or "It needed more memory or time than a question may have, and was stopped.",
            next_step="Ask about fewer rows or columns.",
        )

    @staticmethod
    def _pipe(pipe: Any) -> Any:
        if pipe is None:
            raise StoreError("The process that answers questions has no pipe.")
        return pipe


def _checked(own: Mapping[str, Frame]) -> Mapping[str, Frame]:
    for name in own:
        if not statement.NAME.fullmatch(name) or name in SCHEMAS:
            raise InvalidInput(
                f"A table cannot be called {name!r}.",
                why="Its name is made of small letters, digits and low lines, and is none of the studio's own.",
                next_step="Give it another name.",
            )
    return own


def _width(kind: pa.DataType) -> int:
    """About how many bytes a value takes."""
    import pyarrow as pa

    return 8 if pa.types.is_primitive(kind) else 40


def _stream(table: pa.Table) -> Any:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return memoryview(sink.getvalue())


def _read(data: bytes) -> pa.Table:
    import pyarrow as pa

    return pa.ipc.open_stream(data).read_all()
