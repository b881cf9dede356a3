"""Files and tail as views of DuckDB: one schema for each state, and in it one for each actor. Knows no database."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from store.warehouse import engine, sums
from store.warehouse.columns import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from store.actor import Actor
    from store.warehouse.manifest import File
    from store.warehouse.tail import Covered, Tail

MOST_KEPT: Final = 32_000_000
"""Bytes of answers that are kept: a page asks the same again at every click."""

_EVERYBODY: Final = ""


@dataclass(eq=False, slots=True)
class State:
    """A tail that can be asked: the schema of its tables, those of the actors' views, and how many ask just now.

    What was answered stays true as long as the state does: `answers` keeps it, by whoever asked and what.
    """

    tail: Tail
    signature: tuple[int, ...]
    name: str
    actors: dict[str, str] = field(default_factory=dict)
    asking: int = 0
    over: bool = False
    answers: dict[str, pa.Table] = field(default_factory=dict)
    held: int = 0

    def known(self, asked: str) -> pa.Table | None:
        """The answer that was given to a question, if it was kept."""
        return self.answers.get(asked)

    def keep(self, asked: str, answer: pa.Table) -> pa.Table:
        """The answer, kept while there is room for it."""
        if asked not in self.answers and self.held + answer.nbytes <= MOST_KEPT:
            self.answers[asked] = answer
            self.held += answer.nbytes
        return answer


class Views:
    """One DuckDB for all questions of a process. Threads may share it."""

    def __init__(self, folder: Path | None, *, threads: int) -> None:
        self._folder = folder
        self._duck = engine.opened(folder, threads=threads)
        self._lock = threading.Lock()
        self._made = 0

    def state(self, tail: Tail, signature: tuple[int, ...]) -> State:
        """A state of its own; `retire` it once another takes its place."""
        with self._lock:
            self._made += 1
            state = State(tail, signature, f"s{self._made}")
            self._duck.execute(f"CREATE SCHEMA {state.name}")
            for name, covered in tail.tables.items():
                _load(self._duck, f"{state.name}.{name}_tail", covered)
            return state

    @contextmanager
    def asked(self, state: State, actor: Actor) -> Iterator[DuckDBPyConnection]:
        """A connection on which the tables are the actor's, as they are in this state."""
        with self._lock:
            schema = self._schema(state, actor)
            cursor = self._duck.cursor()
            state.asking += 1
        try:
            cursor.execute(f"USE {schema}")
            yield cursor
        finally:
            cursor.close()
            with self._lock:
                state.asking -= 1
                self._drop(state)

    def retire(self, state: State) -> None:
        """Let go of a state once nobody asks it any more."""
        with self._lock:
            state.over = True
            self._drop(state)

    def close(self) -> None:
        """Let go of DuckDB."""
        self._duck.close()

    def _schema(self, state: State, actor: Actor) -> str:
        whose = _EVERYBODY if actor.role == "admin" else actor.user_id
        if whose not in state.actors:
            schema = f"{state.name}_{len(state.actors)}"
            # A file may be missing by now: what was left half done is done again.
            self._duck.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            self._duck.execute(f"CREATE SCHEMA {schema}")
            for name, covered in state.tail.tables.items():
                source = _selected(self._folder, name, covered, f"{state.name}.{name}_tail", whose)
                self._duck.execute(f"CREATE VIEW {schema}.{name} AS {source}")
            source = _summed(self._folder, state.tail, f"{state.name}.usage_tail", whose)
            self._duck.execute(f"CREATE VIEW {schema}.{sums.NAME} AS {source}")
            state.actors[whose] = schema
        return state.actors[whose]

    def _drop(self, state: State) -> None:
        if state.over and not state.asking:
            for schema in (*state.actors.values(), state.name):
                self._duck.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def _load(connection: DuckDBPyConnection, name: str, covered: Covered) -> None:
    """The rows of a tail as the table `name`, and the keys that it takes the place of as `name_keys`."""
    keys = pa.table({"key": pa.array(covered.touched, pa.string())})
    for target, table in ((name, covered.rows), (f"{name}_keys", keys)):
        connection.register("given", table)
        connection.execute(f"CREATE TABLE {target} AS SELECT * FROM given")
        connection.unregister("given")


def _selected(folder: Path | None, name: str, covered: Covered, tail: str, whose: str) -> str:
    """The rows of a table that one user owns, or, for no user, all of them, as a query."""
    columns, own = ", ".join(TABLES[name].names), _own(whose)
    parts = [f"SELECT {columns} FROM {tail} WHERE {own}"]
    hidden = f"{KEYS[name]} NOT IN (SELECT key FROM {tail}_keys)"
    for files, counted in ((covered.plain, "true"), (covered.masked, hidden)):
        parts += [f"{part} AND {counted}" for part in _filed(folder, columns, files, whose)]
    return " UNION ALL ".join(parts)


def _summed(folder: Path | None, tail: Tail, name: str, whose: str) -> str:
    """The cells of what the view of the ledger holds: of files that count as they are, and of each other entry one."""
    covered, base = tail.tables["usage"], tail.base
    cells = {} if base is None else {one.of: one for one in base.of(sums.NAME) if one not in tail.broken}
    rest = replace(covered, plain=tuple(one for one in covered.plain if one.path not in cells))
    known = [cells[one.path] for one in covered.plain if one.path in cells]
    single = sums.one_by_one(f"({_selected(folder, 'usage', rest, name, whose)})")
    return " UNION ALL ".join([*_filed(folder, ", ".join(sums.COLUMNS), known, whose), single])


def _filed(folder: Path | None, columns: str, files: Iterable[File], whose: str) -> Iterator[str]:
    """Queries for the rows in files that one user owns; of a file with one owner, all of them or none are asked for."""
    files = list(files)
    # Nobody has to be looked for in it.
    alone = [one.path for one in files if not whose or one.owner == whose]
    shared = [one.path for one in files if whose and not one.owner]
    for paths, own in ((alone, "true"), (shared, _own(whose))):
        if folder is not None and paths:
            yield f"SELECT {columns} FROM {engine.scan(folder, paths)} WHERE {own}"


def _own(whose: str) -> str:
    return f"user_id = {engine.quoted(whose)}" if whose else "true"
