"""Plays a case: the simulated user and the persona in turn, and questions off the transcript. Scores nothing.

Turns are played as the studio plays them (`brain.play`): same prompt, state, reminder and readings. What is remembered
is what the rules read in the user's words in all sessions of the case, found again by its words; no store is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.errors import ModelError
from brain.memory.extract import extract
from brain.memory.instructions import instruction_like
from brain.memory.memory import Memory, MemoryType, NewMemory, Recall, Recalled
from brain.models.chat import Completion
from brain.play import Cue, Performance, printable, usage_of
from brain.prompt.tags import parse
from brain.request import prepare
from brain.state import initial, rested
from brain.style.stems import stem
from brain.style.words import words
from brain.turn import Turn
from evals.calls import Noted
from evals.outcome import spent_on
from evals.record import Answered, Exchange, Readings, Record
from evals.simulators.user import Heard, Line
from evals.spent import NOTHING, Spent, total

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from brain.play import Cast
    from brain.turn import TurnResult
    from evals.cases import Asked, Case
    from evals.simulators.user import SimulatedUser
    from evals.suites.suite import Known

EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When every evaluated turn is dated: a run does not depend on the clock."""

APART_SECONDS: Final = 86_400.0
"""How long nobody talks between two sessions."""

TELLING: Final = 0.05
"""Least share of its own words that a memory must have in common with the user's, beside the most important ones."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Played:
    """A case as it was played, what was read in it, and what it took. `finished` is False where it was cancelled.

    `spent` counts the persona's replies, the answers off the transcript and the words of a played user, which are
    counted alone as `spoken`.
    """

    record: Record
    readings: Readings
    spent: Spent
    finished: bool = True
    spoken: Spent = NOTHING


class Spoken(NamedTuple):
    """Words that were said and are read next: those of the user, or the persona's `reply`."""

    text: str
    reply: bool


def play(case: Case, cast: Cast, user: SimulatedUser, *, cancelled: Callable[[], bool] = _never) -> Played:
    """The case, played to its end, to the first failure of the user's model, or until it is cancelled.

    A reply that fails or breaks off is kept as what it is, and the conversation goes on.
    """
    steps = acts(case, cast, user, cancelled=cancelled)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            played: Played = end.value
            return played


def acts(
    case: Case, cast: Cast, user: SimulatedUser, *, cancelled: Callable[[], bool] = _never
) -> Generator[Spoken, None, Played]:
    """The same step by step: it stops before words are read, so that those of many cases can be looked at together."""
    told = {one.at: one.say for one in case.told}
    noted = Noted(cast.model)
    cast = replace(cast, model=noted)
    turns: list[Turn] = []
    exchanges: list[Exchange] = []
    answers, aside = _ask(case, 0, cast, noted, turns)
    problem, spoken = "", NOTHING
    for number in range(1, case.turns + 1):
        if cancelled():
            return _played(case, exchanges, answers, turns, problem, aside, spoken, finished=False)
        try:
            line = _line(user, number, turns[_began(case, number) - 1 :], told)
        except ModelError as error:
            problem = f"The simulated user failed at turn {number}: {error}"
            spoken += Spent(calls=1, microdollars=None)
            break
        yield Spoken(line.text, reply=False)
        result = yield from _turn(case, number, line.text, cast, turns, cancelled)
        turns.append(Turn.model_construct(**dict(result), id=f"{number}", session_id=case.id, created_at=EPOCH))
        exchanges.append(
            Exchange(
                turn=number,
                user=line.text,
                reply=result.reply,
                status=result.status,
                problem=result.problem,
                measured=line.measured,
                off=line.off,
                call=noted.last(result.reply),
            )
        )
        more, spent = _ask(case, number, cast, noted, turns)
        answers, aside, spoken = answers + more, aside + spent, spoken + line.spent
    return _played(case, exchanges, answers, turns, problem, aside, spoken, finished=not cancelled())


def _line(user: SimulatedUser, number: int, turns: Sequence[Turn], told: dict[int, str]) -> Line:
    if number in told:
        return Line(told[number], measured=False)
    return user.say(number, [Heard(turn.user_text, turn.reply) for turn in turns])


def _began(case: Case, number: int) -> int:
    """The first turn of the session that a turn is in."""
    return max((turn for turn in case.sessions if turn <= number), default=1)


def _turn(
    case: Case, number: int, words_said: str, cast: Cast, turns: Sequence[Turn], cancelled: Callable[[], bool]
) -> Generator[Spoken, None, TurnResult]:
    performance = Performance(cast, _cue(case, number, words_said, cast, turns, session=_began(case, number)))
    for _ in performance.words(cancelled=cancelled):
        pass
    yield Spoken(performance.reply, reply=True)
    return performance.result()


