"""Bringing the files up to the database: one process at a time; wherever it dies, nothing is lost or doubled.

Rows that the queue names are read anew and take the place of those in the files; then the manifest is replaced, then
the database takes the new state to be the newest, and only then the entries are removed. Until they are, whoever asks
reads their rows from the database. What is left over from a sync that was killed is learnt again, or made anew.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from brain.errors import Conflict, StoreBusy
from store.warehouse import changes, engine, manifest, sums
from store.warehouse.columns import TABLES
from store.warehouse.parts import Parts, apart
from store.warehouse.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from store.database import Database
    from store.warehouse.changes import Entry
    from store.warehouse.manifest import File, Manifest

SLICE: Final = 50_000
"""Entries learnt at once: with them the rows that are held in memory are bounded."""

LOCK: Final = "sync.lock"
_MEMORY: Final = "1GB"


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: entries learnt, whether all was made anew, files repaired; and the rows and files there are."""

    learnt: int
    anew: bool
    repaired: int
    rows: int
    files: int
    size: int


class Sync:
    """One sync of a folder, for whoever has locked it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._reading = Reading(database)
        self._duck = engine.opened(folder, threads=1, memory=_MEMORY)
        self._parts = Parts(self._duck, folder)

    def run(self, *, rebuild: bool = False, compact: bool = False, thorough: bool = False) -> Synced:
        """Learn everything that waits; `thorough` looks for damage in every byte.

        Raises Conflict where another copy learns already; the StoreErrors.
        """
        state, anew = self._beginning(rebuild=rebuild)
        if not anew:
            # Nobody reads what was left over from the last sync any more.
            manifest.clear(self._folder, keep=[one.path for one in state.files])
        repaired = [one for one in state.files if not manifest.whole(self._folder, one, read=thorough)]
        if anew or repaired:
            state = self._mended(state, repaired)
        learnt = 0
        while entries := self._waiting():
            state = self._learn(state, entries)
            learnt += len(entries)
            if len(entries) < SLICE:
                break
        if compact:
            state = self._publish(state, self._merged(state.files, fully=True))
            manifest.clear(self._folder, keep=[one.path for one in state.files])
        rows, size = sum(one.rows for name in TABLES for one in state.of(name)), sum(one.size for one in state.files)
        return Synced(learnt, anew, len(repaired), rows, len(state.files), size)

    def close(self) -> None:
        """Let go of DuckDB."""
        self._reading.close()
        self._duck.close()

    def _beginning(self, *, rebuild: bool) -> tuple[Manifest, bool]:
        """The state to go on from, and whether it is an empty one that all has to be read into."""
        with self._database.read() as connection:
            feed = changes.feed(connection)
        found = manifest.load(self._folder)
        if found is not None and feed.warehouse not in {"", found.warehouse} and not rebuild:
            raise Conflict(
                f"The database does not feed the warehouse at {self._folder}.",
                why="Another folder, perhaps of another machine, took over since.",
                next_step="Use that one, or take over again with `personaforge warehouse sync --rebuild`.",
            )
        if found is None or rebuild or not feed.token or feed.token not in {found.token, found.previous}:
            return manifest.empty("" if found is None else found.warehouse, feed.token), True
        if feed.token != found.token:
            # A sync was killed between its two last steps: the queue still names all that this state has more.
            changes.settle(self._database, warehouse=found.warehouse, token=found.token, after=found.previous)
        return found, False

    def _waiting(self) -> tuple[Entry, ...]:
        with self._database.read() as connection:
            return changes.queue(connection, most=SLICE)[1]

    def _mended(self, state: Manifest, broken: Sequence[File]) -> Manifest:
        """A state in which broken files, or, where there are none, all tables are read anew.

        What changes while that is read stays in the queue.
        """
        with self._database.read() as connection:
            known = [] if broken else changes.spans(connection)
        state = replace(state, files=tuple(one for one in state.files if one not in broken))
        files: list[File] = []
        for name in TABLES:
            kept, spans = apart(state.of(name), [one for one in broken if one.table == name])
            for first, last in spans if broken else self._reading.spans(name):
                kept += self._parts.from_rows(name, self._reading.between(name, first, last))
            files += kept
        state = self._publish(state, self._merged(files))
        # Their rows were read after them.
        changes.remove(self._database, known)
        return state

    def _learn(self, state: Manifest, entries: Sequence[Entry]) -> Manifest:
        files: list[File] = []
        for name in TABLES:
            known = state.of(name)
            keys, days = changes.keys(entries, name)
            if not keys:
                files += known
                continue
            met = [one for one in known if days is None or any(one.meets(day, day) for day in days)]
            files += [one for one in known if one not in met]
            files += self._parts.without(name, met, keys)
            files += self._parts.from_rows(name, self._reading.by_key(name, keys))
        state = self._publish(state, self._merged(files))
        changes.remove(self._database, changes.runs(one.id for one in entries))
        return state

    def _merged(self, files: Sequence[File], *, fully: bool = False) -> list[File]:
        return [
            one
            for name in TABLES
            for one in self._parts.merged(name, [file for file in files if file.table == name], fully=fully)
        ]

    def _publish(self, state: Manifest, files: Sequence[File]) -> Manifest:
        """The state after this one, of these files of tables and the cells of them."""
        new = state.next(self._parts.with_sums(files, state.of(sums.NAME)))
        manifest.replace_with(self._folder, new)
        changes.settle(self._database, warehouse=new.warehouse, token=new.token, after=state.token)
        # Whoever still reads the state before this one finds its files; those of older states go.
        manifest.clear(self._folder, keep=[one.path for one in (*state.files, *new.files)])
        return new


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """No other process syncs this folder now. Raises StoreBusy where one does; StoreError for a folder beyond use."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / LOCK, thread_local=False)
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreBusy(
            "The warehouse is being synced already.",
            why=f"Another process holds {folder / LOCK}.",
            next_step="Wait until it is done; answers are up to date meanwhile.",
        ) from None
    except OSError as error:
        raise manifest.unusable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def sync(
    database: Database, folder: Path, *, rebuild: bool = False, compact: bool = False, thorough: bool = False
) -> Synced:
    """Have the files hold all that is in the database now. Raises StoreBusy, Conflict and the StoreErrors."""
    with locked(folder):
        own = Sync(database, folder)
        try:
            return own.run(rebuild=rebuild, compact=compact, thorough=thorough)
        finally:
            own.close()
