"""Courses over the same axes, each with its band: what is held against what, or over time. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import TRACE, axis, band, safe, small, told, veil
from studio.charts.svg_parts import RIGHT, WIDTH, pointed, ticks
from studio.charts.words import between, number, short
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from studio.charts.chart import Figure, Plotted, Point, Table
    from studio.ui.palette import Palette

HEIGHT: Final = 320
DAY_MS: Final = 86_400_000
MOST_DOTS: Final = 60
"""Of more points than this a line has no dots."""

DASHES: Final = ("solid", "dash", "dot", "dashdot")
STROKES: Final = ("", "8 5", "2 4", "8 4 2 4")
CLASSES: Final = ("plain", "warn", "good", "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A course of this name; `step` keeps each value until the next point. A point without value is a gap."""

    name: str
    points: tuple[Point, ...]
    step: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """A place of the horizontal axis worth seeing, and what it is."""

    at: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """At most four lines over one axis from left to right; `missing` are places where nothing could be judged.

    `days` says that places are seconds since 1970, to be told as days of that zone.
    """

    title: str
    note: str
    across: str
    axis: str
    lines: tuple[Line, ...]
    table: Table
    span: tuple[float, float] = (0.0, 1.0)
    uprights: tuple[Upright, ...] = ()
    missing: tuple[Point, ...] = ()
    days: tzinfo | None = None

    def drawable(self) -> bool:
        """Whether any line has a point."""
        return any(point.value is not None for line in self.lines for point in line.points)

    def plotted(self, colours: Palette) -> Plotted:
        """Bands, lines, and a mark at the foot wherever nothing could be judged."""
        traces: list[dict[str, Any]] = []
        for at, line in enumerate(self.lines):
            traces += _traces(self, line, at, colours)
        if self.missing:
            traces.append(_missing(self, colours))
        return traces, _layout(self, colours)

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        return _drawn(self)

    def figures(self) -> tuple[Figure, ...]:
        """A row for each point."""
        return tuple(
            {"of": line.name, "at": point.at, "value": point.value, "low": point.low, "high": point.high,
             "all_low": point.all_low, "all_high": point.all_high, "turn_id": point.turn}
            for line in self.lines for point in line.points
        )  # fmt: skip


def colour(at: int, colours: Palette) -> str:
    """The colour of the line at this place."""
    return (colours.link, colours.warn, colours.good, colours.bad)[at % len(CLASSES)]


def _traces(chart: Lines, line: Line, at: int, colours: Palette) -> list[dict[str, Any]]:
    own = colour(at, colours)
    shape = "hv" if line.step else "linear"
    known = [one for one in line.points if one.value is not None]
    traces: list[dict[str, Any]] = []
    for low, high, share in (("all_low", "all_high", 0.10), ("low", "high", 0.20)):
        traces += [
            _band(chart, stepped(part) if line.step else part, (low, high), veil(own, share))
            for part in runs(line.points, low)
        ]
    course = {
        "type": "scatter", "x": [_place(chart, one.at) for one in line.points],
        "y": [one.value for one in line.points], "name": safe(short(line.name)), "showlegend": len(chart.lines) > 1,
        "mode": "lines+markers" if len(known) <= MOST_DOTS and not line.step else "lines", "connectgaps": False,
        "line": {"color": own, "width": 2, "shape": shape, "dash": DASHES[at % len(DASHES)]},
        "marker": {"size": 7, "color": own}, "hoverinfo": "text", "customdata": [one.turn for one in line.points],
        "hovertext": [_words(chart, line, one) for one in line.points],
    }  # fmt: skip
    return [*traces, course]


def _band(chart: Lines, part: Sequence[Point], ends: tuple[str, str], shade: str) -> dict[str, Any]:
    across = [_place(chart, one.at) for one in part]
    if len(part) == 1:
        # A point without a neighbour spans no band: its interval stands upright.
        return {"type": "scatter", "x": across * 2, "y": [getattr(part[0], end) for end in ends], "mode": "lines",
                "line": {"width": 7, "color": shade}, "hoverinfo": "skip", "showlegend": False}  # fmt: skip
    return band(part, *ends, shade) | {"x": [*across, *reversed(across)]}


