"""Recalling for a turn: from the index, and from the newest memories, which it may not hold yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.memory.extract import extract
from brain.memory.memory import Memory, Recall
from brain.memory.ranking import rank
from store.errors import IndexUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome
    from brain.memory.memory import NewMemory
    from brain.turn import Turn
    from store import Store
    from store.actor import Actor
    from store.values import Session

NEWEST: Final = 24
"""So many of the newest memories are always looked at."""

NEAREST: Final = 24
"""So many of the nearest are asked of the index."""

MOST_TURNS: Final = 1_000
"""A fresh session recalls what was said in its first so many turns, and in its newest."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """Recalls what a persona remembers of the actor. Scoped to this persona and this user."""

    store: Store
    embedder: Embedder

    def recall(
        self, actor: Actor, session: Session, genome: PersonaGenome, words: str, *, history: Sequence[Turn]
    ) -> Recall:
        """What matters for `words`, best first. A missing index is no error: the newest are searched, and it says so.

        `history` holds the last turns of the session. A fresh session recalls only what was said in it.
        """
        config = genome.mind.memory
        if not config.enabled or config.recall_limit == 0:
            return Recall()
        query = self.embedder.embed([words])[0]
        near: list[tuple[Memory, float]] = []
        degraded = ""
        if session.fresh:
            newest = self._told(actor, session, history)
        else:
            newest = self.store.memories.recent(actor, session.persona_id, limit=NEWEST)
            most = max(NEAREST, config.recall_limit)
            known = {memory.id for memory in newest}
            near, degraded = self._near(actor, session.persona_id, query, known=known, most=most)
        candidates = [*near, *self._compared(newest, query)]
        ranked = rank(candidates, now=datetime.now(UTC), limit=config.recall_limit)
        kept = tuple(one for one in ranked if one.memory.importance >= config.minimum_importance)
        return Recall(memories=kept, degraded=degraded)

    def learnt(self, genome: PersonaGenome, words: str, turn_index: int) -> tuple[NewMemory, ...]:
        """What the user's words of a turn add to the memory; nothing if this persona keeps none."""
        return _extracted(words, turn_index) if genome.mind.memory.enabled else ()

    def _told(self, actor: Actor, session: Session, history: Sequence[Turn]) -> tuple[Memory, ...]:
        """What the user told in a session, out of its own turns.

        The kept memories would not do: what was told in an earlier session too is kept under that one.
        """
        turns = tuple(history)
        if turns and turns[0].index > 1:
            before = min(turns[0].index - 1, MOST_TURNS)
            turns = (*self.store.conversations.turns(actor, session.id, after=0, limit=before), *turns)
        told: dict[str, Memory] = {}
        for turn in turns:
            for place, new in enumerate(_extracted(turn.user_text, turn.index)):
                memory = Memory(
                    **dict(new),
                    id=f"{session.id}/{turn.index}/{place}",
                    persona_id=session.persona_id,
                    user_id=session.user_id,
                    session_id=session.id,
                    created_at=turn.created_at,
                )
                told.setdefault(" ".join(new.content.casefold().split()), memory)
        return tuple(told.values())

    def _near(
        self, actor: Actor, persona_id: str, query: NDArray[np.float32], *, known: set[str], most: int
    ) -> tuple[list[tuple[Memory, float]], str]:
        """What the index finds beyond what is known already, and why it could not be asked."""
        if len(known) < NEWEST:
            return [], ""
        try:
            hits = dict(self.store.vectors.query(actor, persona_id, query, limit=most))
        except IndexUnavailable as error:
            return [], f"Only the newest {NEWEST} memories were searched. {error}"
        found = self.store.memories.candidates(actor, persona_id, [one for one in hits if one not in known])
        return [(memory, hits[memory.id]) for memory in found], ""

    def _compared(self, memories: tuple[Memory, ...], query: NDArray[np.float32]) -> list[tuple[Memory, float]]:
        vectors = self.embedder.embed([memory.content for memory in memories])
        return [(memory, float(near)) for memory, near in zip(memories, vectors @ query, strict=True)]


@lru_cache(maxsize=512)
def _extracted(words: str, turn_index: int) -> tuple[NewMemory, ...]:
    return extract(words, turn_index=turn_index)
