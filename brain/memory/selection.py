"""Which of the ranked memories go into a prompt: pinned ones first, few verbatim turns, nothing twice. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from brain.memory.likeness import alike, statement
from brain.memory.memory import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.memory.memory import Memory, Recalled


class Candidate(Protocol):
    """What may be selected: a memory, with whatever is known of it."""

    @property
    def memory(self) -> Memory:
        """The memory."""


One = TypeVar("One", bound=Candidate)


def select(ordered: Sequence[One], *, limit: int, look: Callable[[One], Recalled | None]) -> tuple[Recalled, ...]:
    """At most `limit` of the candidates, which come best first. `look` is the last look at each; None rejects it.

    Pinned ones come first and may take half of the places (one at least); what was said word for word may take a
    third. Of those that say nearly the same only the best is kept, and a turn only where no memory of it is.
    """
    if limit <= 0:
        return ()
    pinned = [one for one in ordered if one.memory.pinned][: max(1, limit // 2)]
    first = {one.memory.id for one in pinned}
    most_turns = max(1, limit // 3)
    kept: list[Recalled] = []
    said: list[frozenset[str]] = []
    turns = 0
    for one in (*pinned, *(other for other in ordered if other.memory.id not in first)):
        if len(kept) >= limit:
            break
        turn = one.memory.origin is Origin.TURN
        if turn and (turns >= most_turns or _told_already(one, kept)):
            continue
        seen = look(one)
        words = statement(seen.memory.content) if seen else frozenset()
        if seen is None or any(alike(words, others) for others in said):
            continue
        kept.append(seen)
        said.append(words)
        turns += turn
    return tuple(kept)


def _told_already(turn: Candidate, kept: Sequence[Recalled]) -> bool:
    """Whether a memory of that turn, or the other side of it, is recalled already."""
    place = (turn.memory.session_id, turn.memory.turn_index)
    return any((one.memory.session_id, one.memory.turn_index) == place for one in kept)
