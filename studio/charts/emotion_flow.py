"""How the persona answers what the user feels, and how its own emotions follow each other. Asks no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from store.warehouse.emotion_questions import WALKED
from studio.charts.chart import Table
from studio.charts.emotion_mix import drawn
from studio.charts.kinds.flow import Band, Flow
from studio.charts.words import counted, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.warehouse.emotion_questions import Passage

SHOWN = 40
"""Bands that are drawn, the most frequent; the table has all."""


def answers(found: Sequence[Passage]) -> Flow:
    """What the persona's reply is to each emotion of the user's."""
    return _flow(found, left="the user was", right="the persona answered", verb="is answered by")


def follows(found: Sequence[Passage]) -> Flow:
    """Which emotion of the persona's follows which from one turn to the next."""
    return _flow(found, left="at one turn", right="at the next", verb="is followed by")


def _flow(found: Sequence[Passage], *, left: str, right: str, verb: str) -> Flow:
    means = [of_moments(*one.moments, bounds=(0.0, 1.0)) for one in found]
    rows = list(zip(found, means, strict=True))
    left_out = len(found) - SHOWN
    more = f" The {SHOWN} most frequent of {len(found)} are drawn; the table has all." if left_out > 0 else ""
    return Flow(
        title=_finding(found, verb),
        note="The width of a band is how many times it was so. Point at one for its share of what follows the first, "
        f"averaged over conversations, with its 95 % interval. {drawn(WALKED)}{more}",
        left=left,
        right=right,
        bands=tuple(
            Band(
                before=one.before,
                after=one.after,
                times=one.times,
                share=one.moments.mean,
                low=mean.low if isinstance(mean, Interval) else None,
                high=mean.high if isinstance(mean, Interval) else None,
            )
            for one, mean in rows[:SHOWN]
        ),
        table=Table(
            head=(left, right, "times", "share of what follows, 95 % interval", "conversations with the first"),
            rows=tuple(
                (one.before, one.after, f"{one.times:,}", share(mean), f"{mean.clusters:,}") for one, mean in rows
            ),
        ),
    )


def _finding(found: Sequence[Passage], verb: str) -> str:
    """The most frequent first emotion, and what it leads to most often."""
    if not found:
        return "Nothing follows anything in this span"
    times: dict[str, int] = {}
    for one in found:
        times[one.before] = times.get(one.before, 0) + one.times
    before = max(times, key=lambda name: (times[name], name))
    one = max((one for one in found if one.before == before), key=lambda one: one.moments.mean)
    mean = of_moments(*one.moments, bounds=(0.0, 1.0))
    return f"{before.capitalize()} ({counted(times[before], 'time')}) {verb} {one.after} in {share(mean)}"
