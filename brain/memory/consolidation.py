"""What can be kept as one: memories that say the same, and old episodes of a conversation. Knows no store, no model.

Nothing is lost: what is merged or summed up becomes history, with a link to what stands for it.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from brain.memory.instructions import instruction_like
from brain.memory.likeness import ALIKE, alike, statement
from brain.memory.memory import MemoryStatus, MemoryType, NewMemory, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from brain.memory.memory import Memory

OLD: Final = timedelta(days=30)
"""An episode is summed up no sooner."""

FEWEST: Final = 4
"""So few episodes of a conversation at least make a summary worth while."""

LITTLE: Final = 0.65
"""Episodes above this importance stay memories of their own."""

LONGEST: Final = 3_500
"""Most characters of a summary."""


def merges(memories: Iterable[Memory]) -> tuple[tuple[Memory, tuple[Memory, ...]], ...]:
    """Groups that say nearly the same (`likeness.alike`) of the same side: the one to keep, and the others.

    Kept is the pinned one, else the most important, else the newest. What somebody chose to keep apart, by undoing a
    merge, is left alone. Compares only those that must share a rare word, so it takes far less than each with each
    (prefix filtering, Chaudhuri, Ganti and Kaushik 2006).
    """
    live = sorted((one for one in memories if _may(one) and one.superseded_why != "undone"), key=_worth)
    said = [statement(one.content) for one in live]
    often = Counter(word for words in said for word in words)
    by_word: dict[str, list[int]] = {}
    groups: dict[int, list[Memory]] = {}
    for place, (one, words) in enumerate(zip(live, said, strict=True)):
        rare = sorted(words, key=lambda word: (often[word], word))
        near = rare[: len(rare) - math.ceil(ALIKE * len(rare)) + 1]
        candidates = sorted({other for word in near for other in by_word.get(word, ())})
        leader = next((other for other in candidates if _same(live[other], said[other], one, words)), None)
        if leader is not None:
            groups.setdefault(leader, []).append(one)
            continue
        for word in near:
            by_word.setdefault(word, []).append(place)
    return tuple((live[leader], tuple(others)) for leader, others in groups.items())


def summaries(memories: Iterable[Memory], now: datetime) -> tuple[NewMemory, ...]:
    """A memory for every conversation with four or more old episodes of little importance, quoting each.

    Old is 30 days, little up to 0.65; pinned ones are left alone. `sources` names them; the importance is that of the
    most important one. What would read as an order to the persona is not made.
    """
    by_session: dict[str, list[Memory]] = {}
    for one in memories:
        old = now - one.created_at >= OLD and one.importance <= LITTLE and not one.pinned
        if old and _may(one) and one.type is MemoryType.EVENT and one.origin is not Origin.SUMMARY and one.session_id:
            by_session.setdefault(one.session_id, []).append(one)
    made = (_summary(told) for told in by_session.values() if len(told) >= FEWEST)
    return tuple(one for one in made if one is not None)


def _summary(told: Sequence[Memory]) -> NewMemory | None:
    ordered = sorted(told, key=lambda one: (one.created_at, one.turn_index or 0, one.start or 0))
    first = ordered[0].created_at
    content = f"Told on {first.day} {first:%B %Y}:"
    sources: list[str] = []
    for one in ordered:
        quote = one.content.replace('"', "'").rstrip(" .;")
        if len(content) + len(quote) + 4 > LONGEST:
            break
        content += f' "{quote}";'
        sources.append(one.id)
    content = content.rstrip(";") + "."
    if len(sources) < FEWEST or instruction_like(content):
        return None
    return NewMemory(
        content=content,
        type=MemoryType.EVENT,
        about=ordered[0].about,
        importance=max(one.importance for one in ordered),
        origin=Origin.SUMMARY,
        slot="",
        sources=tuple(sources),
    )


def _may(one: Memory) -> bool:
    return one.status is MemoryStatus.CURRENT and not one.quarantined


def _worth(one: Memory) -> tuple[bool, float, float, str]:
    return (not one.pinned, -one.importance, -one.created_at.timestamp(), one.id)


def _same(one: Memory, words: frozenset[str], other: Memory, others: frozenset[str]) -> bool:
    return one.about == other.about and one.type is other.type and not other.pinned and alike(words, others)
