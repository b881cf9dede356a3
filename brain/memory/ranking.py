"""Which memories come to mind: recency, importance and relevance added up. Knows no index and no embedder."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

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
    return distinct(scored(candidates, now=now), limit)


def scored(
    candidates: Sequence[tuple[Memory, float]],
    *,
    now: datetime,
    evidence: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
) -> list[Recalled]:
    """All candidates with their scores, best first, as `rank` orders them, those that say the same among them.

    `evidence` holds by a memory's id what its relevance was made of.
    """
    best: dict[str, tuple[Memory, float]] = {}
    for memory, relevance in candidates:
        if not memory.quarantined:
            known = best.get(memory.id)
            if known is None or _cosine(relevance) > known[1]:
                best[memory.id] = (memory, _cosine(relevance))
    memories = [memory for memory, _ in best.values()]
    recency = _normalised([round(retention(memory, now), 2) for memory in memories])
    importance = _normalised([memory.importance for memory in memories])
    relevances = _normalised([relevance for _, relevance in best.values()])
    found = [
        _recalled({"memory": memory, "recency": fresh, "importance": weight, "relevance": near}, evidence)
        for memory, fresh, weight, near in zip(memories, recency, importance, relevances, strict=True)
    ]
    found.sort(key=lambda one: (-one.score, one.memory.turn_index or 0, one.memory.start or 0, one.memory.id))
    return found


def _recalled(parts: dict[str, Any], evidence: Mapping[str, Mapping[str, float]]) -> Recalled:
    """Made without a check: the parts are shares by the way they are worked out."""
    given = parts | dict(evidence.get(parts["memory"].id, {}))
    return made(Recalled, _UNFOUND | given, set(given))


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
