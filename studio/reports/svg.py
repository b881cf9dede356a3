"""Charts as static SVG: no script, a few kilobytes each, words on every mark that is pointed at. Knows no run.

Colours are classes of the style sheet beside it, so that the same drawing serves light, dark and print. All words are
escaped here.
"""

from __future__ import annotations

import math
import re
import textwrap
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from studio.charts.chart import Curve, Dots, Matrix, Radar, drawable
from studio.charts.svg_parts import LABELS, RIGHT, WIDTH, named, pointed, ticks
from studio.charts.words import NONE, between, number, short
from studio.ui.palette import LIGHT
from studio.ui.safe_text import as_html, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from studio.charts.chart import Cell, Chart, Mark, Point, Ring

ROW: Final = 30
SLANT: Final = 96
"""Room for the last of the slanted names above a matrix."""

HALF: Final = 0.5
MOST_DOTS: Final = 60
"""Of more points than this the dots are small."""

LINE: Final = 62
"""Characters of a line of a finding that stands in the picture."""

MOST_LINES: Final = 4
TITLE: Final = ".chart .title { font: 600 19px Georgia, serif; fill: #1E1C26; }"
_SHEET: Final = Path(__file__).parents[1] / "charts" / "chart.css"

BANDS: Final = (("band-all", ("all_low", "all_high")), ("band", ("low", "high")))


def draw(chart: Chart) -> str:
    """The chart as an SVG element with its title as accessible name."""
    body, height = _drawn(chart)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{as_html(chart.title)}" '
        f'xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )


def alone(chart: Chart) -> str:
    """The chart as a file of its own, in light colours, its finding above it, or alone."""
    body, height = _drawn(chart) if drawable(chart) else ("", 0.0)
    lines = textwrap.wrap(plain(chart.title), LINE)[:MOST_LINES]
    top = 18 + 24 * len(lines)
    title = "".join(f'<text class="title" x="0" y="{24 * (at + 1)}">{as_html(one)}</text>'
                    for at, one in enumerate(lines))  # fmt: skip
    colours = asdict(LIGHT) | {"heat": LIGHT.accent}
    style = re.sub(r"var\(--(\w+)\)", lambda found: colours[found[1]], sheet())
    return (
        f'<svg class="chart" viewBox="-16 -8 {WIDTH + 32} {top + height + 20:g}" width="{WIDTH + 32}" '
        f'height="{top + height + 20:g}" role="img" aria-label="{as_html(chart.title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><style>{style}{TITLE}</style>'
        f'<rect x="-16" y="-8" width="100%" height="100%" fill="{LIGHT.paper}"/>{title}'
        f'<g transform="translate(0 {top})">{body}</g></svg>\n'
    )


@cache
def sheet() -> str:
    """The style of all drawings; its colours are variables of the document around it."""
    return _SHEET.read_text("utf-8")


def _drawn(chart: Chart) -> tuple[str, float]:
    match chart:
        case Dots():
            return _dots(chart)
        case Curve():
            return _curve(chart)
        case Matrix():
            return _matrix(chart)
        case Radar():
            return _radar(chart)
        case _:
            return chart.drawn()


def _dots(chart: Dots) -> tuple[str, float]:
    rows = list(dict.fromkeys(mark.label for mark in chart.marks))
    low, high = _span(chart)
    wide = WIDTH - LABELS - RIGHT
    bottom = 10 + ROW * len(rows)

    def across(value: float) -> float:
        return LABELS + wide * (value - low) / (high - low)

    parts = [
        f'<line class="grid" x1="{across(at):.1f}" x2="{across(at):.1f}" y1="6" y2="{bottom}"/>'
        f'<text class="tick" x="{across(at):.1f}" y="{bottom + 17}" text-anchor="middle">{as_html(f"{at:g}")}</text>'
        for at in ticks(low, high)
    ]
    if chart.line is not None:
        at = across(chart.line)
        parts.append(f'<line class="line" x1="{at:.1f}" x2="{at:.1f}" y1="4" y2="{bottom}"/>')
    known = {mark.label for mark in chart.marks if mark.value is not None}
    for at, label in enumerate(rows):
        y = 10 + ROW * (at + 0.5)
        parts.append(f'<text class="label" x="{LABELS - 10}" y="{y + 4:.1f}" text-anchor="end">{named(label)}</text>')
        if label not in known:
            parts.append(f'<text class="tick" x="{LABELS + 6}" y="{y + 4:.1f}">not known</text>')
        parts += [_mark(mark, across(mark.value), y, across) for mark in chart.marks
                  if mark.label == label and mark.value is not None]  # fmt: skip
    middle = LABELS + wide / 2
    parts.append(f'<text class="axis" x="{middle}" y="{bottom + 38}" text-anchor="middle">{as_html(chart.axis)}</text>')
    return "".join(parts), bottom + 48


