"""How far the judge of a run can be trusted: its test, its agreement with itself, its unfounded flaws, its cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evals.judging.tally import NAME, UNFOUNDED
from evals.spent import Spent, total
from evals.statistics.agreement import alpha
from evals.statistics.estimate import CannotTell, Estimate, Interval
from evals.statistics.interval import mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evals.outcome import Outcome
    from evals.scorers.score import Score


REASONS: Final = 3
"""So many reasons why conversations are not judged are told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A judge over all conversations of a run: `scored` of `of` have a score, `note` says who judged and its test.

    `unjudged` says how many have none because calls failed or were cut off, and why. `agreement` is Krippendorff's
    alpha of its samples on whether a reply has a flaw, clustered by conversation; `unfounded` the mean share of the
    reported flaws whose words were not where they should be.
    """

    scored: int
    of: int
    note: str
    unjudged: tuple[str, ...]
    agreement: Estimate
    unfounded: Estimate
    spent: Spent


def unjudged(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """How many conversations the judge is not done with and why, the commonest reasons first; a run asks it again."""
    why = Counter(one.unjudged for one in outcomes if one.unjudged)
    if not why:
        return ()
    told = "; ".join(f"{number}: {reason}" for reason, number in why.most_common(REASONS))
    more = f"; {len(why) - REASONS} more reasons" if len(why) > REASONS else ""
    number = why.total()
    them = "1 conversation is" if number == 1 else f"{number} conversations are"
    return (f"{them} not judged yet ({told}{more}).",)


def card(outcomes: Iterable[Outcome]) -> Card | None:
    """The judge of these outcomes; None where none was asked."""
    outcomes = tuple(outcomes)
    found = [(one.record.case_id, score) for one in outcomes for score in one.scores if score.name == NAME]
    if not found:
        return None
    told = next((score.evidence[0] for _, score in found if score.evidence), "")
    lost = [(one.record.case_id, each) for one in outcomes for each in one.scores if each.name == UNFOUNDED]
    return Card(
        scored=sum(score.value is not None for _, score in found),
        of=len(found),
        note=told or next(score.reason for _, score in found),
        unjudged=unjudged(outcomes),
        agreement=_agreement(found),
        unfounded=mean([score.value for _, score in lost], clusters=[name for name, _ in lost], bounds=(0.0, 1.0)),
        spent=total(score.spent for _, score in found),
    )


def lines(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The same in words; nothing where no judge was asked."""
    found = card(tuple(outcomes))
    if found is None:
        return ()
    cost = found.spent.microdollars
    money = "price unknown" if cost is None else f"${cost / 1_000_000:.4f}"
    return (
        f"judge: {found.scored} of {found.of} conversations scored; {found.note}",
        *(f"judge: {one} Going on with the run asks it again." for one in found.unjudged),
        f"judge: agreement with itself, alpha {_told(found.agreement)}",
        f"judge: reported flaws that were not there {_told(found.unfounded)}",
        f"judge: {found.spent.calls} calls, {money}",
    )


def _agreement(found: list[tuple[str, Score]]) -> Estimate:
    rows = [(name, row) for name, score in found for row in score.ratings]
    if rows and max(len(row) for _, row in rows) == 1:
        reason = "It was asked once, since it says the same every time: that is no sign of being right."
        return CannotTell(reason=reason, scores=len(rows), missing=0, clusters=len(found))
    units = [[None if one is None else float(one > 0) for one in row] for _, row in rows]
    return alpha(units, scale="nominal", clusters=[name for name, _ in rows])


def _told(estimate: Estimate) -> str:
    if isinstance(estimate, Interval):
        return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f}), {estimate.clusters} conversations"
    return f"unknown: {estimate.reason}"
