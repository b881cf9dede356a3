"""How much of a memory is left: Ebbinghaus' forgetting curve, as MemoryBank uses it. Knows no store."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from brain.memory.memory import Memory

_SECONDS_A_DAY: Final = 86_400.0
_MOST_RECALLS: Final = 1_000_000


def retention(memory: Memory, now: datetime) -> float:
    """R = exp(-t/S), from 1 (just learnt or recalled) to 0 (forgotten).

    t is the time in days since the memory was last recalled, or made if it never was; a memory from the future, as
    after a clock that was set back, counts as made now. S is `stability`. Source: Zhong et al. 2023, "MemoryBank",
    arXiv 2305.10250.
    """
    since = memory.recalled_at or memory.created_at
    days = max(0.0, (now - since).total_seconds() / _SECONDS_A_DAY)
    return math.exp(-days / stability(memory))


def stability(memory: Memory) -> float:
    """S in days: the memory's `stability_days`, once more for every time it was recalled.

    MemoryBank starts S at 1 and adds 1 at each recall; this is the same rule in units of `stability_days`.
    """
    return memory.stability_days * (1 + min(memory.recall_count, _MOST_RECALLS))


def recalled(memory: Memory, now: datetime) -> Memory:
    """The memory after it was recalled: t starts again at 0 and S grows by one `stability_days`."""
    return memory.model_copy(update={"recalled_at": now, "recall_count": memory.recall_count + 1})
