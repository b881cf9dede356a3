"""Fork: a recorded conversation with one thing changed, both sides played again with the same user turns and seeds.

What was recorded is a single sample, so the original is played again too. What is found holds for these words of the
user; it says nothing of other conversations. Both sides are measured against the persona as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from brain.errors import InvalidInput
from brain.genome.genome import content_hash
from evals.arms import Arm, Experiment
from evals.cases import Asked, Case, recast
from evals.edits import changed_words, put, without
from evals.effects import Both, effects
from evals.statistics.curve import curve
from evals.suites.suite import Known, Scripted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from evals.arms import Side, Stage
    from evals.effects import Effect
    from evals.harness import Stopped
    from evals.spent import Spent
    from evals.statistics.curve import Point
    from evals.suites.names import ScorerName

REPLICATES: Final = 12
"""Pairs unless asked otherwise: the finest p of a sign-flip test is then 0.0005, and survives Holm over 20 metrics."""

SCORERS: Final[tuple[ScorerName, ...]] = (
    "drift mean",
    "drift low",
    "signals",
    "emotion match",
    "boundary held",
    "style distance",
)
"""What a conversation of the studio is scored by: all that needs no question off the transcript."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SetField(_Frozen):
    """A field of the persona, by its path in the document, set to a JSON value."""

    kind: Literal["set"] = "set"
    path: str
    value: JsonValue


class DropField(_Frozen):
    """A field of the persona taken out."""

    kind: Literal["drop"] = "drop"
    path: str


class OtherModel(_Frozen):
    """Another chat model."""

    kind: Literal["model"] = "model"
    model: str


class Forget(_Frozen):
    """Something the persona remembered from before is not remembered: the entry that holds these words."""

    kind: Literal["forget"] = "forget"
    words: Annotated[str, Field(min_length=1)]


class Remember(_Frozen):
    """Something more that the persona remembers of the user from before."""

    kind: Literal["remember"] = "remember"
    known: Known


class Say(_Frozen):
    """The user says something else at a turn, counted from 1."""

    kind: Literal["say"] = "say"
    turn: Annotated[int, Field(ge=1)]
    words: Annotated[str, Field(min_length=1, max_length=20_000)]


