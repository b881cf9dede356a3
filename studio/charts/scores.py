"""One scorer's means by persona as a chart. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.scorers.score import bounds
from evals.statistics.estimate import CannotTell, Interval
from studio.charts.chart import Dots, Mark, Table
from studio.charts.words import counted, estimate, lower

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from studio.charts.means import Mean


def chart(found: Sequence[Mean], names: Mapping[str, str]) -> Dots:
    """The means of one scorer, a row for each persona, the best first; those that are not known last."""
    if not found:
        return Dots(title="Nothing was scored", note="", axis="", marks=(), table=table((), names))
    ranked = sorted(found, key=lambda one: one.rank)
    first = ranked[0].of
    return Dots(
        title=finding(ranked, names),
        note=f"{first.name}: {first.unit}; higher is {first.higher_is}. A dot is the mean, the line its 95 % interval, "
        "clustered by independent conversations. A hollow dot has no interval; the table says why.",
        axis=f"{first.name} ({first.unit})",
        marks=tuple(_mark(one, names) for one in ranked),
        table=table(ranked, names),
        span=bounds(first.unit),
    )


def finding(ranked: Sequence[Mean], names: Mapping[str, str]) -> str:
    """What means that are ranked say, in one sentence that claims no more than the intervals allow."""
    known = [one for one in ranked if isinstance(one.estimate, Interval)]
    name = ranked[0].of.name
    if not known:
        reason = ranked[0].estimate.reason if isinstance(ranked[0].estimate, CannotTell) else ""
        return f"{name}: how sure any mean is cannot be told: {lower(reason)}"
    best, worst = known[0], known[-1]
    if len(known) == 1:
        return f"{name}: {names[best.of.persona]} has {estimate(best.estimate)}"
    last = f"{names[worst.of.persona]} is last with {estimate(worst.estimate)}"
    if _apart(best.estimate, worst.estimate):
        return f"{name}: {names[best.of.persona]} leads with {estimate(best.estimate)}, {last}"
    return f"{name}: first and last cannot be told apart; {last}"


def table(found: Sequence[Mean], names: Mapping[str, str]) -> Table:
    """Every mean with its interval, on how much it rests, and why scores are missing."""
    rows = tuple(
        (
            names[one.of.persona],
            one.of.name,
            estimate(one.estimate),
            one.of.unit,
            one.of.higher_is,
            str(one.estimate.clusters),
            str(one.estimate.missing),
            why(one),
        )
        for one in found
    )
    head = ("persona", "score", "mean, 95 % interval", "unit", "higher is", "independent", "missing", "why")
    return Table(head=head, rows=rows)


def short_table(found: Sequence[Mean], names: Mapping[str, str]) -> Table:
    """The same in four columns, for scores that have their unit and direction in common."""
    rows = tuple((names[one.of.persona], one.of.name, estimate(one.estimate), why(one)) for one in found)
    return Table(head=("persona", "score", "mean, 95 % interval", "why"), rows=rows)


def why(one: Mean) -> str:
    """Why there is no interval, and why scores are missing; empty where everything is there."""
    parts = () if isinstance(one.estimate, Interval) else (one.estimate.reason,)
    return " ".join(dict.fromkeys((*parts, *one.of.reasons[:3])))


def _apart(one: Estimate, other: Estimate) -> bool:
    """Whether two intervals do not touch."""
    if not (isinstance(one, Interval) and isinstance(other, Interval)):
        return False
    return one.low > other.high or other.low > one.high


def _mark(one: Mean, names: Mapping[str, str]) -> Mark:
    found = one.estimate
    low, high = (found.low, found.high) if isinstance(found, Interval) else (None, None)
    rests = f"{counted(found.clusters, 'independent conversation')}, {found.missing} missing"
    return Mark(
        label=names[one.of.persona],
        value=found.value,
        low=low,
        high=high,
        tone="quiet" if low is None else "plain",
        evidence=(rests, *one.evidence),
        why=why(one),
    )
