"""Chroma, embedded: collections of vectors in a folder. The only module that imports it; knows no memory.

Embeddings are always passed in: Chroma's own embedding function would download a model.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from store.errors import IndexUnavailable
from store.nearness import Nearness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

BATCH: Final = 1_000
"""Most vectors written at once."""

FEW: Final = 2_000
"""Collections of at most so many vectors are held in memory too, about 1 kB a vector. To compare all of them takes 0.1
ms; to ask Chroma 0.7 ms, of which its search is a seventh."""

HELD: Final = 24
"""So many small collections are held; the one that changed longest ago goes first."""


class Shelf:
    """The collections in one folder.

    One process at a time may have it open, and one thread at a time may change it or load: the caller sees to both. Any
    number may ask meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError, NotFoundError

        # AttributeError is what a client says that was closed by another thread.
        self._faults = (ChromaError, RuntimeError, ValueError, OSError, AttributeError)
        self._absent = NotFoundError
        self._known: dict[str, Any] = {}
        self._held: OrderedDict[str, Nearness] = OrderedDict()
        self._asked: set[str] = set()
        self._large: set[str] = set()
        with self._translated():
            self._client: Any = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )

    def put(self, name: str, ids: Sequence[str], vectors: NDArray[np.float32], *, labels: Mapping[str, str]) -> None:
        """Add vectors of cosine space to a collection, or replace those of these ids."""
        with self._translated():
            held = self._held.pop(name, None)
            collection = self._client.get_or_create_collection(
                name,
                embedding_function=None,
                metadata=dict(labels),
                configuration={"hnsw": {"space": "cosine"}},
            )
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                collection.upsert(ids=list(ids[part]), embeddings=vectors[part])
            if held is not None:
                self._hold(name, held.after(ids, vectors))

    def remove(self, name: str, ids: Sequence[str]) -> None:
        """Take vectors out of a collection; ids that are not there are passed over."""
        collection = self._collection(name)
        if collection is not None and ids:
            with self._translated():
                held = self._held.pop(name, None)
                collection.delete(ids=list(ids))
                if held is not None:
                    self._hold(name, held.without(ids))

    def nearest(self, name: str, vector: NDArray[np.float32], limit: int) -> tuple[tuple[str, float], ...]:
        """Ids and cosine similarities (-1 to 1), the most similar first; empty where there is no collection.

        A small collection is compared in memory once it was loaded, a large one searched by Chroma, which may miss one.
        """
        held = self._held.get(name)
        if held is not None:
            return held.nearest(vector, limit)
        self._asked.add(name)
        return self.searched(name, vector, limit)

    def searched(self, name: str, vector: NDArray[np.float32], limit: int) -> tuple[tuple[str, float], ...]:
        """The same by Chroma's search, however few there are."""
        collection = self._collection(name)
        if collection is None:
            return ()
        with self._translated():
            found = collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32).reshape(1, -1),
                n_results=limit,
                include=["distances"],
            )
        return tuple(
            (one, 1.0 - float(distance)) for one, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        )

    def names(self) -> tuple[str, ...]:
        """Every collection there is."""
        with self._translated():
            return tuple(collection.name for collection in self._client.list_collections())

    def count(self, name: str) -> int:
        """How many vectors a collection holds; 0 where there is none."""
        collection = self._collection(name)
        if collection is None:
            return 0
        with self._translated():
            return int(collection.count())

    def ids(self, name: str) -> frozenset[str]:
        """Every id in a collection."""
        collection = self._collection(name)
        if collection is None:
            return frozenset()
        with self._translated():
            return frozenset(collection.get(include=[])["ids"])

    def vectors(self, name: str, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of some ids, as far as they are there."""
        collection = self._collection(name)
        if collection is None or not ids:
            return {}
        with self._translated():
            found = collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))

    def close(self) -> None:
        """Let go of the folder."""
        self._known.clear()
        self._held.clear()
        self._client.close()

    def load(self) -> None:
        """Read into memory what was asked for and is small: some 50 ms for 2,000 vectors, so when nobody waits."""
        for name in self._asked - self._large - self._held.keys():
            collection = self._collection(name)
            if collection is None:
                continue
            with self._translated():
                if collection.count() > FEW:
                    self._large.add(name)
                    continue
                found = collection.get(include=["embeddings"])
                vectors = np.asarray(found["embeddings"], dtype=np.float32).reshape(len(found["ids"]), -1)
                self._hold(name, Nearness.of(found["ids"], vectors))

    def _hold(self, name: str, held: Nearness) -> None:
        if len(held.ids) <= FEW:
            self._held[name] = held
        while len(self._held) > HELD:
            self._asked.discard(self._held.popitem(last=False)[0])

    def _collection(self, name: str) -> Any:
        known = self._known.get(name)
        if known is not None:
            return known
        with self._translated():
            try:
                found = self._client.get_collection(name, embedding_function=None)
            except self._absent:
                return None
        self._known[name] = found
        return found

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            # A damaged file can make the Rust core panic, which is no Exception and has no importable name.
            if not isinstance(error, self._faults) and type(error).__name__ != "PanicException":
                raise
            raise IndexUnavailable(
                "The vector index could not be used.",
                why=f"It answered {type(error).__name__}: it is damaged, or its disk is full.",
                next_step="Free some space, or rebuild the index; nothing is lost by that.",
            ) from error
