"""A chart of a result, by its form: which column goes where. Knows no cell and no page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from studio.charts.chart import Dots, Mark, Point, Table
from studio.charts.kinds.lines import Line, Lines
from studio.charts.words import between, number, short
from studio.notebooks.bar_charts import spread, stacks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.frame import Cell, Frame
    from studio.charts.chart import Chart as Drawn
    from studio.notebooks.cells import Chart

MOST_ROWS: Final = 60
"""Rows of dots; further ones are in the table alone."""

MOST_LINES: Final = 4
MOST_POINTS: Final = 2_000


def chart(frame: Frame, form: Chart) -> Drawn:
    """The chart of a frame. Raises InvalidInput for a column that is not there or holds no figures."""
    for name in filter(None, (form.x, form.y, form.colour, form.low, form.high)):
        frame.column(name)
    if not form.y or (not form.x and form.kind != "spread"):
        raise InvalidInput(
            "The chart has no columns yet.",
            why=f"The columns of {form.of!r} are {', '.join(frame.columns)}.",
            next_step="Choose one for the horizontal and one for the vertical axis.",
        )
    values = _figures(frame, form.y)
    match form.kind:
        case "line":
            return _lines(frame, form)
        case "bars":
            labels = [_word(one) for one in frame.column(form.x)]
            series = [_word(one) for one in frame.column(form.colour)] if form.colour else [""] * len(labels)
            return stacks(labels, values, series, x=form.x, y=form.y, of=form.of, title=form.title, table=_table(frame))
        case "spread":
            return spread(values, y=form.y, of=form.of, title=form.title, table=_table(frame))
        case _:
            return _dots(frame, form)


def _dots(frame: Frame, form: Chart) -> Dots:
    values, lows, highs = _figures(frame, form.y), _figures(frame, form.low), _figures(frame, form.high)
    labels = [_word(one) for one in frame.column(form.x)]
    series = [_word(one) for one in frame.column(form.colour)] if form.colour else [""] * len(labels)
    marks = [
        Mark(
            label=f"{label}, {of}" if of and of != label else label, value=value, low=low, high=high, of=of,
            tone="plain" if low is not None else "quiet",
            why="" if value is not None else "There is no value.",
        )
        for label, of, value, low, high in zip(labels, series, values, lows, highs, strict=True)
    ]  # fmt: skip
    known = [one.value for one in marks if one.value is not None]
    left = f" {len(marks) - MOST_ROWS} more rows are in the table." if len(marks) > MOST_ROWS else ""
    ends = " The line is the interval." if form.low and form.high else " No interval was named."
    return Dots(
        title=form.title or _of_marks(form.y, marks),
        note=f"{form.y} by {form.x}, from {form.of}.{ends}{left}",
        axis=form.y,
        marks=tuple(marks[:MOST_ROWS]),
        table=_table(frame),
        span=(0.0, 1.0) if known and all(0.0 <= one <= 1.0 for one in known) else None,
    )


def _lines(frame: Frame, form: Chart) -> Lines:
    at = frame.columns.index(form.x)
    days = frame.kinds[at] == "time"
    places = [_place(one, days=days) for one in frame.column(form.x)]
    values, lows, highs = _figures(frame, form.y), _figures(frame, form.low), _figures(frame, form.high)
    series = [_word(one) for one in frame.column(form.colour)] if form.colour else [form.y] * len(places)
    names = list(dict.fromkeys(series))
    lines = []
    for name in names[:MOST_LINES]:
        points = [
            Point(at=place, value=value, low=low, high=high)
            for place, of, value, low, high in zip(places, series, values, lows, highs, strict=True)
            if of == name and place is not None
        ]
        lines.append(Line(name=name, points=tuple(sorted(points, key=lambda one: one.at)[:MOST_POINTS])))
    known = [one for one in (*values, *lows, *highs) if one is not None]
    left = f" {len(names) - MOST_LINES} further lines are in the table." if len(names) > MOST_LINES else ""
    ends = " The band is the interval of each point." if form.low and form.high else " No interval was named."
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    shares = low >= 0.0 and high <= 1.0
    return Lines(
        title=form.title or _of_lines(form.y, lines),
        note=f"{form.y} over {form.x}, from {form.of}.{ends}{left}",
        across=form.x,
        axis=form.y,
        lines=tuple(lines),
        table=_table(frame),
        span=(0.0, 1.0) if shares else (min(low, 0.0), high if high > low else low + 1.0),
        days=UTC if days else None,
    )


def _of_marks(what: str, marks: Sequence[Mark]) -> str:
    """What dots say, claiming no more than their intervals allow."""
    known = sorted((one for one in marks if one.value is not None), key=lambda one: one.value or 0.0)
    if not known:
        return f"{what}: nothing is known"
    last, first = known[0], known[-1]
    if len(known) == 1:
        return f"{what}: {short(first.label)} has {_told(first)}"
    apart = first.low is not None and last.high is not None and first.low > last.high
    unsure = first.low is None or last.high is None
    if apart or unsure:
        doubt = "; how sure that is was not given" if unsure else ""
        best, worst = f"{short(first.label)}, {_told(first)}", f"{short(last.label)}, {_told(last)}"
        return f"{what} is highest for {best}, lowest for {worst}{doubt}"
    return f"{what}: {short(first.label)}, {_told(first)}, and {short(last.label)}, {_told(last)}, cannot be told apart"


def _told(mark: Mark | Point) -> str:
    ends = f" {between(mark.low, mark.high)}" if mark.low is not None and mark.high is not None else ""
    return f"{number(mark.value or 0.0)}{ends}"


def _of_lines(what: str, lines: Sequence[Line]) -> str:
    told = []
    for line in lines:
        known = [one for one in line.points if one.value is not None]
        if known:
            name = f"{short(line.name)} " if len(lines) > 1 else f"{what} "
            told.append(f"{name}goes from {_told(known[0])} to {_told(known[-1])}")
    if not told:
        return f"{what}: nothing is known"
    return (f"{what}: " if len(lines) > 1 else "") + "; ".join(told)


def _figures(frame: Frame, name: str) -> list[float | None]:
    """The figures of a column; none for an empty name. Raises InvalidInput for one that holds words."""
    if not name:
        return [None] * len(frame.rows)
    if frame.kinds[frame.columns.index(name)] != "number":
        raise InvalidInput(
            f"The column {name!r} holds no figures.",
            why="The vertical axis and the ends of an interval are figures.",
            next_step="Choose another column, or turn it into a figure in SQL.",
        )
    return [float(one) if isinstance(one, int | float) else None for one in frame.column(name)]


def _place(value: Cell, *, days: bool) -> float | None:
    if value is None:
        return None
    if days:
        found = datetime.fromisoformat(str(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, str):
        raise InvalidInput(
            "A line needs figures or times on its horizontal axis.",
            why=f"{short(value)!r} is neither.",
            next_step="Choose dots for words, or another column.",
        )
    return float(value)


def _word(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "nothing" if value is None else str(value)


def _table(frame: Frame) -> Table:
    return Table(
        head=frame.columns, rows=tuple(tuple("" if one is None else _word(one) for one in row) for row in frame.rows)
    )