Change: TypeAlias = SetField | DropField | OtherModel | Forget | Remember | Say


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that can be played again: who, by which model, what the user says, and what was remembered.

    `asked` are questions off the transcript, `sessions` the turns before which a session began.
    """

    genome: PersonaGenome
    model: str
    lines: tuple[str, ...]
    remembered: tuple[Known, ...] = ()
    asked: tuple[Asked, ...] = ()
    sessions: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AtTurn:
    """A turn on both sides: the mean drift scores, their difference with bands, and the replies of the first pair.

    In `same` of the `pairs` the reply is word for word the same.
    """

    turn: int
    said: tuple[str, str]
    before: float | None
    after: float | None
    difference: Point
    same: int
    pairs: int
    example: tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fork:
    """What a change did: in words, to each score, and turn by turn. `pairs` were played on both sides."""

    change: str
    before: Talk
    after: Talk
    replicates: int
    pairs: int
    effects: tuple[Effect, ...]
    turns: tuple[AtTurn, ...]
    spent: Spent
    reused: int
    stopped: Stopped


def applied(talk: Talk, change: Change) -> tuple[Talk, str]:
    """The conversation with the change, and the change in words.

    Raises InvalidInput where it does not fit or changes nothing, and InvalidGenome for a value that does not.
    """
    match change:
        case SetField(path=path, value=value):
            return _reshaped(talk, put(talk.genome, path, value))
        case DropField(path=path):
            return _reshaped(talk, without(talk.genome, path))
        case OtherModel(model=model):
            _need(model != talk.model, f"It is {model!r} already.")
            return replace(talk, model=model), f"model {talk.model} → {model}"
        case Forget(words=words):
            left = tuple(one for one in talk.remembered if words.casefold() not in one.say.casefold())
            gone = [one.say for one in talk.remembered if one not in left]
            known = "; ".join(one.say for one in talk.remembered) or "nothing"
            _need(len(gone) == 1, f"It is in {len(gone)} of what is remembered: {known}.")
            return replace(talk, remembered=left), f"not remembered: “{gone[0]}”"
        case Remember(known=known_more):
            _need(known_more not in talk.remembered, "It is remembered already.")
            return replace(talk, remembered=(*talk.remembered, known_more)), f"remembered: “{known_more.say}”"
        case Say(turn=turn, words=words):
            _need(turn <= len(talk.lines), f"The conversation has {len(talk.lines)} turns.")
            _need(talk.lines[turn - 1] != words, "The user says that already.")
            lines = (*talk.lines[: turn - 1], words, *talk.lines[turn:])
            return replace(talk, lines=lines), f"at turn {turn} the user says “{words}” for “{talk.lines[turn - 1]}”"


def cases_of(talk: Talk, *, replicates: int, first_seed: int = 0) -> tuple[Case, ...]:
    """One case for each replicate. Raises InvalidInput for no words or fewer than two replicates."""
    _need(bool(talk.lines), "Nothing was said in it.")
    _need(replicates >= FEWEST, f"{FEWEST} replicates are the least.")
    bare = Case(
        id="",
        suite="fork",
        persona=talk.genome.metadata.slug,
        genome_hash=content_hash(talk.genome),
        seed=first_seed,
        talk="fork",
        over="once",
        subject=None,
        turns=len(talk.lines),
        simulator=Scripted(kind="scripted", lines=talk.lines),
        told=(),
        asked=talk.asked,
        remembered=talk.remembered,
        sessions=talk.sessions,
    )
    seeds = range(first_seed, first_seed + replicates)
    return tuple(recast(bare.model_copy(update={"seed": seed}), talk.genome) for seed in seeds)


FEWEST: Final = 2


def fork(
    talk: Talk,
    change: Change,
    stage: Stage,
    *,
    replicates: int = REPLICATES,
    first_seed: int = 0,
    scorers: Sequence[ScorerName] = SCORERS,
) -> Fork:
    """Play both sides and say what the change did. Raises what `applied` and `cases_of` raise, before anything is."""
    other, words = applied(talk, change)
    before = cases_of(talk, replicates=replicates, first_seed=first_seed)
    # Another message would be another conversation with other dice, from its first turn on.
    after = tuple(
        recast(one.model_copy(update={"thrown": case.dice}), other.genome)
        for one, case in zip(cases_of(other, replicates=replicates, first_seed=first_seed), before, strict=True)
    )
    experiment = Experiment(stage, talk.genome, scorers, of=2 * replicates)
    sides = [experiment.play(Arm(one.genome, one.model, cases)) for one, cases in ((talk, before), (other, after))]
    first, second = sides
    played = [at for at in range(replicates) if first.outcomes[at] is not None and second.outcomes[at] is not None]
    both = [Both(before[at].seed, 0, first.scores(at), second.scores(at)) for at in played]
    return Fork(
        change=words,
        before=talk,
        after=other,
        replicates=replicates,
        pairs=len(played),
        effects=effects(both) if both else (),
        turns=_turns(talk, other, first, second, played),
        spent=experiment.spent,
        reused=experiment.reused,
        stopped=first.stopped or second.stopped,
    )


def _turns(talk: Talk, other: Talk, first: Side, second: Side, played: Sequence[int]) -> tuple[AtTurn, ...]:
    if not played:
        return ()
    olds = [one for at in played if (one := first.outcomes[at]) is not None]
    news = [one for at in played if (one := second.outcomes[at]) is not None]
    was = [[one.score for one in outcome.measured] for outcome in olds]
    now = [[one.score for one in outcome.measured] for outcome in news]
    gaps = [
        [None if old is None or new is None else new - old for old, new in zip(one, another, strict=True)]
        for one, another in zip(was, now, strict=True)
    ]
    said = [[one.reply for one in outcome.record.exchanges] for outcome in olds]
    says = [[one.reply for one in outcome.record.exchanges] for outcome in news]
    return tuple(
        AtTurn(
            turn=point.turn,
            said=(talk.lines[at], other.lines[at]),
            before=_mean([row[at] for row in was]),
            after=_mean([row[at] for row in now]),
            difference=point,
            same=sum(one[at] == another[at] for one, another in zip(said, says, strict=True)),
            pairs=len(played),
            example=(said[0][at], says[0][at]),
        )
        for at, point in enumerate(curve(gaps).points)
    )


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [one for one in scores if one is not None]
    return sum(known) / len(known) if known else None


def _reshaped(talk: Talk, genome: PersonaGenome) -> tuple[Talk, str]:
    words = changed_words(talk.genome, genome)
    _need(bool(words), "The field says that already.")
    return replace(talk, genome=genome), words


def _need(holds: bool, why: str) -> None:  # noqa: FBT001 - a condition
    if not holds:
        raise InvalidInput("This change cannot be played.", why=why, next_step="Change one thing that is there.")
