"""Use cases over memories: see, pin, correct, forget, restore, erase, export; and the upkeep of their index."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from brain.memory.memory import MemoryStatus
from store.errors import IndexUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.embeddings import Embedder
    from brain.memory.memory import Memory, Recall
    from store import Store
    from store.actor import Actor
    from store.upkeep import Kept
    from store.vectors import IndexReport
    from studio.extraction import Extractor
    from studio.summing import Summing

PAGE = 200
"""Memories read at once when all are wanted."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked of a memory; `words` are those of a correction."""

    kind: Literal["pin", "unpin", "correct", "forget", "restore", "purge"]
    memory_id: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Memories:
    """What personas remember of the actor. Who may do what is decided by the store."""

    store: Store
    embedder: Embedder
    extractor: Extractor
    summing: Summing

    def every(
        self, actor: Actor, persona_id: str, *, statuses: Sequence[MemoryStatus] = tuple(MemoryStatus)
    ) -> Iterator[Memory]:
        """The actor's memories with a persona, newest first, one status after the other."""
        for status in statuses:
            cursor: str | None = None
            while True:
                page = self.store.memories.list(actor, persona_id, status=status, cursor=cursor, limit=PAGE)
                yield from page.items
                cursor = page.next_cursor
                if cursor is None:
                    break

    def some(self, actor: Actor, persona_id: str, status: MemoryStatus, *, limit: int = 20) -> tuple[Memory, ...]:
        """The newest of one status."""
        return self.store.memories.list(actor, persona_id, status=status, limit=limit).items

    def holding(self, actor: Actor, persona_id: str, recall: Recall) -> dict[str, Memory]:
        """Those of the recalled memories that still hold, as they are now, by id."""
        ids = [one.memory.id for one in recall.memories]
        return {one.id: one for one in self.store.memories.candidates(actor, persona_id, ids)}

    def change(self, actor: Actor, asked: Change) -> None:
        """Do what is asked of a memory. Raises NotFound, Conflict and InvalidInput."""
        match asked.kind:
            case "correct":
                self.correct(actor, asked.memory_id, asked.words)
            case "forget":
                self.forget(actor, asked.memory_id)
            case "restore":
                self.restore(actor, asked.memory_id)
            case "purge":
                self.purge(actor, [asked.memory_id])
            case _:
                self.pin(actor, asked.memory_id, pinned=asked.kind == "pin")

    def pin(self, actor: Actor, memory_id: str, *, pinned: bool = True) -> Memory:
        """Have a memory recalled always, or no longer. Raises NotFound and InvalidInput."""
        return self.store.memories.pin(actor, memory_id, pinned=pinned)

    def correct(self, actor: Actor, memory_id: str, words: str) -> Memory:
        """Put a memory into the user's own words; the old one becomes history. Raises as the store does."""
        return self.store.memories.correct(actor, memory_id, words)

    def forget(self, actor: Actor, memory_id: str) -> Memory:
        """Set a memory aside; `restore` brings it back. Raises NotFound."""
        return self.store.memories.forget(actor, memory_id)

    def restore(self, actor: Actor, memory_id: str) -> Memory:
        """Bring a forgotten memory back, or make history current again. Raises NotFound, Conflict and InvalidInput."""
        return self.store.memories.restore(actor, memory_id)

    def purge(self, actor: Actor, memory_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Erase forgotten memories for good, from the index too; for each of them where something still remains.

        Where another process owns the index its vectors are erased there at its next look. Raises as the store does.
        """
        self.store.memories.purge(actor, memory_ids)
        with suppress(IndexUnavailable):
            self.store.vectors.drain(self.embedder)
        return {one: self.store.memories.remains(actor, one) for one in memory_ids}

    def export(self, actor: Actor, persona_id: str) -> str:
        """Everything that is remembered, history and forgotten memories too: one JSON object a line."""
        lines = (
            json.dumps(one.model_dump(mode="json") | {"status": one.status.value}, ensure_ascii=False)
            for one in self.every(actor, persona_id)
        )
        return "\n".join(lines) + "\n"

    def verify(self) -> IndexReport:
        """Whether the vector index holds what it should, after it learnt what waited. Raises IndexUnavailable."""
        self.store.vectors.drain(self.embedder)
        return self.store.vectors.verify()

    def rebuild(self) -> int:
        """Make the vector index again from the database; how many vectors it holds. Raises IndexUnavailable."""
        return self.store.vectors.rebuild(self.embedder)

    def keep_up(self) -> Kept:
        """Merge, sum up, let fade and purge what is due, for everybody. Raises the StoreErrors.

        Where a model sums up, that may take minutes.
        """
        summed = self.summing.run()
        done = self.store.upkeep.run()
        return replace(done, summed_up=done.summed_up + summed)
