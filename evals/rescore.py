"""Reads and scores a record again, with no model: what was said is said again and goes through gauge and scorers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.turn import TurnStatus
from evals.calls import Call, SaidAgain
from evals.cases import Case
from evals.outcome import Measured, measured
from evals.player import play
from evals.scorers.catalogue import catalogue
from evals.simulators.user import Line
from evals.suites.suite import FromBank

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatRequest
    from brain.play import Cast
    from evals.record import Answered, Exchange, Readings, Record
    from evals.scorers.score import Score, Scorer
    from evals.simulators.user import Heard
    from evals.suites.names import ScorerName

ASKING: Final = frozenset({"judge"})
"""Scorers that ask a model: they cannot be played again without one."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What was read again. `requests` are what the model would be sent today, in the order of `spoken`.

    `same` says whether the turns came out as the record has them: same replies, and whole or broken off as they were.
    """

    readings: Readings
    requests: tuple[ChatRequest, ...]
    same: bool


def spoken(record: Record) -> Iterator[Exchange | Answered]:
    """All that the persona said, in the order in which its model was asked."""
    yield from (one for one in record.answers if one.asked.after == 0)
    for exchange in record.exchanges:
        yield exchange
        yield from (one for one in record.answers if one.asked.after == exchange.turn)


def reread(record: Record, cast: Cast) -> Reread:
    """The readings of a record by the gauge, the detector and the genome of `cast`, whose model is not asked.

    Where the calls were kept, tags and broken replies are read as they were; else a reply is taken for what it says.
    """
    model = SaidAgain(cast.model.id, [_call(one) for one in spoken(record)])
    played = play(_case(record), replace(cast, model=model), _Lines(record.exchanges))
    again = played.record
    return Reread(
        readings=played.readings,
        requests=tuple(model.requests),
        same=[(one.reply, one.status) for one in again.exchanges]
        == [(one.reply, one.status) for one in record.exchanges]
        and [(one.reply, one.problem) for one in again.answers] == [(one.reply, one.problem) for one in record.answers],
    )


def scored(
    record: Record, readings: Readings, genome: PersonaGenome, scorers: Sequence[Scorer]
) -> tuple[tuple[Measured, ...], tuple[Score, ...]]:
    """What was measured in each turn, and the scores, by what `genome` says the persona is."""
    return measured(record, readings), tuple(one for score in scorers for one in score(genome, record, readings))


def scorers_of(names: Sequence[ScorerName], genomes: Sequence[PersonaGenome]) -> Mapping[ScorerName, Scorer]:
    """Those of the scorers that ask no model; `genomes` are all personas of the run."""
    known = catalogue(genomes)
    return {name: known[name] for name in names if name not in ASKING}


@dataclass(frozen=True, slots=True)
class _Lines:
    """A user who says what was said."""

    exchanges: Sequence[Exchange]

    def say(self, turn: int, heard: Sequence[Heard]) -> Line:  # noqa: ARG002 - it does not listen
        said = self.exchanges[turn - 1]
        return Line(said.user, off=said.off, measured=said.measured)


def _case(record: Record) -> Case:
    """The case of a record, as far as the player needs it."""
    return Case(
        id=record.case_id,
        suite="",
        persona=record.persona,
        genome_hash="",
        seed=record.seed,
        talk="",
        over="once",
        subject=None,
        turns=len(record.exchanges),
        simulator=FromBank(kind="bank", bank="everyday"),
        told=(),
        asked=tuple(one.asked for one in record.answers),
        remembered=record.remembered,
        sessions=record.sessions,
    )


def _call(spoken: Exchange | Answered) -> Call:
    """What was said, as a call; of a conversation held elsewhere nobody kept one."""
    call = spoken.call
    if call is None:
        broken = bool(spoken.problem) or getattr(spoken, "status", TurnStatus.COMPLETE) is not TurnStatus.COMPLETE
        return Call(digest="", said=spoken.reply, stop=None if broken else "end")
    return call if call.said is not None else call.model_copy(update={"said": spoken.reply})
