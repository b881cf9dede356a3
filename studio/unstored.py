"""Turns that were played but that the database would not take: kept in memory until it does. Knows no model."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.errors import Conflict, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.memory.memory import NewMemory
    from brain.turn import Turn, TurnResult
    from store import Store
    from store.actor import Actor
    from store.values import Draft


@dataclass(frozen=True, slots=True)
class Played:
    """A turn that waits to be stored."""

    draft: Draft
    result: TurnResult
    memories: tuple[NewMemory, ...]


class Unstored:
    """Finishes turns. Without it a disk that was full for a moment would leave its draft open, and block what follows.

    Safe to use from several threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: dict[str, Played] = {}

    def finish(self, actor: Actor, draft: Draft, result: TurnResult, memories: Sequence[NewMemory]) -> Turn:
        """Store a turn. One that the database refuses is kept for `catch_up`; the StoreError is raised all the same."""
        try:
            return self._store.conversations.finish(actor, draft, result, new_memories=memories)
        except StoreError:
            with self._lock:
                self._waiting[draft.session_id] = Played(draft, result, tuple(memories))
            raise

    def catch_up(self, actor: Actor, session_id: str) -> None:
        """Store what waits in a conversation, if anything does. Raises the StoreErrors if it still cannot be done."""
        with self._lock:
            played = self._waiting.get(session_id)
            if played is None:
                return
            # Closed elsewhere meanwhile: what it had shown was kept there.
            with suppress(Conflict):
                self._store.conversations.finish(actor, played.draft, played.result, new_memories=played.memories)
            del self._waiting[session_id]