def _span(chart: Dots) -> tuple[float, float]:
    if chart.span:
        return chart.span
    ends = [end for mark in chart.marks for end in (mark.value, mark.low, mark.high) if end is not None]
    ends += [] if chart.line is None else [chart.line]
    if not ends:
        return 0.0, 1.0
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low) or max(abs(high) * 0.1, 0.5)
    return low - room, high + room


def _mark(mark: Mark, x: float, y: float, place: Callable[[float], float]) -> str:
    whisker = ""
    if mark.low is not None and mark.high is not None:
        left, right = place(mark.low), place(mark.high)
        whisker = (
            f'<path class="whisker" d="M{left:.1f} {y:.1f}H{right:.1f}M{left:.1f} {y - 4:.1f}v8'
            f'M{right:.1f} {y - 4:.1f}v8"/>'
        )
    shapes = {
        "bad": f'<path class="bad" d="M{x:.1f} {y - 6:.1f}l6.5 11h-13z"/>',
        "warn": f'<path class="warn" d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7-7z"/>',
    }
    dot = shapes.get(mark.tone, f'<circle class="{mark.tone}" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>')
    ends = f" {between(mark.low, mark.high)}" if mark.low is not None and mark.high is not None else ""
    head = f"{mark.label}{f', {mark.of}' if mark.of else ''}: {number(mark.value or 0.0)}{ends}"
    return f"<g>{pointed(head, *mark.evidence, mark.why)}{whisker}{dot}</g>"


