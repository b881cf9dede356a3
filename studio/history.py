"""The last turns of the conversations in use, in memory: a turn never changes, so none is read twice.

Only a judge's word may come later; whoever keeps it says so (`forget`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from brain.turn import Turn
    from store import Store
    from store.actor import Actor

TURNS: Final = 30
"""So many earlier turns matter to a turn: the model sees 20, the drift window and the change point the rest."""

CONVERSATIONS: Final = 16
"""Turns of this many conversations are kept; the one longest unused goes first."""


class History:
    """The turns before a turn, at most 30. Safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()

    def before(self, actor: Actor, session_id: str, index: int) -> tuple[Turn, ...]:
        """The last turns before turn `index`, which is the next one, in order. Read anew if another process added some.

        The caller has just read the session on behalf of the actor. Raises NotFound and the StoreErrors.
        """
        with self._lock:
            known = self._kept.get(session_id, ())
        if (known[-1].index if known else 0) == index - 1:
            return known
        read = tuple(self._store.conversations.last(actor, session_id, TURNS))
        self._keep(session_id, read)
        return read

    def add(self, turn: Turn, *, after: tuple[Turn, ...]) -> None:
        """Remember a turn that was stored after these."""
        self._keep(turn.session_id, (*after, turn)[-TURNS:])

    def forget(self, session_id: str) -> None:
        """Read the turns of a conversation anew next time: something was kept beside one of them."""
        with self._lock:
            self._kept.pop(session_id, None)

    def _keep(self, session_id: str, turns: tuple[Turn, ...]) -> None:
        with self._lock:
            self._kept[session_id] = turns
            self._kept.move_to_end(session_id)
            while len(self._kept) > CONVERSATIONS:
                self._kept.popitem(last=False)