def _cue(case: Case, number: int, said: str, cast: Cast, turns: Sequence[Turn], *, session: int) -> Cue:
    """What the turn of that number starts from, in the session that began with the turn `session`.

    Only that session is on the transcript; turns are counted in it, as the studio does. What was told in any is known.
    """
    history = turns[session - 1 :]
    state = turns[-1].state if turns else initial(cast.genome)
    return Cue(
        index=number - session + 1,
        user_text=said,
        state=state if history or not turns else rested(state, genome=cast.genome, seconds=APART_SECONDS),
        history=history,
        recall=_recalled(said, turns, cast, case.remembered),
        seed=case.dice + number,
    )


def _ask(case: Case, after: int, cast: Cast, noted: Noted, turns: Sequence[Turn]) -> tuple[list[Answered], Spent]:
    answered = [_answered(case, one, cast, noted, turns) for one in case.asked if one.after == after]
    return [one for one, _ in answered], total(spent for _, spent in answered)


def _answered(case: Case, asked: Asked, cast: Cast, noted: Noted, turns: Sequence[Turn]) -> tuple[Answered, Spent]:
    """The answer to one question, in the session of the turn before. Nothing of it goes on: words, mood or memory."""
    cue = _cue(case, asked.after + 1, asked.text, cast, turns, session=_began(case, asked.after))
    request = prepare(cast.genome, cue, reminder=0.0, budget=cast.budget).request
    said: list[str] = []
    problem = "The answer was broken off before its end."
    spent = Spent(calls=1, microdollars=None)
    try:
        for piece in cast.model.stream(request):
            if isinstance(piece, Completion):
                spent = spent_on(usage_of(cast.model.id, piece))
                problem = "" if piece.stop == "end" else f"The answer stopped early ({piece.stop})."
            else:
                said.append(printable(piece.text))
    except ModelError as error:
        problem = str(error)
    reply = parse("".join(said))[0].strip()
    return Answered(asked=asked, reply=reply, problem=problem, call=noted.last(reply)), spent


def _recalled(said: str, turns: Sequence[Turn], cast: Cast, before: Sequence[Known]) -> Recall:
    """What the user told before and in earlier turns, by the words that it has in common with what is said now."""
    limit = cast.genome.mind.memory.recall_limit if cast.genome.mind.memory.enabled else 0
    now = _stems(said)
    found = []
    known = [(f"before-{at}", *_known(one)) for at, one in enumerate(before)]
    told = (
        (f"{number}-{new.start}", new, own)
        for number, turn in enumerate(turns, start=1)
        for new, own in _told(turn.user_text, turn.index)
    )
    for name, new, own in (*known, *told):
        shared = len(own & now) / max(1, len(own))
        if not new.quarantined and shared > TELLING:
            memory = Memory(
                **new.model_dump(),
                id=name,
                persona_id=cast.genome.metadata.slug,
                user_id="simulated",
                created_at=EPOCH,
            )
            found.append(Recalled(memory=memory, recency=1.0, importance=new.importance, relevance=shared))
    return Recall(memories=tuple(sorted(found, key=lambda one: -one.score)[:limit]))


@lru_cache(maxsize=4_096)
def _known(known: Known) -> tuple[NewMemory, frozenset[str]]:
    """What was known before, as a memory, with its words."""
    new = NewMemory(
        content=known.say,
        type=MemoryType(known.type),
        importance=known.importance,
        quarantined=instruction_like(known.say),
    )
    return new, _stems(new.content)


@lru_cache(maxsize=4_096)
def _told(said: str, turn: int) -> tuple[tuple[NewMemory, frozenset[str]], ...]:
    """What the rules read in a message, with its words. Every later turn and question asks for it again."""
    return tuple((new, _stems(new.content)) for new in extract(said, turn_index=turn))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.form) for word in words(text))


def _played(
    case: Case,
    exchanges: Sequence[Exchange],
    answers: Sequence[Answered],
    turns: Sequence[Turn],
    problem: str,
    aside: Spent,
    spoken: Spent,
    *,
    finished: bool,
) -> Played:
    record = Record(
        case_id=case.id,
        persona=case.persona,
        seed=case.seed,
        exchanges=tuple(exchanges),
        answers=tuple(answers),
        problem=problem,
        remembered=case.remembered,
        sessions=case.sessions,
    )
    readings = Readings(
        drift=tuple(turn.drift for turn in turns),
        heard=tuple(turn.user_emotion for turn in turns),
        shown=tuple(turn.persona_emotion for turn in turns),
    )
    spent = total(spent_on(turn.usage) for turn in turns) + aside + spoken
    return Played(record, readings, spent, finished, spoken)