def _missing(chart: Lines, colours: Palette) -> dict[str, Any]:
    return TRACE | {
        "type": "scatter", "mode": "markers", "x": [_place(chart, one.at) for one in chart.missing],
        "y": [chart.span[0]] * len(chart.missing), "customdata": [one.turn for one in chart.missing],
        "marker": {"symbol": "x-thin", "size": 8, "line": {"width": 1.5, "color": colours.muted}},
        "hovertext": [told(f"{chart.across} {_at(chart, one.at)}: cannot tell", *one.evidence)
                      for one in chart.missing],
    }  # fmt: skip


def _layout(chart: Lines, colours: Palette) -> dict[str, Any]:
    room = 0.04 * (chart.span[1] - chart.span[0])
    across: dict[str, Any] = axis(colours) | {"title": {"text": safe(chart.across), "font": small(colours)},
                                              "showgrid": False}  # fmt: skip
    places = [one.at for line in chart.lines for one in line.points] + [one.at for one in chart.missing]
    if chart.days is not None:
        across |= {"type": "date", "nticks": 9, "tickformatstops": [
            {"dtickrange": [None, DAY_MS - 1], "value": "%H:%M\n%-d %b"},
            {"dtickrange": [DAY_MS, None], "value": "%-d %b\n%Y"},
        ]}  # fmt: skip
    elif places:
        first, last = min(places), max(places)
        edge = max(0.5, 0.01 * (last - first))
        across["range"] = [first - edge, last + edge]
        if last - first <= 10:  # noqa: PLR2004 - whole turns alone
            across |= {"dtick": 1, "tick0": 1}
    return {
        "height": HEIGHT,
        "margin": {"l": 10, "r": 16, "t": 30 if len(chart.lines) > 1 or chart.uprights else 8, "b": 44},
        "hovermode": "closest",
        "xaxis": across,
        "yaxis": axis(colours) | {
            "title": {"text": safe(chart.axis), "font": small(colours), "standoff": 12},
            "range": [chart.span[0] - room, chart.span[1] + room], "automargin": True,
        },
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": small(colours)},
        "shapes": [
            {"type": "line", "x0": _place(chart, one.at), "x1": _place(chart, one.at), "y0": 0, "y1": 1,
             "yref": "paper", "layer": "below", "line": {"color": colours.bad, "width": 1.5, "dash": "dot"}}
            for one in chart.uprights
        ],
        "annotations": [
            {"x": _place(chart, one.at), "y": 1, "yref": "paper", "yanchor": "bottom", "text": safe(one.words),
             "showarrow": False, "font": small(colours) | {"color": colours.bad}}
            for one in chart.uprights
        ],
    }  # fmt: skip


def _drawn(chart: Lines) -> tuple[str, float]:
    left, top, bottom, right = 54.0, 34.0, 274.0, float(WIDTH - RIGHT)
    places = [one.at for line in chart.lines for one in line.points] or [0.0]
    first, last = min(places), max(places)
    low, high = chart.span

    def across(at: float) -> float:
        return left + (right - left) * ((at - first) / (last - first) if last > first else 0.5)

    def up(value: float) -> float:
        return bottom - (bottom - top) * (min(max(value, low), high) - low) / (high - low)

    parts = [
        f'<line class="grid" x1="{left}" x2="{right}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>'
        f'<text class="tick" x="{left - 8}" y="{up(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in ticks(low, high)
    ]
    parts += [
        f'<text class="tick" x="{across(at):.1f}" y="{bottom + 17}" text-anchor="middle">'
        f"{as_html(_at(chart, at))}</text>"
        for at in _across_ticks(chart, first, last)
    ]
    parts += [
        f'<line class="line" x1="{across(one.at):.1f}" x2="{across(one.at):.1f}" y1="{top}" y2="{bottom}"/>'
        f'<text class="tick" x="{across(one.at):.1f}" y="{top - 6}" text-anchor="middle">{as_html(one.words)}</text>'
        for one in chart.uprights
    ]
    for at, line in enumerate(chart.lines):
        parts += _line(chart, line, at, across, up)
    parts += [
        f"<g>{pointed(f'{chart.across} {_at(chart, one.at)}: cannot tell', *one.evidence)}"
        f'<path class="whisker" d="M{across(one.at) - 3:.1f} {bottom - 3}l6 6m0 -6l-6 6"/></g>'
        for one in chart.missing
    ]
    if len(chart.lines) > 1:
        parts += [
            f'<line class="stroke {CLASSES[at % 4]}" stroke-dasharray="{STROKES[at % 4]}" x1="{left + 180 * at}" '
            f'x2="{left + 180 * at + 26}" y1="10" y2="10"/><text class="tick" x="{left + 180 * at + 32}" y="14">'
            f"{as_html(short(line.name, longest=22))}</text>"
            for at, line in enumerate(chart.lines)
        ]
    middle, half = (left + right) / 2, (top + bottom) / 2
    parts.append(
        f'<text class="axis" x="{middle}" y="{bottom + 38}" text-anchor="middle">{as_html(chart.across)}</text>'
        f'<text class="axis" transform="translate(14 {half}) rotate(-90)" text-anchor="middle">'
        f"{as_html(chart.axis)}</text>"
    )
    return "".join(parts), bottom + 48


