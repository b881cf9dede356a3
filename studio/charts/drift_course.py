"""The drift score over the turns of many conversations. Knows no store and no page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from statistics import fmean
from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from studio.charts.chart import Point, Table
from studio.charts.kinds.lines import Line, Lines, Upright
from studio.charts.words import NONE, between, counted, estimate, lower, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from store.warehouse.drift_questions import Day, Moments, Overview, Place
    from store.warehouse.drift_talks import Told

EDGE: Final = 5
"""At most so many of a conversation's first turns are held against its later ones, and no more than a third."""

SCORE: Final = (0.0, 1.0)
DAY: Final = 86_400.0


def chart(
    found: Overview, places: Sequence[Place], change: Moments, *, edge: int, width: int = 1, every: int = 1
) -> Lines:
    """The mean score at each turn, or for each `width` turns, with the interval over conversations.

    `change` is that of a conversation's turns behind its first `edge` ones; the places are of one conversation in
    `every`.
    """
    points = tuple(map(point, places))
    told = f"Each point is the mean of up to {width} turns, for there are {found.longest:,}. " if width > 1 else ""
    told += sampled(every)
    began = found.began and found.usual is not None
    uprights = (Upright(at=found.usual or 0.0, words="change point"),) if began else ()
    return Lines(
        title=finding(found, change, edge=edge),
        note=f"{told}Mean probability of being in character, and its 95 % interval over "
        f"{counted(found.talks, 'conversation')}; none where fewer than five have a score. {left_out(found)}"
        f"{_change_words(found)} A conversation that ended is missing from then on.",
        across="turn",
        axis="drift score",
        lines=(Line(name="mean", points=points),),
        table=table(places, across="turn" if width == 1 else "from turn"),
        uprights=uprights,
    )


def by_day(days: Sequence[Day], zone: tzinfo) -> Lines:
    """The mean score of each day; a day without turns is a gap."""
    known = [one for one in days if one.mean is not None]
    points = tuple(_of_day(one, zone) for one in days)
    gaps = (days[-1].at - days[0].at).days + 1 - len(days) if days else 0
    told = f"On {counted(gaps, 'day')} nothing was said. " if gaps else ""
    return Lines(
        title=_day_finding(known),
        note=f"Mean drift score of the conversations of each day, with its 95 % interval over them where there are at "
        f"least five. {told}A conversation over midnight counts on both days.",
        across="day",
        axis="drift score",
        lines=(Line(name="mean", points=_with_gaps(points)),),
        table=table(days, across="day"),
        days=zone,
    )


def of_talk(found: Sequence[Told], *, name: str, width: int) -> Lines:
    """One conversation turn by turn, each with the interval of its own reading."""
    scored = [one for one in found if one.score is not None]
    began = next((one.began for one in reversed(found) if one.alarm and one.began), None)
    missing = [one for one in found if one.score is None]
    coarse = (
        f"Each point is the mean of up to {width} turns and its band holds 90 % of them, which is a spread and no "
        "interval. " if width > 1 else "The band is the interval of each turn's own reading. "
    )  # fmt: skip
    return Lines(
        title=f"{name}: {_talk_finding(scored, began)}",
        note=f"{coarse}A cross at the foot is a turn that could not be judged. "
        f"{_injected(found)}Choose a point to read its turn.",
        across="turn",
        axis="drift score",
        lines=(Line(name="score", points=tuple(_of_turn(one) for one in found)),),
        table=Table(
            head=("turn", "score, interval", "verdict"),
            rows=tuple((f"{one.at:,}", _told(one), one.verdict or NONE) for one in found),
        ),
        uprights=(Upright(at=began, words="change point"),) if began else (),
        missing=tuple(Point(at=one.at, value=None, turn=one.id or "") for one in missing),
    )


def finding(found: Overview, change: Moments, *, edge: int) -> str:
    """Whether a conversation's later turns differ from its first ones."""
    if not found.judged:
        return f"None of {counted(found.turns, 'turn')} could be judged"
    if not change.talks:
        return "No conversation has a score on early and later turns: no course to be seen"
    gap = of_moments(change.talks, change.mean, change.deviation)
    if not isinstance(gap, Interval):
        value = "" if gap.value is None else f" ({number(gap.value, signed=True)} on average)"
        return f"Whether conversations drift cannot be told{value}: {lower(gap.reason)}"
    edges = f"from a conversation's first {counted(edge, 'turn')} to its later ones"
    if gap.low <= 0.0 <= gap.high:
        return f"No change can be told: {estimate(gap, signed=True)} {edges}"
    return f"The score {'falls' if gap.value < 0.0 else 'rises'}: {estimate(gap, signed=True)} {edges}"


