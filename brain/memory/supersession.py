"""Which memories a new one takes the place of, and why. Nothing is lost by it: they become history. Knows no store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from brain.memory import slots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.memory.memory import Memory, NewMemory

_MORE: Final = re.compile(r"(?:\b(?:and|but|while)|,)\s+(?:i|we|my|our)\b", re.IGNORECASE)

Why = Literal["changed", "restated", "ended", "corrected", "merged", "summed up"]
"""By a new value of the same thing; the same value in other words; its end; the user's hand; consolidation."""


def slot_of(memory: NewMemory) -> str:
    """The slot a memory fills, read from its words where it does not say; empty for none, or if it is quarantined."""
    if memory.quarantined:
        return ""
    if memory.slot is not None:
        return memory.slot
    found = slots.read(memory.content)
    return found.name if found else ""


def superseded(new: NewMemory, current: Iterable[Memory]) -> tuple[tuple[Memory, Why], ...]:
    """Those of the current memories whose place `new` takes, each with the reason.

    These are the ones about the same side that fill the same slot. What has ended supersedes the value it names, or
    any if it names none; it fills the slot until another value does. A memory that tells something else besides is
    left alone: better a home too many than a sister lost.
    """
    slot = slot_of(new)
    if not slot:
        return ()
    value = slots.read(new.content)
    return tuple(
        (old, _why(value, slots.read(old.content)))
        for old in current
        if not old.quarantined and old.about == new.about and slot_of(old) == slot and _meant(value, old)
        if not _MORE.search(old.content)
    )


def _meant(new: slots.Slot | None, old: Memory) -> bool:
    """Whether the end of a value is the end of this one: "I no longer work as a cook" leaves the nurse a nurse."""
    if new is None or not new.ended or not new.value:
        return True
    known = slots.read(old.content)
    return known is None or known.value == new.value


def _why(new: slots.Slot | None, old: slots.Slot | None) -> Why:
    if new is not None and new.ended:
        return "ended"
    return "restated" if new is not None and old is not None and new == old else "changed"
