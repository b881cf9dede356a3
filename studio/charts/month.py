"""What a month has come to and what it will. Knows no page and no store."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from studio.charts.chart import Point, Table
from studio.charts.kinds.lines import Line, Lines
from studio.charts.money import UNKNOWN, dollars, ends, estimate, exact, rounded
from studio.charts.words import counted, lower

if TYPE_CHECKING:
    from studio.analytics.cost_values import Forecast

METHOD: Final = (
    "Days are taken for alike but for the day of the week (once there are four weeks), with what neighbouring days "
    "share, at most the last eight weeks: a 95 % prediction interval by Student's t. Today is foretold as a "
    "whole, never as less than it took already. The dates above do not matter here, the other filters do."
)


def chart(found: Forecast) -> Lines:
    """The month so far, and what it will have come to by each day of it."""
    so_far = list(accumulate(found.days.values()))
    spent = tuple(
        Point(at=day.day, value=dollars(total), evidence=(exact(total),))
        for day, total in zip(found.days, so_far, strict=True)
    )
    coming = []
    for day, total in found.course.items():
        value, low, high = ends(total)
        if value is not None:
            coming.append(Point(at=day.day, value=value, low=low, high=high, evidence=(estimate(total),)))
    highest = max((point.high or point.value or 0.0 for point in (*spent, *coming)), default=0.0)
    unknown = f" {counted(found.unpriced, 'call')} of unknown price not counted in." if found.unpriced else ""
    return Lines(
        title=_finding(found),
        note=METHOD + _checked(found) + unknown,
        across=f"day of {found.month:%B %Y} ({found.zone})",
        axis="dollars since the first",
        lines=(
            Line(name="spent", points=spent),
            *((Line(name="foretold", points=tuple(coming)),) if coming else ()),
        ),
        span=(0.0, highest or 1.0),
        table=Table(
            head=("day", "spent on it", "since the first"),
            rows=(
                *((day.isoformat(), exact(one), exact(total))
                  for (day, one), total in zip(found.days.items(), so_far, strict=True)),
                *((f"{day.isoformat()}, foretold", "", estimate(total)) for day, total in found.course.items()),
            ),
        ),
    )  # fmt: skip


def _checked(found: Forecast) -> str:
    if not found.tried:
        return ""
    told = (
        f" Of the {found.tried:,} forecasts as far ahead that could have been made before, "
        f"{found.held / found.tried:.0%} held what came"
    )
    if found.factor > 1.0:
        return f"{told}: so this interval is {found.factor:.2g} times as wide as by the days alone."
    return f"{told}."


def _finding(found: Forecast) -> str:
    month = f"{found.month:%B}"
    if not isinstance(found.total, Interval):
        why = lower(found.total.reason)
        return f"What {month} will come to cannot be told: {why}. It took {rounded(found.spent)} so far"
    trend = {
        "rising": "; spending has been rising, so it may well be more",
        "falling": "; spending has been falling, so it may well be less",
        "": "",
    }[found.trend]
    return f"{month} will come to {estimate(found.total)}; it took {rounded(found.spent)} so far{trend}"


def short(found: Forecast) -> str:
    """The forecast in a figure."""
    return estimate(found.total) if isinstance(found.total, Interval) else UNKNOWN