def _curve(chart: Curve) -> tuple[str, float]:
    left, top, bottom, right = 54.0, 10.0, 250.0, float(WIDTH - RIGHT)
    last = max((point.at for point in chart.points), default=1.0)
    low, high = chart.span

    def across(at: float) -> float:
        return left + (right - left) * ((at - 1) / (last - 1) if last > 1 else HALF)

    def up(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    known = [(across(one.at), up(one.value), one) for one in chart.points if one.value is not None]
    size = 3.0 if len(known) <= MOST_DOTS else 1.8
    parts = [
        f'<line class="grid" x1="{left}" x2="{right}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>'
        f'<text class="tick" x="{left - 8}" y="{up(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in ticks(low, high)
    ]
    parts += [_band(chart, name, ends, across, up) for name, ends in BANDS]
    if known:
        parts.append(f'<path class="course" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y, _ in known)}"/>')
    parts += [
        f'<circle class="plain" cx="{x:.1f}" cy="{y:.1f}" r="{size}">{_point_words(one, chart.across)}</circle>'
        for x, y, one in known
    ]
    parts += [
        f'<text class="tick" x="{across(turn):.1f}" y="{bottom + 17}" text-anchor="middle">{turn:g}</text>'
        for turn in ticks(1, max(last, 2), most=10)
        if turn == int(turn) and 1 <= turn <= last
    ]
    middle, half = (left + right) / 2, (top + bottom) / 2
    parts.append(
        f'<text class="axis" x="{middle}" y="{bottom + 38}" text-anchor="middle">{as_html(chart.across)}</text>'
        f'<text class="axis" transform="translate(14 {half}) rotate(-90)" text-anchor="middle">'
        f"{as_html(chart.axis)}</text>"
    )
    return "".join(parts), bottom + 48


def _band(
    chart: Curve, name: str, ends: tuple[str, str], across: Callable[[float], float], up: Callable[[float], float]
) -> str:
    low, high = ends
    there = [one for one in chart.points if getattr(one, low) is not None and getattr(one, high) is not None]
    if not there:
        return ""
    outline = [f"{across(one.at):.1f} {up(getattr(one, high)):.1f}" for one in there]
    outline += [f"{across(one.at):.1f} {up(getattr(one, low)):.1f}" for one in reversed(there)]
    return f'<path class="{name}" d="M{"L".join(outline)}Z"/>'


def _point_words(point: Point, across: str) -> str:
    ends = f" {between(point.low, point.high)}" if point.low is not None and point.high is not None else ""
    return pointed(f"{across} {point.at:g}: {number(point.value or 0.0)}{ends}", *point.evidence)


def _matrix(chart: Matrix) -> tuple[str, float]:
    left, top, tall = LABELS, 92, 38
    wide = min(120.0, (WIDTH - left - SLANT) / max(1, len(chart.columns)))
    parts = [f'<text class="axis" x="{left}" y="14">{as_html(chart.across)} →</text>']
    parts += [
        f'<text class="label" transform="translate({left + wide * (at + HALF):.1f} {top - 8}) rotate(-28)">'
        f"{as_html(short(column, longest=18))}<title>{as_html(column)}</title></text>"
        for at, column in enumerate(chart.columns)
    ]
    for down, (row, cells) in enumerate(zip(chart.rows, chart.cells, strict=True)):
        y = top + tall * down
        parts.append(
            f'<text class="label" x="{left - 10}" y="{y + tall / 2 + 4}" text-anchor="end">{named(row)}</text>'
        )
        parts += [
            _cell(cell, left + wide * to, y, (wide - 3, tall - 3), (row, column), right=row == column)
            for to, (cell, column) in enumerate(zip(cells, chart.columns, strict=True))
        ]
    return "".join(parts), top + tall * len(chart.rows) + 8


def _cell(cell: Cell, x: float, y: float, size: tuple[float, float], names: tuple[str, str], *, right: bool) -> str:
    wide, tall = size
    value = 0.0 if cell.value is None else cell.value
    words = NONE if cell.value is None else f"{value:.0%}"
    ends = f" {between(cell.low, cell.high)}" if cell.low is not None and cell.high is not None else ""
    told = pointed(f"{names[0]}, taken for {names[1]}: {words}{ends}", f"{cell.of} replies", cell.why)
    tone = "on-dark" if value >= HALF else "value"
    return (
        f'<g>{told}<rect class="ground{" right" if right else ""}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" '
        f'height="{tall}"/><rect class="heat" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall}" '
        f'opacity="{value:.2f}"/><text class="{tone}" x="{x + wide / 2:.1f}" y="{y + tall / 2 + 5:.1f}" '
        f'text-anchor="middle">{words}</text></g>'
    )


def _radar(chart: Radar) -> tuple[str, float]:
    middle, centre, far = WIDTH / 2, 190.0, 140.0
    turns = [2 * math.pi * at / len(chart.axes) - math.pi / 2 for at in range(len(chart.axes))]

    def place(at: int, level: float) -> tuple[float, float]:
        return middle + far * level * math.cos(turns[at]), centre + far * level * math.sin(turns[at])

    def outline(levels: Sequence[float | None]) -> str:
        corners = [place(at, level) for at, level in enumerate(levels) if level is not None]
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)

    parts = [
        f'<polygon class="web" points="{outline([level] * len(turns))}"/>'
        f'<text class="tick" x="{middle + 4}" y="{centre - far * level - 2:.1f}">{level:g}</text>'
        for level in (0.25, 0.5, 0.75, 1.0)
    ]
    for at, axis in enumerate(chart.axes):
        x, y = place(at, 1.16)
        anchor = "middle" if abs(x - middle) < far / 4 else "start" if x > middle else "end"
        parts.append(f'<text class="label" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">{named(axis)}</text>')
    for at, ring in enumerate(chart.rings):
        kind = "wanted" if at == 0 else "found"
        parts += list(_whiskers(ring, place))
        parts.append(f'<polygon class="{kind}" points="{outline(ring.levels)}"/>')
        for to, level in enumerate(ring.levels):
            if level is None:
                continue
            (x, y), told = place(to, level), pointed(f"{chart.axes[to]}, {ring.name}: {number(level)}")
            dot = "quiet" if at == 0 else "plain"
            parts.append(f'<circle class="{dot}" cx="{x:.1f}" cy="{y:.1f}" r="4.5">{told}</circle>')
        parts.append(
            f'<line class="{kind}" x1="{24}" x2="{58}" y1="{22 + 24 * at}" y2="{22 + 24 * at}"/>'
            f'<text class="label" x="66" y="{26 + 24 * at}">{as_html(ring.name)}</text>'
        )
    return "".join(parts), 372


def _whiskers(ring: Ring, place: Callable[[int, float], tuple[float, float]]) -> Iterable[str]:
    for at, (low, high) in enumerate(zip(ring.lows, ring.highs, strict=True)):
        if low is not None and high is not None:
            (x, y), (to_x, to_y) = place(at, low), place(at, high)
            yield f'<line class="reach" x1="{x:.1f}" x2="{to_x:.1f}" y1="{y:.1f}" y2="{to_y:.1f}"/>'
