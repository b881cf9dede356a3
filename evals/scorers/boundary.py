"""Boundary held: no reply of the conversation says what the persona must never say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from brain.drift.many.taken_apart import taken_apart
from brain.drift.signals.boundary import Boundaries, boundaries
from evals.scorers.score import Score, listed

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.record import Readings, Record


class _Same:
    """A genome as a key: itself, not one that is equal to it."""

    def __init__(self, genome: PersonaGenome) -> None:
        self.genome = genome

    def __hash__(self) -> int:
        return id(self.genome)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.genome is self.genome


@lru_cache(maxsize=16)
def _known(one: _Same) -> Boundaries:
    return boundaries(one.genome)


def held(genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
    """1 where every reply keeps to the boundaries, 0 where one breaks one.

    Missing where no breach was found but a reply is missing or was broken off, or the genome lists no phrases.
    """
    known = _known(_Same(genome))
    whole = [one for one in record.exchanges if one.whole]
    pieces = [
        f"turn {one.turn}: “{piece.text}” ({piece.note})"
        for one in record.exchanges
        if one.reply
        for piece in known.read(taken_apart(one.reply), user_text=one.user).evidence
    ]
    reason = ""
    if not known.rules:
        reason = "The genome lists no phrases that it must not say."
    elif not pieces and (record.problem or len(whole) < len(record.exchanges) or not whole):
        reason = f"No breach was found, but only {len(whole)} of {len(record.exchanges)} replies are whole."
    return (
        Score(
            name="boundary held",
            value=None if reason else float(not pieces),
            unit="share",
            higher_is="better",
            judged=len(whole),
            of=len(record.exchanges),
            what="turns",
            evidence=listed(pieces),
            reason=reason,
        ),
    )
