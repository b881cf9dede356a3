"""Plays cases with one thing changed, and reads both sides by the same yardstick. Knows no change and no statistics.

What is played is played as it is, with its own gauge; what is measured is measured against one persona, the yardstick.
Else a persona without a belief would be found to hold all its beliefs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from brain.genome.genome import content_hash
from evals.harness import USUAL, Plan, never, nothing
from evals.outcome import Outcome, total
from evals.rescore import ASKING, reread, scored, scorers_of
from evals.spent import Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from brain.genome import PersonaGenome
    from brain.play import Cast
    from evals.cases import Case
    from evals.harness import Bounds, Harness, Keeper, Stopped
    from evals.scorers.score import Score, Scorer
    from evals.suites.names import ScorerName

CAPPED: Final[tuple[Stopped, ...]] = ("money", "time")


@dataclass(frozen=True, slots=True)
class Stage:
    """What an experiment is played with. `cast` makes who plays a genome by a model, and reads it.

    The bounds hold for the whole experiment. `progress` is told how many of how many cases are done.
    """

    cast: Callable[[PersonaGenome, str], Cast]
    harness: Harness
    keeper: Keeper | None = None
    bounds: Bounds = USUAL
    cancelled: Callable[[], bool] = never
    progress: Callable[[int, int], None] = nothing


@dataclass(frozen=True, slots=True)
class Arm:
    """One side: a genome, the model that plays it, and its cases."""

    genome: PersonaGenome
    model: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What came of an arm, by the place of its cases; None where a case did not come to its end whole.

    Scores and what was measured are by the yardstick. `stopped` says why not all was played.
    """

    outcomes: tuple[Outcome | None, ...]
    stopped: Stopped = ""

    def scores(self, at: int) -> Mapping[str, Score]:
        """The scores of a case by name; empty where there is none."""
        outcome = self.outcomes[at]
        return {} if outcome is None else {one.name: one for one in outcome.scores}


@dataclass
class Experiment:
    """Arms played one after the other within the same bounds. `spent` is what was paid for, `reused` what was kept."""

    stage: Stage
    yardstick: PersonaGenome
    scorers: Sequence[ScorerName]
    of: int = 0
    spent: Spent = field(default_factory=Spent)
    reused: int = 0
    done: int = 0
    _began: float = field(default_factory=time.monotonic)
    _read: dict[Hashable, Outcome] = field(default_factory=dict)

    def play(self, arm: Arm, *, yardstick: PersonaGenome | None = None) -> Side:
        """The arm, played and read. Nothing that was kept is played again; at a cap what remains is left out.

        `yardstick` is another one for this arm alone.
        """
        names = tuple(name for name in self.scorers if name not in ASKING)
        own = content_hash(arm.genome) == content_hash(yardstick or self.yardstick)
        cast = self.stage.cast(arm.genome, arm.model)
        plan = Plan(cases=arm.cases, casts={arm.genome.metadata.slug: cast}, scorers=names if own else ())
        seen = _Seen(self.stage.keeper)
        before = self.done
        results = self.stage.harness.run(
            plan,
            keeper=seen,
            bounds=self._left(),
            cancelled=self.stage.cancelled,
            progress=lambda done, _: self.stage.progress(before + done, max(self.of, before + len(arm.cases))),
        )
        self.done += len(arm.cases)
        self.reused += results.reused
        self.spent += total(one.spent for one in results.outcomes if one.key not in seen.kept)
        by_case = {one.record.case_id: one for one in results.outcomes if one.whole}
        found = [by_case.get(case.id) for case in arm.cases]
        if own and yardstick is None:
            self._read |= {_words(one): one for one in found if one is not None}
        elif not own:
            found = self._read_anew(found, arm.model)
        return Side(outcomes=tuple(found), stopped=results.stopped)

    def _read_anew(self, found: Sequence[Outcome | None], model: str) -> list[Outcome | None]:
        cast = self.stage.cast(self.yardstick, model)
        scorers = tuple(scorers_of(self.scorers, [self.yardstick]).values())
        return [None if one is None else self._by_yardstick(one, cast, scorers) for one in found]

    def _by_yardstick(self, outcome: Outcome, cast: Cast, scorers: Sequence[Scorer]) -> Outcome:
        """The outcome as the yardstick measures it; the same words are read once, whoever said them."""
        words = _words(outcome)
        known = self._read.get(words)
        if known is None:
            known = self._read[words] = by_yardstick(outcome, cast, scorers)
        return outcome.model_copy(update={"measured": known.measured, "scores": known.scores})

    def _left(self) -> Bounds:
        """The bounds less what was spent; at a cap none is left, so that no new case begins."""
        bounds = self.stage.bounds
        money, seconds = bounds.microdollars, bounds.seconds
        return replace(
            bounds,
            microdollars=None if money is None else max(0, money - (self.spent.microdollars or 0)),
            seconds=None if seconds is None else max(0.0, seconds - (time.monotonic() - self._began)),
        )


def by_yardstick(outcome: Outcome, cast: Cast, scorers: Sequence[Scorer]) -> Outcome:
    """The outcome with what is measured by another persona than the one that played."""
    measured, scores = scored(outcome.record, reread(outcome.record, cast).readings, cast.genome, scorers)
    return outcome.model_copy(update={"measured": measured, "scores": scores})


def _words(outcome: Outcome) -> Hashable:
    """All of a record that its readings follow from."""
    record = outcome.record
    said = tuple(
        (one.turn, one.user, one.reply, one.status, one.problem, one.off, one.measured, one.call and one.call.said)
        for one in record.exchanges
    )
    return said, tuple((one.asked, one.reply, one.problem) for one in record.answers), record.problem


class _Seen:
    """A keeper that notes what was kept before; without one behind it, nothing is."""

    def __init__(self, inner: Keeper | None) -> None:
        self._inner = inner
        self.kept: set[str] = set()

    def get(self, key: str) -> Outcome | None:
        """The outcome by that key, if it was kept."""
        found = self._inner.get(key) if self._inner is not None else None
        if found is not None:
            self.kept.add(key)
        return found

    def put(self, outcome: Outcome) -> None:
        """Keep it where there is somewhere to."""
        if self._inner is not None:
            self._inner.put(outcome)
