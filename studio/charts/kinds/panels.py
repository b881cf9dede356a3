"""Small multiples: a course for each of many, on the same axes, beside each other. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.kinds.lines import runs
from studio.charts.plotting import axis, band, safe, small, told, veil
from studio.charts.svg_parts import WIDTH, pointed, ticks
from studio.charts.words import between, number, short
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from studio.charts.chart import Figure, Plotted, Point, Table
    from studio.ui.palette import Palette

ACROSS: Final = 3
"""Panels beside each other."""

TALL: Final = 150
"""Pixels of a row of panels, its names and its gap within."""

NAME: Final = 36
"""Characters of a name above a panel; the table has it whole."""

HEAD: Final = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One of them: its name, its mean in words, and its course."""

    name: str
    told: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """Panels in the order in which they are read; all have the same axes."""

    title: str
    note: str
    across: str
    axis: str
    panels: tuple[Panel, ...]
    table: Table
    span: tuple[float, float] = (0.0, 1.0)

    def drawable(self) -> bool:
        """Whether any has a point."""
        return any(point.value is not None for panel in self.panels for point in panel.points)

    def plotted(self, colours: Palette) -> Plotted:
        """A pair of axes for each."""
        traces: list[dict[str, Any]] = []
        layout: dict[str, Any] = {"height": TALL * self.rows + 44, "hovermode": "closest", "annotations": []}
        for at, panel in enumerate(self.panels):
            x, y = ("x", "y") if not at else (f"x{at + 1}", f"y{at + 1}")
            traces += [one | {"xaxis": x, "yaxis": y} for one in _traces(self, panel, colours)]
            layout[f"xaxis{x[1:]}"], layout[f"yaxis{y[1:]}"] = self._axes(at, x, y, colours)
            layout["annotations"].append(self._name(at, panel, colours))
        return traces, layout

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        parts = [_panel(self, panel, at) for at, panel in enumerate(self.panels)]
        return "".join(parts), 150.0 * self.rows

    def figures(self) -> tuple[Figure, ...]:
        """A row for each point of each."""
        return tuple(
            {"of": panel.name, "at": point.at, "value": point.value, "low": point.low, "high": point.high}
            for panel in self.panels
            for point in panel.points
        )

    @property
    def rows(self) -> int:
        """How many rows of panels there are."""
        return max(1, -(-len(self.panels) // ACROSS))

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last place of all."""
        places = [point.at for panel in self.panels for point in panel.points] or [1.0]
        return min(places), max(places)

    def _axes(self, at: int, x: str, y: str, colours: Palette) -> tuple[dict[str, Any], dict[str, Any]]:
        left, right, bottom, top = self._room(at)
        first, last = self.ends
        edge = max(0.5, 0.02 * (last - first))
        lowest = at + ACROSS >= len(self.panels)
        across = axis(colours) | {
            "domain": [left, right], "anchor": y, "range": [first - edge, last + edge], "showgrid": False,
            "nticks": 5, "showticklabels": lowest, "tickfont": small(colours) | {"size": 11},
            "title": {"text": safe(self.across) if lowest else "", "font": small(colours) | {"size": 11},
                      "standoff": 4},
        }  # fmt: skip
        room = 0.04 * (self.span[1] - self.span[0])
        up = axis(colours) | {
            "domain": [bottom, top], "anchor": x, "range": [self.span[0] - room, self.span[1] + room], "nticks": 3,
            "showticklabels": at % ACROSS == 0, "tickfont": small(colours) | {"size": 11},
        }  # fmt: skip
        return across, up

    def _name(self, at: int, panel: Panel, colours: Palette) -> dict[str, Any]:
        left, _, _, top = self._room(at)
        text = f"<b>{safe(short(panel.name, longest=NAME))}</b>  {safe(panel.told)}"
        return {"x": left, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
                "text": text, "showarrow": False, "align": "left", "hovertext": safe(panel.name),
                "font": small(colours) | {"color": colours.ink, "size": 12}}  # fmt: skip

    def _room(self, at: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a panel, as shares of the drawing."""
        row, column = divmod(at, ACROSS)
        wide, tall = 1.0 / ACROSS, 1.0 / self.rows
        left = column * wide + 0.035
        top = 1.0 - row * tall - 0.16 * tall
        return left, (column + 1) * wide - 0.01, 1.0 - (row + 1) * tall + 0.05 * tall, top


def _traces(chart: Panels, panel: Panel, colours: Palette) -> list[dict[str, Any]]:
    course = {
        "type": "scatter", "x": [one.at for one in panel.points], "y": [one.value for one in panel.points],
        "mode": "lines+markers", "marker": {"size": 3.5, "color": colours.link}, "connectgaps": False,
        "line": {"color": colours.link, "width": 1.8}, "showlegend": False, "hoverinfo": "text",
        "customdata": [one.turn for one in panel.points],
        "hovertext": [told(*_words(chart, panel, one)) for one in panel.points],
    }  # fmt: skip
    shade = veil(colours.link, 0.2)
    return [*(band(part, "low", "high", shade) for part in runs(panel.points, "low")), course]


def _words(chart: Panels, panel: Panel, point: Point) -> list[str]:
    ends = f" {between(point.low, point.high)}" if point.low is not None and point.high is not None else ""
    value = "not known" if point.value is None else number(point.value)
    return [panel.name, f"{chart.across} {point.at:g}: {value}{ends}", *point.evidence]


def _panel(chart: Panels, panel: Panel, at: int) -> str:
    row, column = divmod(at, ACROSS)
    wide = WIDTH / ACROSS
    left, right = column * wide + 28.0, (column + 1) * wide - 8.0
    top, bottom = 150.0 * row + HEAD, 150.0 * row + 124.0
    first, last = chart.ends
    low, high = chart.span

    def across(place: float) -> float:
        return left + (right - left) * ((place - first) / (last - first) if last > first else 0.5)

    def up(value: float) -> float:
        return bottom - (bottom - top) * (min(max(value, low), high) - low) / (high - low)

    name = f"{as_html(short(panel.name, longest=30))}<title>{as_html(panel.name)}</title>"
    parts = [
        f'<text class="label" x="{left}" y="{top - 23}">{name}</text>',
        f'<text class="tick" x="{left}" y="{top - 8}">{as_html(panel.told)}</text>',
    ]
    parts += [
        f'<line class="grid" x1="{left}" x2="{right}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>'
        f'<text class="tick" x="{left - 5}" y="{up(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in ticks(low, high, most=2)
    ]
    for part in runs(panel.points, "low"):
        outline = [f"{across(one.at):.1f} {up(one.high or 0.0):.1f}" for one in part]
        outline += [f"{across(one.at):.1f} {up(one.low or 0.0):.1f}" for one in reversed(part)]
        parts.append(f'<path class="band" d="M{"L".join(outline)}Z"/>')
    for part in runs(panel.points, "value"):
        ways = "L".join(f"{across(one.at):.1f} {up(one.value or 0.0):.1f}" for one in part)
        parts.append(f'<path class="stroke" d="M{ways}"/>')
    known = [one for one in panel.points if one.value is not None]
    parts += [
        f'<circle class="plain" cx="{across(one.at):.1f}" cy="{up(one.value or 0.0):.1f}" r="1.8">'
        f"{pointed(*_words(chart, panel, one))}</circle>"
        for one in known
    ]
    parts.append(
        f'<text class="tick" x="{left}" y="{bottom + 15}">{first:g}</text>'
        f'<text class="tick" x="{right}" y="{bottom + 15}" text-anchor="end">{as_html(chart.across)} {last:g}</text>'
    )
    return "".join(parts)
