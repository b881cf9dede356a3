"""Which memories fade by themselves, and when. A faded memory is set aside, not erased. Knows no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.memory.memory import MemoryStatus
from brain.memory.retention import retention

if TYPE_CHECKING:
    from datetime import datetime

    from brain.memory.memory import Memory

FADES_BELOW: Final = 0.01
"""Retention under which a memory fades: with S of 7 days, 32 days after the last recall if it never was recalled
before, 65 if it was once. This project's own choice; MemoryBank names no threshold."""

LASTING: Final = 0.7
"""From this importance on a memory does not fade: a name, health, home, work, family."""


def fades(memory: Memory, now: datetime) -> bool:
    """Whether a current memory has faded: its retention is below 0.01, and it is neither pinned nor important."""
    if memory.status is not MemoryStatus.CURRENT or memory.pinned or memory.importance >= LASTING:
        return False
    return retention(memory, now) < FADES_BELOW
