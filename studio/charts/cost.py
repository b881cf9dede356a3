"""What consistency costs: money and time for a hundred turns, by the points of the mean drift score. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evals.outcome import total
from evals.statistics.estimate import Interval
from evals.statistics.interval import mean
from studio.charts.chart import Dots, Mark, Table
from studio.charts.means import clusters
from studio.charts.words import NONE, TO, counted, dollars, estimate, seconds

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from evals.outcome import Outcome, Spent
    from evals.run import Run
    from evals.statistics.estimate import Estimate

TURNS: Final = 100
"""Costs are told for as many turns, so that suites of other lengths compare."""

POINTS: Final = 100
"""A point is a hundredth of the mean drift score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What the conversations of one label took, and the mean drift score they came to."""

    label: str
    turns: int
    spent: Spent
    score: Estimate

    @property
    def money(self) -> float | None:
        """Micro-dollars for a hundred turns; None where a price is unknown or no turn was played."""
        if self.spent.microdollars is None or not self.turns:
            return None
        return self.spent.microdollars / self.turns * TURNS

    @property
    def a_point(self) -> tuple[float, float, float] | None:
        """Micro-dollars for a hundred turns and a point: at the mean, at its upper and at its lower end."""
        money, found = self.money, self.score
        if money is None or not isinstance(found, Interval) or found.low <= 0.0:
            return None
        return money / (POINTS * found.value), money / (POINTS * found.high), money / (POINTS * found.low)


def by_persona(run: Run, names: Mapping[str, str]) -> tuple[Priced, ...]:
    """What each persona's conversations took, in the run's order."""
    groups: dict[str, list[Outcome]] = {}
    independent = clusters(run)
    for one in run.outcomes:
        groups.setdefault(one.record.persona, []).append(one)
    return tuple(priced(name, groups[slug], independent) for slug, name in names.items() if slug in groups)


def whole(label: str, run: Run) -> Priced:
    """What all conversations of a run took together."""
    return priced(label, run.outcomes, clusters(run))


def priced(label: str, outcomes: Sequence[Outcome], independent: Mapping[str, Hashable]) -> Priced:
    """What these conversations took together; scores are those of turns, clustered by `independent` conversations."""
    scores = [(independent[outcome.record.case_id], one.score) for outcome in outcomes for one in outcome.measured]
    return Priced(
        label=label,
        turns=sum(len(one.record.exchanges) for one in outcomes),
        spent=total(one.spent for one in outcomes),
        score=mean([score for _, score in scores], clusters=[case for case, _ in scores], bounds=(0.0, 1.0)),
    )


def chart(found: Sequence[Priced]) -> Dots:
    """Dollars for a hundred turns and a point of the mean drift score, a row for each label."""
    free = all(one.spent.microdollars == 0 for one in found)
    known = sorted((one for one in found if one.a_point), key=lambda one: (one.a_point or (0.0,))[0])
    return Dots(
        title=_finding(found, known),
        note="Money for a hundred turns, questions off the transcript and simulated users included, divided by the "
        "points (hundredths) of the mean drift score. The line is what its 95 % interval makes of it; prices are those "
        "of the table that the run was made with.",
        axis="dollars for 100 turns and a point",
        marks=() if free else tuple(map(_mark, found)),
        table=Table(
            head=("of", "mean drift score", "money for 100 turns", "money for 100 turns and a point",
                  "model time for 100 turns", "turns", "calls"),
            rows=tuple(map(_row, found)),
        ),
    )  # fmt: skip


def _finding(found: Sequence[Priced], known: Sequence[Priced]) -> str:
    if not any(one.turns for one in found):
        return "No turn was played"
    if all(one.spent.microdollars == 0 for one in found):
        return "These replies cost no money: they were made on this machine"
    if not known:
        return "What a point costs cannot be told: a price or an interval is missing"
    first, last = known[0], known[-1]
    if first is last:
        return f"{first.label} costs {_a_point(first)} for 100 turns and a point"
    dear = f"{last.label} takes {_a_point(last)}"
    return f"{first.label} is the cheapest with {_a_point(first)} for 100 turns and a point, {dear}"


def _a_point(one: Priced) -> str:
    found = one.a_point
    return "not known" if found is None else f"{dollars(found[0])} [{dollars(found[1])} {TO} {dollars(found[2])}]"


def _mark(one: Priced) -> Mark:
    found = one.a_point
    why = "" if found else "A price is unknown." if one.money is None else "The mean drift score has no interval."
    middle, low, high = (part / 1e6 for part in found) if found else (None, None, None)
    told = f"{counted(one.turns, 'turn')}, {counted(one.spent.calls, 'call')}"
    return Mark(label=one.label, value=middle, low=low, high=high, evidence=(told,), why=why)


def _row(one: Priced) -> tuple[str, ...]:
    return (
        one.label,
        estimate(one.score),
        "not known" if one.money is None else dollars(one.money),
        _a_point(one),
        seconds(one.spent.seconds / one.turns * TURNS) if one.turns else NONE,
        f"{one.turns:,}",
        f"{one.spent.calls:,}",
    )
