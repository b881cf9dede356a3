"""What a month will come to, from the days so far, and how such forecasts did before. Knows no store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from evals.statistics.ahead import ahead, learnt, widened
from evals.statistics.estimate import CannotTell, Interval
from studio.analytics.cost_values import Forecast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from store.warehouse.cost_questions import Sum

DAY: Final = timedelta(days=1)
HISTORY: Final = timedelta(days=400)
"""So many days are read: those that a forecast is made from, and a year to look back on how forecasts did."""


def forecast(found: Mapping[date, Sum], today: date, zone: str) -> Forecast:
    """The month that `today` is in, from what was spent by day; days that are not there took nothing."""
    month = today.replace(day=1)
    end = _last(today)
    spent = {day: one.microdollars for day, one in found.items()}
    first = min(spent, default=today)
    history = _every(spent, first, today)
    before = sum(spent.get(day, 0) for day in _days(month, today - DAY))
    so_far = before + spent.get(today, 0)
    whole = learnt(history, _length(today, end))
    return Forecast(
        month=month,
        today=today,
        zone=zone,
        spent=so_far,
        unpriced=sum(one.unpriced for day, one in found.items() if day >= month),
        total=_at_least(_shifted(whole.total, before), so_far),
        trend=whole.trend,
        days={day: spent.get(day, 0) for day in _days(max(month, min(first, today)), today)},
        course={
            day: _at_least(_shifted(_part(history, day, today, end, whole.factor), before), so_far)
            for day in _days(today, end)
        },
        history=len(history),
        factor=whole.factor,
        held=whole.held,
        tried=whole.tried,
    )


def _part(history: Sequence[int], day: date, today: date, end: date, factor: float) -> Estimate:
    """The sum until the end of a day; what earlier forecasts missed by grows evenly with the days."""
    coming, most = _length(today, day), _length(today, end)
    return widened(ahead(history, coming).total, 1.0 + (factor - 1.0) * coming / most)


def _shifted(found: Estimate, by: int) -> Estimate:
    if isinstance(found, Interval):
        return replace(found, value=found.value + by, low=found.low + by, high=found.high + by)
    return replace(found, value=None if found.value is None else found.value + by)


def _at_least(found: Estimate, least: int) -> Estimate:
    """What is spent already will not be less."""
    if isinstance(found, CannotTell):
        return replace(found, value=None if found.value is None else max(found.value, float(least)))
    return replace(found, value=max(found.value, least), low=max(found.low, least), high=max(found.high, least))


def _every(spent: Mapping[date, int], first: date, until: date) -> list[int]:
    """Each whole day from the first to the day before `until`."""
    return [spent.get(day, 0) for day in _days(first, until - DAY)]


def _days(first: date, last: date) -> list[date]:
    return [first + at * DAY for at in range(max(0, (last - first).days + 1))]


def _length(first: date, last: date) -> int:
    return (last - first).days + 1


def _last(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
