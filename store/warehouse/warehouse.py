"""Questions over many turns, in DuckDB, about what an actor may see: files for what is old, the database for the rest.

Knows no page.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

from brain.errors import StoreError
from store.warehouse import changes, manifest, rows, tail
from store.warehouse.reading import Reading
from store.warehouse.syncing import locked
from store.warehouse.views import Views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from store.actor import Actor
    from store.database import Database
    from store.warehouse.manifest import File, Manifest
    from store.warehouse.syncing import Synced
    from store.warehouse.tail import Tail
    from store.warehouse.views import State

THREADS: Final = 2
_TRIES: Final = 4
_SMALL: Final = {"personas": rows.of_personas, "versions": rows.of_versions}
_NAMED: Final = {name: re.compile(rf"\b{name}\b", re.IGNORECASE) for name in _SMALL}


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
        import duckdb

        small = self._small(actor, query)
        for _ in range(_TRIES):
            views, state = self._current()
            try:
                with views.asked(state, actor) as connection:
                    for name, table in small.items():
                        connection.register(name, table)
                    return connection.sql(query, params=dict(values or {})).to_arrow_table()
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

    def sync(self, *, rebuild: bool = False) -> Synced:
        """Have the files hold all that is in the database now, or make them anew from it.

        Raises StoreBusy while another process does; Conflict where the database feeds another copy; the StoreErrors.
        """
        with locked(self._database, self._writable()) as sync:
            return sync.run(rebuild=rebuild)

    def compact(self) -> Synced:
        """Sync, merge small files, and leave no other file behind: what was erased is in no file afterwards.

        Raises what `sync` raises.
        """
        with locked(self._database, self._writable()) as sync:
            return sync.run(compact=True)

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
            made = tail.read(self._database, self._reading, base, broken, before)
            if made is not None:
                return made, signature
            if signature == self._signature():
                break
        # The files are of another database, or of another state of it: they count for nothing until the next sync.
        made = tail.read(self._database, self._reading, None, tail.NONE, before)
        if made is None:
            raise AssertionError
        return made, signature

    def _signature(self) -> tuple[int, ...]:
        return () if self._folder is None else manifest.signature(self._folder)

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
