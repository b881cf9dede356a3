"""Which memories come to mind: recency, importance and relevance added up. Knows no index and no embedder."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.made import blank, made
from brain.memory.likeness import alike, statement
from brain.memory.memory import Recalled
from brain.memory.retention import retention

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from brain.memory.memory import Memory

_UNFOUND: Final = blank(Recalled)


def rank(candidates: Sequence[tuple[Memory, float]], *, now: datetime, limit: int) -> tuple[Recalled, ...]:
    """The best `limit` of the candidates, best first.

    A candidate is a memory with its relevance, the cosine (-1 to 1) of its vector to the user's words. The score is
    recency + importance + relevance, each min-max normalised over the candidates; recency is `retention`
    to two decimals, so that seconds of waiting inside one conversation change nothing. A part in
    which all candidates are equal tells nothing and counts 0.5 for each. Quarantined memories are left out, and of
    memories that say nearly the same only the best is kept. The order of the candidates does not matter; equal
    scores are ordered by where they were said, so that a repeated conversation recalls the same, then by id.
    Source: Park et al. 2023, "Generative Agents", arXiv 2304.03442, its three weights being 1.
    """
    return distinct((one.recalled() for one in scored(candidates, now=now)), limit)


class Ranked(NamedTuple):
    """A memory with the parts of its score, each a share; a plain value, since few of those ranked are recalled."""

    memory: Memory
    recency: float
    importance: float
    relevance: float

    def recalled(self, evidence: Mapping[str, float] = MappingProxyType({})) -> Recalled:
        """As it is recalled; `evidence` holds what its relevance was made of."""
        # Without a check: the parts are shares by the way they are worked out.
        given = {**self._asdict(), **evidence}
        return made(Recalled, _UNFOUND | given, set(given))


def scored(candidates: Sequence[tuple[Memory, float]], *, now: datetime) -> list[Ranked]:
    """All candidates with their scores, best first, as `rank` orders them, those that say the same among them."""
    best: dict[str, tuple[Memory, float]] = {}
    for memory, relevance in candidates:
        if not memory.quarantined:
            cosine, known = _cosine(relevance), best.get(memory.id)
            if known is None or cosine > known[1]:
                best[memory.id] = (memory, cosine)
    memories = [memory for memory, _ in best.values()]
    recency = _normalised([round(retention(memory, now), 2) for memory in memories])
    importance = _normalised([memory.importance for memory in memories])
    relevances = _normalised([relevance for _, relevance in best.values()])
    return sorted(map(Ranked, memories, recency, importance, relevances), key=_place)


def _place(one: Ranked) -> tuple[float, int, int, str]:
    memory = one.memory
    # Added up as `Recalled.score` does.
    score = one.recency + one.importance + one.relevance
    return -score, memory.turn_index or 0, memory.start or 0, memory.id


def _cosine(value: float) -> float:
    return -1.0 if math.isnan(value) else min(1.0, max(-1.0, value))


def _normalised(values: list[float]) -> list[float]:
    if not values:
        return []
    low, high = min(values), max(values)
    if high == low:
        return [0.5] * len(values)
    return [(value - low) / (high - low) for value in values]


def distinct(ordered: Iterable[Recalled], limit: int) -> tuple[Recalled, ...]:
    """The first `limit` of them, without those that say nearly the same as one before."""
    kept: list[Recalled] = []
    said: list[frozenset[str]] = []
    for one in ordered:
        if len(kept) >= limit:
            break
        words = statement(one.memory.content)
        if not any(alike(words, others) for others in said):
            kept.append(one)
            said.append(words)
    return tuple(kept)
