"""Recalling for a turn: from the index, and from the newest memories, which it may not hold yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from brain.memory.extract import extract
from brain.memory.memory import Recall
from brain.memory.ranking import rank
from store.errors import IndexUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome
    from brain.memory.memory import Memory, NewMemory
    from store import Store
    from store.actor import Actor
    from store.values import Session

NEWEST: Final = 40
"""So many of the newest memories are always looked at."""

NEAREST: Final = 40
"""So many of the nearest are asked of the index."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """Recalls what a persona remembers of the actor. Scoped to this persona and this user."""

    store: Store
    embedder: Embedder

    def recall(self, actor: Actor, session: Session, genome: PersonaGenome, words: str) -> Recall:
        """What matters for `words`, best first. A missing index is no error: the newest are searched, and it says so.

        A fresh session recalls only what was said in it.
        """
        config = genome.mind.memory
        if not config.enabled or config.recall_limit == 0:
            return Recall()
        newest = self.store.memories.recent(actor, session.persona_id, limit=NEWEST)
        if not newest:
            return Recall()
        query = self.embedder.embed([words])[0]
        near, degraded = self._near(actor, session.persona_id, query, known={memory.id for memory in newest})
        candidates = [
            (memory, relevance)
            for memory, relevance in (*near, *self._compared(newest, query))
            if not session.fresh or memory.session_id == session.id
        ]
        ranked = rank(candidates, now=datetime.now(UTC), limit=config.recall_limit)
        kept = tuple(one for one in ranked if one.memory.importance >= config.minimum_importance)
        return Recall(memories=kept, degraded=degraded)

    def learnt(self, genome: PersonaGenome, words: str, turn_index: int) -> tuple[NewMemory, ...]:
        """What the user's words of a turn add to the memory; nothing if this persona keeps none."""
        return extract(words, turn_index=turn_index) if genome.mind.memory.enabled else ()

    def _near(
        self, actor: Actor, persona_id: str, query: NDArray[np.float32], *, known: set[str]
    ) -> tuple[list[tuple[Memory, float]], str]:
        """What the index finds beyond what is known already, and why it could not be asked."""
        if len(known) < NEWEST:
            return [], ""
        try:
            hits = dict(self.store.vectors.query(actor, persona_id, query, limit=NEAREST))
        except IndexUnavailable as error:
            return [], f"Only the newest {NEWEST} memories were searched. {error}"
        found = self.store.memories.candidates(actor, persona_id, [one for one in hits if one not in known])
        return [(memory, hits[memory.id]) for memory in found], ""

    def _compared(self, memories: tuple[Memory, ...], query: NDArray[np.float32]) -> list[tuple[Memory, float]]:
        vectors = self.embedder.embed([memory.content for memory in memories])
        return [(memory, float(near)) for memory, near in zip(memories, vectors @ query, strict=True)]
