"""The drift score of many personas, versions or models beside each other. Knows no store and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.moments import of_moments
from studio.charts.chart import Table
from studio.charts.drift_course import SCORE, point, sampled
from studio.charts.kinds.panels import Panel, Panels
from studio.charts.words import counted, estimate, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from store.warehouse.drift_questions import By, Group, Place

PAGE: Final = 12
"""So many are drawn at once."""


def chart(
    groups: Sequence[Group],
    courses: Mapping[str, Sequence[Place]],
    names: Mapping[str, str],
    *,
    by: By,
    page: int = 1,
    width: int = 1,
    every: int = 1,
) -> Panels:
    """The course of each of a page, the lowest mean first; `courses` are those of the page, `groups` are all."""
    first = (page - 1) * PAGE
    shown = groups[first : first + PAGE]
    some = (
        f"{first + 1} to {first + len(shown)} of {len(groups)}, the lowest mean first. " if len(groups) > PAGE else ""
    )
    coarse = sampled(every) + (f"Each point is the mean of up to {width} turns. " if width > 1 else "")
    return Panels(
        title=finding(groups, names, by=by),
        note=f"{some}{coarse}The mean drift score at each turn, and its 95 % interval over conversations where there "
        "are at least five; beside each name the mean of all its turns. All have the same axes.",
        across="turn",
        axis="drift score",
        panels=tuple(
            Panel(
                name=names.get(one.of) or one.of[:8],
                told=estimate(_mean(one)),
                points=tuple(map(point, courses.get(one.of, ()))),
            )
            for one in shown
        ),
        table=Table(
            head=(by, "mean score, 95 % interval", "conversations", "turns that could not be judged"),
            rows=tuple(
                (names.get(one.of) or one.of[:8], estimate(_mean(one)), f"{one.talks:,}", f"{one.missing:,}")
                for one in groups
            ),
        ),
    )


def finding(groups: Sequence[Group], names: Mapping[str, str], *, by: By) -> str:
    """The lowest and the highest."""
    known = [one for one in groups if one.mean is not None]
    if not known:
        return f"No {by} has a turn that could be judged"
    low, high = known[0], known[-1]
    told = [f"{short(names.get(one.of) or one.of[:8], longest=60)}, {estimate(_mean(one))}" for one in (low, high)]
    if low is high:
        return f"There is one {by}: {told[0]}"
    return f"Of {counted(len(groups), by)} the lowest is {told[0]}; the highest {told[1]}"


def _mean(one: Group) -> Estimate:
    return of_moments(one.talks, one.mean, one.deviation, missing=one.missing, bounds=SCORE)