def edge_of(found: Overview) -> int:
    """How many turns of a conversation are its first ones."""
    return max(1, min(EDGE, found.longest // 3))


def sampled(every: int) -> str:
    """That only some conversations were asked, if so."""
    return f"Computed from one conversation in {every}, drawn by their ids. " if every > 1 else ""


def point(place: Place | Day) -> Point:
    """A place of the course, with its worst turn as evidence."""
    found = of_moments(place.talks, place.mean, place.deviation, missing=place.missing, bounds=SCORE)
    worst = () if place.worst is None or place.talks < 2 else (f"lowest: {number(place.worst)}",)  # noqa: PLR2004
    return Point(
        at=place.at if isinstance(place.at, int) else 0.0,
        value=place.mean,
        low=found.low if isinstance(found, Interval) else None,
        high=found.high if isinstance(found, Interval) else None,
        evidence=(counted(place.talks, "conversation"), *worst, *(_missing(place.missing) * bool(place.missing))),
        turn=place.worst_id or "",
    )


def table(places: Sequence[Place | Day], *, across: str) -> Table:
    """The same in words."""
    return Table(
        head=(across, "mean score, 95 % interval", "conversations", "could not be judged", "lowest score"),
        rows=tuple(
            (
                f"{one.at:,}" if isinstance(one.at, int) else one.at.isoformat(),
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


def _of_day(one: Day, zone: tzinfo) -> Point:
    noon = datetime.combine(one.at, time(12), zone)
    return replace(point(one), at=noon.timestamp())


def _with_gaps(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points, with an empty one wherever a day is missing, so that no line leads over it."""
    found: list[Point] = []
    for one in points:
        if found and one.at - found[-1].at > 1.5 * DAY:
            found.append(Point(at=(one.at + found[-1].at) / 2, value=None))
        found.append(one)
    return tuple(found)


def _day_finding(known: Sequence[Day]) -> str:
    if not known:
        return "On no day a turn could be judged"
    told = [(one, of_moments(one.talks, one.mean, one.deviation, bounds=SCORE)) for one in known]
    sure = [one for one in told if isinstance(one[1], Interval)]
    low, found = min(sure or told, key=lambda one: one[0].mean or 0.0)
    when = f"{low.at.day} {low.at:%B %Y}"
    if len(known) == 1:
        return f"There is one day, {when}: {estimate(found)}"
    if not sure:
        return f"No day has the five conversations that an interval needs; the lowest is {when}, {estimate(found)}"
    if len(sure) == 1:
        return f"One day of {len(known)} has an interval, {when}: {estimate(found)}"
    of = counted(len(known), "day") if len(sure) == len(known) else f"{counted(len(sure), 'day')} with an interval"
    return f"The lowest of {of} is {when}: {estimate(found)}"


def _talk_finding(scored: Sequence[Told], began: int | None) -> str:
    if not scored:
        return "no turn could be judged"
    if began is None:
        return f"no change point in {counted(len(scored), 'turn')} with a score"
    before = [one.score for one in scored if one.at < began and one.score is not None]
    after = [one.score for one in scored if one.at >= began and one.score is not None]
    if not before or not after:
        return f"it drifts from turn {began} on"
    return f"it drifts from turn {began} on, from {number(fmean(before))} to {number(fmean(after))} on average"


def _of_turn(one: Told) -> Point:
    return Point(at=one.at, value=one.score, low=one.low, high=one.high, turn=one.id or "",
                 evidence=(one.verdict,) if one.verdict else ())  # fmt: skip


def _told(one: Told) -> str:
    if one.score is None:
        return "cannot tell"
    ends = "" if one.low is None or one.high is None else f" {between(one.low, one.high)}"
    return f"{number(one.score)}{ends}"


def _injected(found: Sequence[Told]) -> str:
    first = next((one for one in found if one.injected), None)
    return "" if first is None else f"Drift was put in on purpose from turn {first.at} on ({first.injected}). "
