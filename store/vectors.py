"""The vector index of memories and turns: derived from the database, owned by one process, made again at any time.

One collection for each place (memories, utterances, windows), persona, user and embedder: that is eight times as fast
as one filtered collection, keeps users apart, and never compares vectors of two embedders.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout

from brain.errors import InvalidInput
from store import outbox
from store.chroma import Shelf
from store.errors import IndexUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from sqlalchemy import Row

    from brain.embeddings import Embedder
    from store.actor import Actor
    from store.database import Database
    from store.outbox import Due
    from store.passages import Place

SAMPLE: Final = 50
"""How many vectors of each collection `verify` looks for by searching."""

COMPARED_EVERY: Final = 60.0
"""Seconds until the vectors of a collection are counted again by whoever asks it."""

NEIGHBOURS: Final = 10
"""Among how many results such a vector must be; other memories may have the same words."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How the index compares with the database, as ids of vectors. `waiting` counts what is not drained yet."""

    count: int
    waiting: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    unsearchable: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether it holds exactly what it should, and finds it."""
        return not (self.missing or self.extra or self.unsearchable)


class VectorIndex:
    """Opens when told to (or at the first drain), if no other process has it; a query never waits for that."""

    def __init__(self, database: Database, *, folder: Path | None, embedder_id: str, dimensions: int) -> None:
        self._database = database
        self._folder = folder
        self._embedder_id = embedder_id
        self._dimensions = dimensions
        self._lock = None if folder is None else FileLock(folder / "owner.lock", thread_local=False)
        self._shelf: Shelf | None = None
        self._work = threading.RLock()
        self._look_again: dict[str, float] = {}

    def open(self) -> None:
        """Take the index for this process and load it (about 1.5 s the first time). Raises IndexUnavailable."""
        with self._work:
            self._opened()

    def query(
        self,
        actor: Actor,
        persona_id: str,
        vector: NDArray[np.float32],
        *,
        place: Place = "memory",
        limit: int = 50,
    ) -> tuple[tuple[str, float], ...]:
        """Ids of the actor's with a persona and their cosine similarity, the most similar first.

        They are ids of memories, or in the places `turn` and `window` of turns, there with `/said`, `/replied` or
        `/window` behind. Raises IndexUnavailable where the index is not open, is another process's, is damaged, or
        holds another number of vectors than belong into it, which is looked at once a minute.
        """
        if vector.shape != (self._dimensions,):
            raise InvalidInput(f"The index takes vectors of {self._dimensions}, not of shape {vector.shape}.")
        shelf = self._shelf
        if shelf is None:
            raise _unavailable("It is not open in this process.", "Try again in a moment.")
        name = self._name(place, persona_id, actor.user_id)
        if time.monotonic() >= self._look_again.get(name, 0.0):
            self._compare(shelf, name, (persona_id, actor.user_id, place))
        return shelf.nearest(name, vector, limit)

    def drain(self, embedder: Embedder) -> int:
        """Teach the index what the outbox holds; how many entries that were. Raises IndexUnavailable."""
        self._require(embedder)
        done = 0
        with self._work:
            shelf = self._opened()
            while entries := outbox.first(self._database):
                self._apply(shelf, embedder, entries)
                outbox.done(self._database, [entry.id for entry in entries])
                done += len(entries)
            shelf.load()
        return done

    def _compare(self, shelf: Shelf, name: str, of: tuple[str, str, Place]) -> None:
        """Count what a collection holds and what belongs into it. Raises IndexUnavailable where they differ.

        While entries wait, or somebody teaches the index, the numbers say nothing: it is looked at next time.
        """
        for _ in range(2):
            pending, due = outbox.counted(self._database, *of)
            there = shelf.count(name)
            if pending:
                return
            if there == due:
                self._look_again[name] = time.monotonic() + COMPARED_EVERY
                return
        raise _unavailable(
            f"It holds {there:,} vectors where {due:,} belong.",
            "Run `personaforge memory rebuild`, or start the studio again, which mends it.",
        )

    def waiting(self) -> int:
        """How many entries of the outbox the index has not learnt of yet."""
        return outbox.waiting(self._database)

    def verify(self) -> IndexReport:
        """Compare the index with the database, and look for a sample of it by searching.

        Raises IndexUnavailable where it cannot be read at all, which calls for a rebuild.
        """
        with self._work:
            shelf = self._opened()
            pending = outbox.pending_ids(self._database)
            due = self._due()
            ours = [name for name in shelf.names() if name in due or name.endswith(self._suffix())]
            missing: set[str] = set()
            extra: set[str] = set()
            lost: list[str] = []
            count = 0
            for name in {*due, *ours}:
                there = shelf.ids(name)
                count += len(there)
                missing |= due.get(name, {}).keys() - there
                extra |= there - due.get(name, {}).keys()
                lost += _unsearchable(shelf, name, sorted(there)[:SAMPLE])
        return IndexReport(
            count=count,
            waiting=self.waiting(),
            missing=tuple(sorted(one for one in missing if _source(one) not in pending)),
            extra=tuple(sorted(one for one in extra if _source(one) not in pending)),
            unsearchable=tuple(lost),
        )

    def rebuild(self, embedder: Embedder) -> int:
        """Throw the index away and make it again from the database; how many vectors it holds then."""
        self._require(embedder)
        with self._work:
            self._own()
            self._drop()
            shelf = self._opened()
            through = outbox.newest(self._database)
            total = 0
            for due in outbox.all_due(self._database):
                self._learn(shelf, embedder, due)
                total += len(due)
            outbox.done_through(self._database, through)
        return total

    def mend(self, embedder: Embedder) -> IndexReport:
        """Drain and verify; rebuild if it cannot be read or does not fit. For the start of the studio."""
        with self._work:
            self._own()
            try:
                self.drain(embedder)
                report = self.verify()
            except IndexUnavailable:
                report = None
            if report is None or not report.sound:
                self.rebuild(embedder)
                report = self.verify()
        return report

    def close(self) -> None:
        """Let go of the index, so that another process may take it."""
        with self._work:
            self._look_again.clear()
            if self._shelf is not None:
                self._shelf.close()
                self._shelf = None
            if self._lock is not None:
                self._lock.release()

    def _apply(self, shelf: Shelf, embedder: Embedder, entries: Sequence[Row[Any]]) -> None:
        """What holds is how a memory or turn is now, so that entries may be applied twice, and out of date."""
        wanted = {noun: {entry.memory_id for entry in entries if entry.noun == noun} for noun in ("memory", "turn")}
        due = outbox.due_among(self._database, wanted["memory"], wanted["turn"])
        self._learn(shelf, embedder, due)
        kept = {one.id for one in due}
        gone: dict[str, set[str]] = {}
        for entry in entries:
            for place, vector_id in _vectors_of(entry.noun, entry.memory_id):
                if vector_id not in kept:
                    gone.setdefault(self._name(place, entry.persona_id, entry.user_id), set()).add(vector_id)
        for name, ids in gone.items():
            shelf.remove(name, sorted(ids))

    def _learn(self, shelf: Shelf, embedder: Embedder, due: Sequence[Due]) -> None:
        if not due:
            return
        made = embedder.embed([one.words for one in due])
        places: dict[tuple[str, str, str], list[int]] = {}
        for number, one in enumerate(due):
            places.setdefault((one.collection, one.persona_id, one.user_id), []).append(number)
        for (place, persona_id, user_id), chosen in places.items():
            shelf.put(
                self._name(place, persona_id, user_id),
                [due[number].id for number in chosen],
                made[chosen],
                labels={"persona_id": persona_id, "user_id": user_id, "embedder_id": self._embedder_id},
            )

    def _due(self) -> dict[str, dict[str, str]]:
        """What each collection should hold: ids of vectors, with what they are of."""
        due: dict[str, dict[str, str]] = {}
        for batch in outbox.all_due(self._database):
            for one in batch:
                due.setdefault(self._name(one.collection, one.persona_id, one.user_id), {})[one.id] = one.source_id
        return due

    def _opened(self) -> Shelf:
        folder = self._own()
        if self._shelf is None:
            there = sorted(folder.glob("chroma-*"))
            self._shelf = Shelf(there[0] if there else folder / f"chroma-{uuid4()}")
        return self._shelf

    def _own(self) -> Path:
        """The folder, owned by this process from here on."""
        if self._folder is None or self._lock is None:
            raise _unavailable("No folder is set for it.", "Set one, or go on with the newest memories only.")
        if not self._lock.is_locked:
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._lock.acquire(timeout=0)
            except Timeout:
                raise _unavailable("Another process of this studio has it open.", "Use that one, or stop it.") from None
            except OSError as error:
                raise _unavailable(f"{error.strerror}.", "Check the folder of the index.") from error
        return self._folder

    def _drop(self) -> None:
        if self._shelf is not None:
            self._shelf.close()
            self._shelf = None
        # A folder that Chroma failed to open stays broken for this process, so a new one gets another name.
        for old in self._own().glob("chroma-*"):
            shutil.rmtree(old, ignore_errors=True)
        self._look_again.clear()

    def _require(self, embedder: Embedder) -> None:
        if (embedder.id, embedder.dimensions) != (self._embedder_id, self._dimensions):
            raise InvalidInput(
                f"The index is of the embedder {self._embedder_id!r}, not of {embedder.id!r}.",
                why="Vectors of two embedders cannot be compared.",
            )

    def _name(self, place: str, persona_id: str, user_id: str) -> str:
        own = "" if place == "memory" else f".{place}"
        return f"{persona_id}.{_digest(user_id)}{own}{self._suffix()}"

    def _suffix(self) -> str:
        return f".{_digest(self._embedder_id)}"


def _vectors_of(noun: str, source_id: str) -> tuple[tuple[str, str], ...]:
    """Where the vectors of a memory or turn are, and their ids."""
    if noun == "memory":
        return (("memory", source_id),)
    return (("turn", f"{source_id}/said"), ("turn", f"{source_id}/replied"), ("window", f"{source_id}/window"))


def _source(vector_id: str) -> str:
    return vector_id.partition("/")[0]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _unavailable(why: str, next_step: str) -> IndexUnavailable:
    return IndexUnavailable("The vector index cannot be used now.", why=why, next_step=next_step)


def _unsearchable(shelf: Shelf, name: str, sample: Sequence[str]) -> list[str]:
    """Those of the sample that a search for their own vector does not find; a zero vector has no direction."""
    lost = []
    for one, vector in shelf.vectors(name, sample).items():
        if np.any(vector) and one not in dict(shelf.searched(name, vector, NEIGHBOURS)):
            lost.append(one)
    return lost
