"""The record of a case: its turns, the answers off the transcript, and what was read in them. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from brain.drift.reading import DriftReading
from brain.emotion.reading import EmotionReading
from brain.turn import TurnStatus
from evals.calls import Call
from evals.cases import Asked
from evals.suites.suite import Known

if TYPE_CHECKING:
    from evals.transcripts.conversation import Conversation


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Exchange(_Frozen):
    """One turn. `measured` says whether the user's simulator knows its script; `off` why it left it, empty if not.

    `call` is what the model was sent and said; None for a conversation that was held elsewhere.
    """

    turn: int
    user: str
    reply: str = ""
    status: TurnStatus = TurnStatus.COMPLETE
    problem: str = ""
    measured: bool = False
    off: str = ""
    call: Call | None = None

    @property
    def whole(self) -> bool:
        """Whether there is a complete reply to judge."""
        return self.status is TurnStatus.COMPLETE and bool(self.reply.strip())


class Answered(_Frozen):
    """A question off the transcript and what was said to it; `call` as in an exchange."""

    asked: Asked
    reply: str = ""
    problem: str = ""
    call: Call | None = None

    @property
    def whole(self) -> bool:
        """Whether there is an answer to judge."""
        return not self.problem and bool(self.reply.strip())


class Record(_Frozen):
    """The turns of one case in order, and its answers. `problem` says why it ended early; empty if it did not.

    `remembered` is what the persona knew of the user from before, `sessions` the turns before which a session began.
    """

    case_id: str
    persona: str
    seed: int = 0
    exchanges: tuple[Exchange, ...] = ()
    answers: tuple[Answered, ...] = ()
    problem: str = ""
    remembered: tuple[Known, ...] = ()
    sessions: tuple[int, ...] = ()


class Readings(_Frozen):
    """What was read in each turn, in the order of the exchanges; an empty tuple where it was not read at all.

    `heard` is the emotion in the user's words, `shown` the one in the reply.
    """

    drift: tuple[DriftReading, ...] = ()
    heard: tuple[EmotionReading, ...] = ()
    shown: tuple[EmotionReading, ...] = ()


def of_outside(talk: Conversation, *, persona: str) -> Record:
    """A conversation that was held elsewhere, as the record of a persona; nothing was asked off its transcript."""
    exchanges = (
        Exchange(turn=turn, user=user, reply=reply) for turn, (user, reply) in enumerate(talk.exchanges(), start=1)
    )
    return Record(case_id=talk.id, persona=persona, exchanges=tuple(exchanges))
