"""Questions over many turns, in DuckDB, about what an actor may see: files for what is old, the database for the rest.

Knows no page.
"""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from brain.errors import StoreBusy, StoreError
from store.warehouse import changes, exporting, manifest, rows, syncing, tail, verifying
from store.warehouse.columns import TABLES
from store.warehouse.reading import Reading
from store.warehouse.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa
    from duckdb import DuckDBPyRelation

    from store.actor import Actor
    from store.database import Database
    from store.warehouse.manifest import File, Manifest
    from store.warehouse.syncing import Synced
    from store.warehouse.tail import Tail
    from store.warehouse.verifying import Verified
    from store.warehouse.views import State

THREADS: Final = max(2, min(4, os.cpu_count() or 2))
_TRIES: Final = 4
_COUNTED: Final = 10_000
_SMALL: Final = {"personas": rows.of_personas, "versions": rows.of_versions}
_NAMED: Final = {name: re.compile(rf"\b{name}\b", re.IGNORECASE) for name in _SMALL}

_CHANGING: Final = re.compile(r"\b(now|today|random|current_\w+|get_current_\w+|uuid)\b", re.IGNORECASE)
"""What gives another answer the next time, though no row changed."""

MOST_LIVE: Final = 300_000
"""Entries or turns that are read live at most: some thirty seconds. What is more waits for a sync."""

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the files stand to the database. `waiting` entries of the queue are read from there meanwhile.

    `live` rows are read from it in all, counted up to 10,000. The files count unless they are missing, of another
    layout or of another state of the database; `elsewhere` means that it feeds another copy. The days of `damaged`
    files are read live too.
    """

    waiting: int
    live: int
    settled_at: datetime | None
    counts: bool
    elsewhere: bool
    damaged: int
    files: int
    rows: Mapping[str, int]
    size: int


class Warehouse:
    """The tables `turns`, `usage`, `runs` and `scores` with the columns of `columns.py`, and `personas`, `versions`.

    An actor finds rows of their own, an admin those of everybody; personas and versions are those that such rows or
    the actor's own library name. An answer holds all that was committed when it was asked for, and nothing that was
    erased. Without a folder everything is read from the database. Threads and processes may share a folder.
    """

    def __init__(self, database: Database, folder: Path | None = None) -> None:
        self._database, self._folder = database, folder
        self._reading = Reading(database)
        self._lock = threading.Lock()
        self._views: Views | None = None
        self._state: State | None = None
        self._files: tuple[tuple[int, ...], Manifest | None, frozenset[File]] = ((), None, frozenset())

    def read(self, actor: Actor, query: str, values: Mapping[str, object] | None = None) -> pa.Table:
        """The answer to a query of the store's own, in which `$name` stands for a value. Raises the StoreErrors.

        What users write is never put in here: that goes through the sandbox.
        """
        if _CHANGING.search(query) or any(named.search(query) for named in _NAMED.values()):
            return self._ask(actor, query, values, lambda relation: relation.to_arrow_table())
        asked = repr((actor, query, sorted((values or {}).items())))
        _, state = self._current()
        if (known := state.known(asked)) is not None:
            return known
        # What this answer was true of may be over by now: then it is kept where nobody looks any more.
        return state.keep(asked, self._ask(actor, query, values, lambda relation: relation.to_arrow_table()))

    def _ask(
        self,
        actor: Actor,
        query: str,
        values: Mapping[str, object] | None,
        done: Callable[[DuckDBPyRelation], Done],
    ) -> Done:
        """What is done with the answer to a query while it can be read; done again where files went meanwhile."""
        import duckdb

        small = self._small(actor, query)
        for _ in range(_TRIES):
            views, state = self._current()
            try:
                with views.asked(state, actor) as connection:
                    for name, table in small.items():
                        connection.register(name, table)
                    return done(connection.sql(query, params=dict(values or {})))
            except duckdb.Error:
                # Files of an older state are taken away some time after the next one came.
                if not self._lost(state):
                    raise
        raise StoreError(
            f"The warehouse at {self._folder} cannot be read.",
            why="Its files change faster than they can be read, or are damaged.",
            next_step="Run `personaforge warehouse verify`.",
        )

    def mark(self) -> str:
        """While it stays the same, so do the answers to the same questions, but for names of personas and versions.

        It is that of this process alone. Raises the StoreErrors.
        """
        return self._current()[1].name

    def sync(self, *, rebuild: bool = False, thorough: bool = False) -> Synced:
        """Have the files hold all that is in the database now, or make them anew from it.

        Damaged files are made anew: those that show it by their size, or, if `thorough`, by their checksum.
        Raises StoreBusy while another process does; Conflict where the database feeds another copy; the StoreErrors.
        """
        return syncing.sync(self._database, self._writable(), rebuild=rebuild, thorough=thorough)

    def compact(self) -> Synced:
        """Sync, merge small files, and leave no other file behind: what was erased is in no file afterwards.

        Raises what `sync` raises.
        """
        return syncing.sync(self._database, self._writable(), compact=True)

    def verify(self) -> Verified:
        """Compare every file with its checksum and every day with the database; slow when large.

        Raises StoreBusy while another process syncs; the StoreErrors.
        """
        with syncing.locked(self._writable()):
            return verifying.verify(self._database, self._writable())

    def export(self, actor: Actor, table: str, path: Path, *, form: exporting.Form = "parquet") -> int:
        """Write the actor's rows of a table to a file; how many. Raises InvalidInput and the StoreErrors."""
        query = exporting.query(table, form)
        return self._ask(actor, query, None, lambda relation: exporting.write(relation, path, form))

    def standing(self) -> Standing:
        """How the files stand to the database: cheap, and changes nothing. Raises the StoreErrors."""
        with self._lock:
            base, broken = self._found(self._signature())
        with self._database.read() as connection:
            feed = changes.feed(connection)
            counts = base is not None and tail.stands(base, feed)
            live = feed.waiting if counts else rows.turns(connection, most=_COUNTED)
        files = () if base is None else base.files
        return Standing(
            waiting=feed.waiting,
            live=live,
            settled_at=feed.settled_at,
            counts=counts,
            elsewhere=base is not None and feed.warehouse not in {"", base.warehouse},
            damaged=len(broken),
            files=len(files),
            rows={name: sum(one.rows for one in files if one.table == name) for name in TABLES},
            size=sum(one.size for one in files),
        )

    def close(self) -> None:
        """Let go of DuckDB."""
        with self._lock:
            if self._views is not None:
                self._views.close()
            self._views = self._state = None
            self._reading.close()

    def _writable(self) -> Path:
        if self._folder is None:
            raise StoreError("This store has no folder for a warehouse.", next_step="Open it with `warehouse_path`.")
        return self._folder

    def _small(self, actor: Actor, query: str) -> dict[str, pa.Table]:
        """Personas and versions, if they are asked for: they change without an entry in the queue."""
        wanted = [name for name, named in _NAMED.items() if named.search(query)]
        if not wanted:
            return {}
        with self._database.read() as connection:
            return {name: _SMALL[name](connection, actor) for name in wanted}

    def _current(self) -> tuple[Views, State]:
        """What is true now. Two looks, at the manifest and at the queue, tell whether the last state still is."""
        with self._lock:
            if self._views is None:
                self._views = Views(self._folder, threads=THREADS)
            with self._database.read() as connection:
                feed = changes.feed(connection)
            self._bound(much=feed.waiting > MOST_LIVE)
            state, signature = self._state, self._signature()
            if state is not None and state.signature == signature and state.tail.feed == feed:
                return self._views, state
            made = self._tail(None if state is None else state.tail)
            self._state = self._views.state(*made)
            if state is not None:
                self._views.retire(state)
            return self._views, self._state

    def _tail(self, before: Tail | None) -> tuple[Tail, tuple[int, ...]]:
        """The tail over the files as they are, with the signature of their manifest."""
        for _ in range(_TRIES):
            signature = self._signature()
            base, broken = self._found(signature)
            made = None if base is None else tail.read(self._database, self._reading, base, broken, before)
            if made is not None:
                return made, signature
            if base is None or signature == self._signature():
                break
        if before is None or before.base is not None:
            with self._database.read() as connection:
                self._bound(much=rows.turns(connection, most=MOST_LIVE) == MOST_LIVE)
        # The files are of another database, or of another state of it: they count for nothing until the next sync.
        made = tail.read(self._database, self._reading, None, tail.NONE, before)
        if made is None:
            raise AssertionError
        return made, signature

    def _signature(self) -> tuple[int, ...]:
        return () if self._folder is None else manifest.signature(self._folder)

    def _bound(self, *, much: bool) -> None:
        """Raise StoreBusy where so much would have to be read live that nobody would wait for it."""
        if much and self._folder is not None:
            raise StoreBusy(
                "The warehouse has too much to catch up with.",
                why=f"More than {MOST_LIVE:,} rows are not in its files yet.",
                next_step="The studio syncs in the background; or run `personaforge warehouse sync`, then ask again.",
            )

    def _found(self, signature: tuple[int, ...]) -> tuple[Manifest | None, frozenset[File]]:
        """The manifest of the folder, and which of its files are damaged at first sight."""
        if self._folder is None or not signature:
            return None, tail.NONE
        known, base, broken = self._files
        if known != signature:
            base = manifest.load(self._folder)
            files = () if base is None else base.files
            broken = frozenset(one for one in files if not manifest.whole(self._folder, one))
            self._files = (signature, base, broken)
        return base, broken

    def _lost(self, state: State) -> bool:
        """Whether files went or turned out damaged since this state was made, so that another one has to be."""
        if self._folder is None or state.tail.base is None:
            return False
        if self._signature() != state.signature:
            return True
        with self._lock:
            signature, base, known = self._files
            files = [one for one in state.tail.base.files if one not in known]
            broken = frozenset(one for one in files if not manifest.whole(self._folder, one, read=True))
            if broken and signature == state.signature:
                self._files = (signature, base, known | broken)
                self._retire()
            return bool(broken)

    def _retire(self) -> None:
        if self._state is not None and self._views is not None:
            self._views.retire(self._state)
            self._state = None
