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
    """A memory for every conversation with old episodes of little importance (`episodes`), quoting each.

    `sources` names them; the importance is that of the most important one. What would read as an order to the persona
    is not made.
    """
    made = (_quoting_each(told) for told in episodes(memories, now))
    return tuple(one for one in made if one is not None)


def episodes(memories: Iterable[Memory], now: datetime) -> tuple[tuple[Memory, ...], ...]:
    """For every conversation with four or more of them the old episodes of little importance, oldest first.

    Old is 30 days, little up to 0.65; pinned ones are left alone.
    """
    by_session: dict[str, list[Memory]] = {}
    for one in memories:
        old = now - one.created_at >= OLD and one.importance <= LITTLE and not one.pinned
        if old and _may(one) and one.type is MemoryType.EVENT and one.origin is not Origin.SUMMARY and one.session_id:
            by_session.setdefault(one.session_id, []).append(one)
    ordered = (sorted(told, key=_told) for told in by_session.values() if len(told) >= FEWEST)
    return tuple(map(tuple, ordered))


def summed_up(told: Sequence[Memory], quotes: Sequence[str]) -> NewMemory | None:
    """The memory that stands for these episodes, oldest first, in these words of theirs, as many as there is room for.

    None for what would read as an order to the persona.
    """
    first = told[0].created_at
    content = f"Told on {first.day} {first:%B %Y}:"
    for quote in map(_quotable, quotes):
        if len(content) + len(quote) + 4 > LONGEST:
            break
        content += f' "{quote}";'
    content = content.rstrip(";") + "."
    if instruction_like(content):
        return None
    return NewMemory(
        content=content,
        type=MemoryType.EVENT,
        about=told[0].about,
        importance=max(one.importance for one in told),
        origin=Origin.SUMMARY,
        slot="",
        sources=tuple(one.id for one in told),
    )


def _quoting_each(told: Sequence[Memory]) -> NewMemory | None:
    """The summary of as many of the episodes as there is room for."""
    first = told[0].created_at
    room = LONGEST - len(f"Told on {first.day} {first:%B %Y}:")
    fitting: list[Memory] = []
    for one in told:
        room -= len(_quotable(one.content)) + 4
        if room < 0:
            break
        fitting.append(one)
    made = summed_up(fitting, [one.content for one in fitting]) if len(fitting) >= FEWEST else None
    return made and made.model_copy(update={"importance": max(one.importance for one in told)})


def _quotable(text: str) -> str:
    return text.replace('"', "'").rstrip(" .;")


def _told(one: Memory) -> tuple[datetime, int, int]:
    return one.created_at, one.turn_index or 0, one.start or 0


def _may(one: Memory) -> bool:
    return one.status is MemoryStatus.CURRENT and not one.quarantined


def _worth(one: Memory) -> tuple[bool, float, float, str]:
    return (not one.pinned, -one.importance, -one.created_at.timestamp(), one.id)


def _same(one: Memory, words: frozenset[str], other: Memory, others: frozenset[str]) -> bool:
    return one.about == other.about and one.type is other.type and not other.pinned and alike(words, others)
