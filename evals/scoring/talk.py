"""A conversation to be scored, and what was remarked in reading it. Knows no format and no score."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evals.record import Exchange, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evals.transcripts.conversation import Remark


class Talk(NamedTuple):
    """Whole turns of one conversation of one file: what the user said, and what the persona said to it."""

    file: str
    id: str
    turns: tuple[tuple[str, str], ...]


class Noted(NamedTuple):
    """A remark and the file that it is on."""

    file: str
    remark: Remark


class Batch(NamedTuple):
    """Conversations that are scored in one go; `number` counts from 0 in the order of the files."""

    number: int
    talks: tuple[Talk, ...]

    @property
    def turns(self) -> int:
        """How many turns there are in it."""
        return sum(len(one.turns) for one in self.talks)


def record(talk: Talk, *, persona: str) -> Record:
    """The record of a conversation: nothing was asked off its transcript."""
    exchanges = (Exchange(turn=turn, user=user, reply=reply) for turn, (user, reply) in enumerate(talk.turns, 1))
    return Record(case_id=talk.id, persona=persona, exchanges=tuple(exchanges))


def batches(talks: Iterable[Talk], *, turns: int) -> Iterator[Batch]:
    """The conversations in batches of at least so many turns each, cut between conversations."""
    held: list[Talk] = []
    number = size = 0
    for talk in talks:
        held.append(talk)
        size += len(talk.turns)
        if size >= turns:
            yield Batch(number, tuple(held))
            held, number, size = [], number + 1, 0
    if held:
        yield Batch(number, tuple(held))
