"""The drift score over the turns of many conversations. Knows no store and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from studio.charts.chart import Point, Table
from studio.charts.kinds.lines import Line, Lines, Upright
from studio.charts.words import NONE, counted, estimate, lower, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.warehouse.drift_questions import Moments, Overview, Place

EDGE: Final = 5
"""At most so many of a conversation's first and last turns are held against each other, and no more than a third."""

SCORE: Final = (0.0, 1.0)


def chart(found: Overview, places: Sequence[Place], change: Moments, *, width: int) -> Lines:
    """The mean score at each turn, or for each `width` turns, with the interval over conversations."""
    points = tuple(map(point, places))
    told = f"Each point is the mean of up to {width} turns, for there are {found.longest:,}. " if width > 1 else ""
    began = found.began and found.usual is not None
    uprights = (Upright(at=found.usual or 0.0, words="change point"),) if began else ()
    return Lines(
        title=finding(found, change),
        note=f"{told}Mean probability of being in character, and its 95 % interval over "
        f"{counted(found.talks, 'conversation')}; none where fewer than five have a score. {left_out(found)}"
        f"{_change_words(found)} A conversation that ended is missing from then on.",
        across="turn",
        axis="drift score",
        lines=(Line(name="mean", points=points),),
        table=table(places, across="turn" if width == 1 else "from turn"),
        uprights=uprights,
    )


def finding(found: Overview, change: Moments) -> str:
    """Whether a conversation's last turns differ from its first ones."""
    if not found.judged:
        return f"None of {counted(found.turns, 'turn')} could be judged"
    if not change.talks:
        return "No conversation has two turns with a score: no course to be seen"
    gap = of_moments(change.talks, change.mean, change.deviation)
    if not isinstance(gap, Interval):
        value = "" if gap.value is None else f" ({number(gap.value, signed=True)} on average)"
        return f"Whether conversations drift cannot be told{value}: {lower(gap.reason)}"
    edges = "from a conversation's first turns to its last"
    if gap.low <= 0.0 <= gap.high:
        return f"No change can be told: {estimate(gap, signed=True)} {edges}"
    return f"The score {'falls' if gap.value < 0.0 else 'rises'}: {estimate(gap, signed=True)} {edges}"


def point(place: Place) -> Point:
    """A place of the course, with its worst turn as evidence."""
    found = of_moments(place.talks, place.mean, place.deviation, missing=place.missing, bounds=SCORE)
    worst = () if place.worst is None or place.talks < 2 else (f"lowest: {number(place.worst)}",)  # noqa: PLR2004
    return Point(
        at=place.at,
        value=place.mean,
        low=found.low if isinstance(found, Interval) else None,
        high=found.high if isinstance(found, Interval) else None,
        evidence=(counted(place.talks, "conversation"), *worst, *(_missing(place.missing) * bool(place.missing))),
        turn=place.worst_id or "",
    )


def table(places: Sequence[Place], *, across: str) -> Table:
    """The same in words."""
    return Table(
        head=(across, "mean score, 95 % interval", "conversations", "could not be judged", "lowest score"),
        rows=tuple(
            (
                f"{one.at:,}",
                estimate(of_moments(one.talks, one.mean, one.deviation, bounds=SCORE)),
                f"{one.talks:,}",
                f"{one.missing:,}",
                NONE if one.worst is None else number(one.worst),
            )
            for one in places
        ),
    )


def left_out(found: Overview) -> str:
    """How many turns could not be judged, and whether drift was put in on purpose."""
    missing = found.turns - found.judged
    told = f"{counted(missing, 'turn')} of {found.turns:,} could not be judged and are left out. " if missing else ""
    if found.injected:
        told += f"In {counted(found.injected, 'conversation')} drift was put in on purpose. "
    return told


def _change_words(found: Overview) -> str:
    if not found.began or found.usual is None:
        return "In no conversation a change point was found."
    share = f"{found.began:,} of {counted(found.talks, 'conversation')}"
    return f"Change points were found in {share}; the dotted line is their median, turn {found.usual:g}."


def _missing(number_: int) -> tuple[str, ...]:
    return (f"{counted(number_, 'turn')} could not be judged",)
