"""Stretches: a conversation cut into pieces that a judge reads in one go, each with what was said before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.record import Exchange, Record

LENGTH: Final = 10
"""Replies that are judged at a time: with many more, flaws at the end are passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Turns to judge, oldest first, and the turns before them; only whole replies are judged."""

    genome: PersonaGenome
    judged: tuple[Exchange, ...]
    earlier: tuple[Exchange, ...] = ()

    @property
    def turns(self) -> tuple[int, ...]:
        """The numbers of the replies to judge."""
        return tuple(one.turn for one in self.judged)

    def reply(self, turn: int) -> str | None:
        """The reply of a turn that is to be judged; None for any other."""
        return next((one.reply for one in self.judged if one.turn == turn), None)


def stretches(genome: PersonaGenome, record: Record, *, length: int = LENGTH) -> tuple[Stretch, ...]:
    """The whole replies of a record, `length` at a time; none for a record without any."""
    whole = [one for one in record.exchanges if one.whole]
    pieces = (tuple(whole[at : at + length]) for at in range(0, len(whole), length))
    return tuple(
        Stretch(
            genome=genome,
            judged=piece,
            earlier=tuple(one for one in record.exchanges if one.turn < piece[0].turn and one.reply),
        )
        for piece in pieces
    )
