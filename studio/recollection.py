"""Recalling for a turn: what may matter is found, ranked, and chosen for the prompt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from brain.memory.extract import extract
from brain.memory.fusion import fuse
from brain.memory.memory import Memory, Origin, Recall
from brain.memory.ranking import scored
from brain.memory.selection import select
from brain.memory.supersession import superseded
from brain.prompt.budget import TURNS as HISTORY_TURNS
from studio.retrieval import Asked, Begun, Found, Retrieval, quotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome
    from brain.memory.fusion import Fused
    from brain.memory.memory import NewMemory, Recalled
    from brain.memory.ranking import Ranked
    from brain.turn import Turn
    from store import Store
    from store.actor import Actor
    from store.turns import UserWords
    from store.values import Session

NEWEST: Final = 24
"""So many of the newest memories are always looked at."""

MOST_TURNS: Final = 1_000
"""A fresh session recalls what was said in its first so many turns, and in its newest."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """Recalls what a persona remembers of the actor. Scoped to this persona and this user."""

    store: Store
    embedder: Embedder
    _retrieval: Retrieval = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_retrieval", Retrieval(self.store, self.embedder))

    def begin(self, actor: Actor, session: Session, genome: PersonaGenome, words: str) -> Begun | None:
        """Begin the slowest part of recalling, for `recall` to take up; None where nothing is to be searched."""
        if session.fresh or not genome.mind.memory.enabled or genome.mind.memory.recall_limit == 0:
            return None
        return self._retrieval.begin(actor, session.persona_id, words)

    def recall(
        self,
        actor: Actor,
        session: Session,
        genome: PersonaGenome,
        words: str,
        *,
        history: Sequence[Turn],
        begun: Begun | None = None,
    ) -> Recall:
        """What matters for `words`, best first, pinned memories before all.

        An index that is missing or slow is no error: what words and the newest memories give is recalled, and it
        says so. `history` holds the last turns of the session; those that the model sees are not recalled word for
        word. A fresh session recalls only what was said in it.
        """
        config = genome.mind.memory
        if not config.enabled or config.recall_limit == 0:
            return Recall()
        visible = history[-HISTORY_TURNS:]
        asked = Asked(
            persona_id=session.persona_id,
            words=words,
            persona_name=genome.name,
            session_id=session.id if session.fresh else None,
            known=self._told(actor, session, history) if session.fresh else None,
            seen=frozenset(text for turn in visible for text in (turn.user_text, turn.reply)),
        )
        found = self._found(actor, session, asked, history, begun)
        chosen = _chosen(found, words, least=config.minimum_importance, limit=config.recall_limit)
        ways = " and ".join((*found.ways, f"among the newest {NEWEST} memories only"))
        why = f"Searched {ways}. {found.degraded}"
        return Recall(memories=chosen, degraded=why if found.degraded else "")

    def learnt(self, genome: PersonaGenome, words: str, turn_index: int) -> tuple[NewMemory, ...]:
        """What the user's words of a turn add to the memory; nothing if this persona keeps none."""
        return _extracted(words, turn_index) if genome.mind.memory.enabled else ()

    def _found(
        self, actor: Actor, session: Session, asked: Asked, history: Sequence[Turn], begun: Begun | None
    ) -> Found:
        """What a search finds; where there is nothing beyond a few memories and what the model sees, these alone."""
        if len(history) > HISTORY_TURNS:
            return self._retrieval.find(actor, asked, begun)
        if session.fresh:
            return self._retrieval.among(asked)
        if self.store.search.reaches_beyond(actor, session.persona_id, session.id):
            return self._retrieval.find(actor, asked, begun)
        newest = self.store.memories.recent(actor, session.persona_id, limit=NEWEST)
        few = len(newest) < NEWEST
        return self._retrieval.among(replace(asked, known=newest)) if few else self._retrieval.find(actor, asked, begun)

    def _told(self, actor: Actor, session: Session, history: Sequence[Turn]) -> tuple[Memory, ...]:
        """What the user told in a session, out of its own turns.

        The kept memories would not do: what was told in an earlier session too is kept under that one.
        """
        earlier: tuple[UserWords, ...] = ()
        if history and history[0].index > 1:
            before = min(history[0].index - 1, MOST_TURNS)
            earlier = self.store.conversations.words(actor, session.id, limit=before)
        told: dict[str, Memory] = {}
        said: Iterable[UserWords | Turn] = chain(earlier, history)
        for turn in said:
            for place, new in enumerate(_extracted(turn.user_text, turn.index)):
                memory = Memory(
                    **dict(new),
                    id=f"{session.id}/{turn.index}/{place}",
                    persona_id=session.persona_id,
                    user_id=session.user_id,
                    session_id=session.id,
                    created_at=turn.created_at,
                )
                for old, _ in superseded(new, told.values()):
                    del told[_key(old.content)]
                told.setdefault(_key(new.content), memory)
        return tuple(told.values())


def _key(words: str) -> str:
    return " ".join(words.casefold().split())


def _chosen(found: Found, question: str, *, least: float, limit: int) -> tuple[Recalled, ...]:
    """The best of what was found by recency, importance and relevance; the less important are left out."""
    memories = [memory for memory, _ in found.candidates]
    relevances = fuse([evidence for _, evidence in found.candidates])
    fused = {memory.id: one for memory, one in zip(memories, relevances, strict=True)}
    ranked = scored([(memory, fused[memory.id].relevance) for memory in memories], now=datetime.now(UTC))
    wanted = [one for one in ranked if one.memory.pinned or one.memory.importance >= least]
    return select(wanted, limit=limit, look=lambda one: _looked_at(one, question, fused[one.memory.id]))


def _looked_at(one: Ranked, question: str, fused: Fused) -> Recalled | None:
    """What is chosen as it goes into the prompt: of a turn, the part that fits, unless it is an order."""
    if one.memory.origin is not Origin.TURN:
        return one.recalled(fused.evidence)
    quoted = quotation(one.memory, question)
    return None if quoted is None else one._replace(memory=quoted).recalled(fused.evidence)


@lru_cache(maxsize=4 * MOST_TURNS)
def _extracted(words: str, turn_index: int) -> tuple[NewMemory, ...]:
    return extract(words, turn_index=turn_index)
