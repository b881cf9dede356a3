"""Two versions of a persona on the same axes, and how they differ. Knows no store and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.statistics.estimate import Interval
from evals.statistics.unpaired import compare
from studio.charts.chart import Table
from studio.charts.drift_course import point, sampled
from studio.charts.kinds.lines import Line, Lines
from studio.charts.words import counted, estimate, lower, number, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from evals.statistics.unpaired import Unpaired
    from store.warehouse.drift_questions import Place


def chart(
    names: Mapping[str, str],
    courses: Mapping[str, Sequence[Place]],
    scores: Mapping[str, NDArray[np.float64]],
    *,
    width: int,
    every: int = 1,
) -> Lines:
    """The courses of two versions, by id, the earlier first; `scores` are means of conversations."""
    before, after = names
    found = compare(scores[before], scores[after])
    coarse = sampled(every) + (f"Each point is the mean of up to {width} turns. " if width > 1 else "")
    return Lines(
        title=_finding(found, names[before], names[after]),
        note=f"{coarse}Mean drift score at each turn with its 95 % interval over "
        f"{counted(len(scores[before]), 'conversation')} before and {len(scores[after]):,} after. The difference is "
        "that of conversations' means, with Welch's interval; the test deals the versions anew over whole ones. "
        "The conversations are not the same on both sides: what users said may differ too.",
        across="turn",
        axis="drift score",
        lines=tuple(Line(name=names[one], points=tuple(map(point, courses.get(one, ())))) for one in names),
        table=Table(
            head=("version", "mean score of conversations", "conversations"),
            rows=(
                *(
                    (names[one], number(float(scores[one].mean())) if len(scores[one]) else "not known",
                     f"{len(scores[one]):,}")
                    for one in names
                ),
                ("difference, 95 % interval", estimate(found.difference, signed=True), _p(found)),
            ),
        ),
    )  # fmt: skip


def nothing() -> Lines:
    """There are no two versions to be held against each other."""
    return Lines(
        title="There are no two versions of one persona to compare",
        note="Change a persona, talk to its new version, and both are held against each other here.",
        across="turn",
        axis="drift score",
        lines=(),
        table=Table(head=("version", "mean score of conversations", "conversations"), rows=()),
    )


def _finding(found: Unpaired, before: str, after: str) -> str:
    one, other = short(before, longest=40), short(after, longest=40)
    gap = found.difference
    if not isinstance(gap, Interval):
        return f"Whether {other} differs from {one} cannot be told: {lower(gap.reason)}"
    told = f"{estimate(gap, signed=True)}, {_p(found)}"
    if gap.low <= 0.0 <= gap.high:
        return f"No difference can be told between {one} and {other}: {told}"
    return f"{other} stays {'more' if gap.value > 0.0 else 'less'} in character than {one}: {told}"


def _p(found: Unpaired) -> str:
    if found.p is None:
        return "p not known"
    return "p < 0.001" if found.p < 0.001 else f"p = {found.p:.3f}"  # noqa: PLR2004 - as far as it is told
