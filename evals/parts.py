"""What a difference between two runs is made of: the instrument, what was changed on purpose, and noise.

The instrument is told by the frozen anchors: their text is the same in both runs, so whatever moved there is what
measures (gauge, scorers, emotion reader) and no persona. What is left is put down to what differs in the orders, and
where several things changed at once, to all of them together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from brain.genome import content_hash
from evals.statistics import quantile
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.interval import mean
from evals.statistics.variance import Component, split

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from evals.run import Run
    from evals.statistics.estimate import Estimate

Steady: TypeAlias = Literal["unchanged", "changed", "not known"]

SAME: Final = 1e-9
"""Scores of one text that are nearer than this are the same: another machine adds up in another order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """How what measures a score moved between the runs, over the anchors that both scored: after less before.

    `shift` is its mean with an interval over anchors, `most` the farthest that one anchor moved. Not known: a run
    scored no anchors, or this score cannot be had from them.
    """

    steady: Steady
    anchors: int
    shift: Estimate
    most: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What a difference is made of. `rest` is the difference less the instrument's shift, and `causes` what it may be.

    `shares` are shares of the variance of all scores of both runs: between conversations, the change, and the noise
    within a conversation (repetitions, and that the change is another in each).
    """

    instrument: Instrument
    rest: Estimate
    causes: tuple[str, ...]
    shares: tuple[Component, ...]


def parts(
    name: str,
    before: Run,
    after: Run,
    difference: Estimate,
    rows: Sequence[tuple[Hashable, float, float]],
    *,
    level: float = 0.95,
) -> Parts:
    """What a difference in the score `name` is made of; `rows` are cluster, value before and value after of each pair.

    The interval of the rest adds the squared errors of difference and instrument, which rest on other conversations
    (t with the smaller of their degrees of freedom). Shares are by Henderson's first method (`statistics.variance`).
    """
    found = instrument(name, before, after, level=level)
    scores = [value for _, was, now in rows for value in (was, now)]
    factors: dict[str, Sequence[Hashable]] = {
        "conversation": [cluster for cluster, _, _ in rows for _ in range(2)],
        "change": [side for _ in rows for side in ("before", "after")],
    }
    return Parts(
        instrument=found,
        rest=_rest(difference, found, level),
        causes=tuple(causes(before, after)),
        shares=split(scores, factors, clusters="conversation", level=level).components if rows else (),
    )


def instrument(name: str, before: Run, after: Run, *, level: float = 0.95) -> Instrument:
    """How the score of the anchors moved; a score that is missing on a side is left out and counted."""
    old, new = (
        {one.anchor: one.value for one in run.environment.anchors if one.score == name} for run in (before, after)
    )
    both = [one for one in old if one in new]
    gaps = [None if (was := old[one]) is None or (now := new[one]) is None else now - was for one in both]
    known = [gap for gap in gaps if gap is not None]
    if not known:
        why = "No anchor was scored in both runs." if not both else "No anchor has this score in both runs."
        return Instrument(
            steady="not known",
            anchors=0,
            shift=CannotTell(reason=why, scores=0, missing=len(gaps), clusters=0),
        )
    most = max(known, key=abs)
    return Instrument(
        steady="unchanged" if abs(most) <= SAME and len(known) == len(gaps) else "changed",
        anchors=len(known),
        shift=mean(gaps, clusters=both, level=level),
        most=most,
    )


def causes(before: Run, after: Run) -> Iterator[str]:
    """What was changed on purpose between two orders: persona, memory, model, users, judge."""
    old, new = ({one.metadata.slug: one for one in run.order.genomes} for run in (before, after))
    moved = [slug for slug in old if slug in new and content_hash(old[slug]) != content_hash(new[slug])]
    if moved or old.keys().isdisjoint(new):
        yield "persona"
    if any(old[slug].mind.memory != new[slug].mind.memory for slug in moved):
        yield "memory"
    one, other = before.order, after.order
    if one.model != other.model:
        yield "model"
    if one.user_model != other.user_model:
        yield "users"
    if one.judge_model != other.judge_model:
        yield "judge"


def _rest(difference: Estimate, found: Instrument, level: float) -> Estimate:
    if found.steady == "unchanged" or isinstance(difference, CannotTell):
        return difference
    shift = found.shift
    if found.steady == "not known" or not isinstance(shift, Interval) or difference.error is None:
        return CannotTell(
            reason="How far the instrument moved is not known.",
            scores=difference.scores,
            missing=difference.missing,
            clusters=difference.clusters,
        )
    value = difference.value - shift.value
    error = math.hypot(difference.error, shift.error or 0.0)
    freedom = min(difference.freedom or math.inf, shift.freedom or math.inf)
    half = quantile.t(0.5 + level / 2.0, freedom) * error
    return Interval(
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        scores=difference.scores,
        missing=difference.missing,
        clusters=difference.clusters,
        method="t",
        error=error,
        freedom=freedom,
    )