def _line(
    chart: Lines, line: Line, at: int, across: Callable[[float], float], up: Callable[[float], float]
) -> list[str]:
    kind = CLASSES[at % len(CLASSES)]
    parts = []
    for low, high, name in (("all_low", "all_high", "band-all"), ("low", "high", "band")):
        for part in runs(line.points, low):
            edge = stepped(part) if line.step else part
            outline = [f"{across(one.at):.1f} {up(getattr(one, high)):.1f}" for one in edge]
            outline += [f"{across(one.at):.1f} {up(getattr(one, low)):.1f}" for one in reversed(edge)]
            parts.append(f'<path class="{name} {kind}" d="M{"L".join(outline)}Z"/>')
    for part in runs(line.points, "value"):
        ways = [f"{across(one.at):.1f} {up(one.value or 0.0):.1f}" for one in part]
        course = "L".join(ways)
        if line.step:
            course = ways[0] + "".join(f"H{across(one.at):.1f}V{up(one.value or 0.0):.1f}" for one in part[1:])
        parts.append(f'<path class="stroke {kind}" stroke-dasharray="{STROKES[at % len(STROKES)]}" d="M{course}"/>')
    known = [one for one in line.points if one.value is not None]
    size = 3.0 if len(known) <= MOST_DOTS else 1.6
    parts += [
        f'<circle class="{kind}" cx="{across(one.at):.1f}" cy="{up(one.value or 0.0):.1f}" r="{size}">'
        f"{pointed(*_lines(chart, line, one))}</circle>"
        for one in known
    ]
    return parts


def runs(points: Sequence[Point], name: str) -> list[list[Point]]:
    """Runs of neighbouring points that have this."""
    parts: list[list[Point]] = [[]]
    for one in points:
        if getattr(one, name) is None:
            parts.append([])
        else:
            parts[-1].append(one)
    return [part for part in parts if part]


def stepped(points: Sequence[Point]) -> list[Point]:
    """The same with each value kept until the next point."""
    found = [points[0]]
    for one in points[1:]:
        found += [replace(found[-1], at=one.at), one]
    return found


def _across_ticks(chart: Lines, first: float, last: float) -> list[float]:
    if chart.days is None:
        return [at for at in ticks(first, max(last, first + 1), most=10) if at == int(at) and first <= at <= last]
    step = max((last - first) / 6, 1.0)
    return [first + step * at for at in range(7) if first + step * at <= last + 1]


def _place(chart: Lines, at: float) -> float | str:
    if chart.days is None:
        return at
    return datetime.fromtimestamp(at, UTC).astimezone(chart.days).strftime("%Y-%m-%d %H:%M")


def _at(chart: Lines, at: float) -> str:
    if chart.days is None:
        return f"{at:g}"
    local = datetime.fromtimestamp(at, UTC).astimezone(chart.days)
    return f"{local.day} {local:%b %Y}"


def _lines(chart: Lines, line: Line, point: Point) -> list[str]:
    ends = f" {between(point.low, point.high)}" if point.low is not None and point.high is not None else ""
    value = "not known" if point.value is None else number(point.value)
    where = _at(chart, point.at) if chart.days is not None else f"{chart.across} {_at(chart, point.at)}"
    name = [line.name] if len(chart.lines) > 1 else []
    return [f"{where}: {value}{ends}", *name, *point.evidence]


def _words(chart: Lines, line: Line, point: Point) -> str:
    return told(*_lines(chart, line, point))
