"""A plan made ready: the user, the key and the scorers of each case, so that cases can be played one by one.

Knows no order of cases, no keeper and no bounds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from brain.drift.many.turn import turn_gauge
from brain.genome.genome import content_hash
from evals.harness import never
from evals.lockstep import side_by_side
from evals.outcome import Outcome, measured
from evals.player import acts, play
from evals.scorers.catalogue import VERSION, catalogue
from evals.simulators.choose import user_of
from evals.spent import less, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evals.cases import Case
    from evals.harness import Plan
    from evals.player import Played
    from evals.scorers.score import Score, Scorer
    from evals.simulators.user import SimulatedUser


JUDGE: Final = "judge"
"""The scorer that asks a judge; its scores are called so, or begin so before a colon."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with what each of its cases needs; the sequences are in the order of the plan's cases.

    Of the cases in `begun`, by their place, the conversation was played before and the judge is not done.
    """

    plan: Plan
    keys: Sequence[str]
    users: Sequence[SimulatedUser]
    scorers: Sequence[Scorer]
    begun: Mapping[int, Outcome] = field(default_factory=dict)

    def outcome(self, at: int, *, cancelled: Callable[[], bool] = never) -> Outcome | None:
        """Play and score the case at that place, or have it judged; None where it was cancelled before its end."""
        if at in self.begun:
            return self._judged(at, self.begun[at])
        case = self.plan.cases[at]
        return self._scored(at, play(case, self.plan.casts[case.persona], self.users[at], cancelled=cancelled))

    def together(
        self, places: Sequence[int], *, cancelled: Callable[[], bool] = never
    ) -> Iterator[tuple[int, Outcome | None]]:
        """The same for the cases at these places, played side by side: each with its place, as it comes to its end."""
        if len(places) == 1 or self.begun:
            yield from ((at, self.outcome(at, cancelled=cancelled)) for at in places)
            return
        cases = [(at, self.plan.cases[at]) for at in places]
        casts = self.plan.casts
        parts = (
            (at, casts[case.persona], acts(case, casts[case.persona], self.users[at], cancelled=cancelled))
            for at, case in cases
        )
        yield from ((at, self._scored(at, played)) for at, played in side_by_side(parts))

    def _scored(self, at: int, played: Played) -> Outcome | None:
        if not played.finished:
            return None
        cast = self.plan.casts[self.plan.cases[at].persona]
        scores = tuple(one for score in self.scorers for one in score(cast.genome, played.record, played.readings))
        return Outcome(
            key=self.keys[at],
            record=played.record,
            measured=measured(played.record, played.readings),
            scores=scores,
            spent=played.spent + total(one.spent for one in scores),
            spoken=played.spoken,
        )

    def _judged(self, at: int, before: Outcome) -> Outcome:
        """The outcome with what the judge says now; all else of it stays."""
        plan = self.plan
        if plan.judge is None:
            return before
        places = [place for place, one in enumerate(before.scores) if _judges(one)]
        mine = [before.scores[place] for place in places]
        scores = plan.judge.again(plan.casts[plan.cases[at].persona].genome, before.record, mine)
        first = places[0]
        others = [one for one in before.scores[first:] if not _judges(one)]
        after = before.model_copy(update={"scores": (*before.scores[:first], *scores, *others)})
        return after.model_copy(update={"spent": less(before.spent, before.judged) + after.judged})


def _judges(score: Score) -> bool:
    return score.name.partition(":")[0] == JUDGE


def prepared(plan: Plan) -> Prepared:
    """The plan made ready. Raises InvalidInput for a simulated user that cannot be had."""
    casts = {slug: replace(cast, gauge=turn_gauge(cast.gauge)) for slug, cast in plan.casts.items()}
    plan = replace(plan, casts=casts)
    users = [user_of(case, plan.casts, model=plan.user_model) for case in plan.cases]
    scorers = catalogue([cast.genome for cast in plan.casts.values()], judge=plan.judge)
    return Prepared(plan, keys(plan), users, [scorers[name] for name in plan.scorers])


def keys(plan: Plan) -> tuple[str, ...]:
    """The key of each case's outcome."""
    company = [f"{content_hash(cast.genome)} {cast.model.id}" for _, cast in sorted(plan.casts.items())]
    return tuple(key(case, plan, company) for case in plan.cases)


def key(case: Case, plan: Plan, company: Sequence[str]) -> str:
    """What an outcome follows from, as 32 hexadecimal digits: case, models, judge, drift fit, scorers, company.

    The company is what all personas of the run say of themselves: one may play the user, and voices are told apart.
    """
    cast = plan.casts[case.persona]
    user = plan.user_model.id if plan.user_model else ""
    judge = (plan.judge.id,) if plan.judge is not None and "judge" in plan.scorers else ()
    parts = (case.id, cast.model.id, user, cast.gauge.fit.id, *plan.scorers, str(VERSION), *judge, *company)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
