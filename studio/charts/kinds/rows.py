"""Bars that lie under each other, each with a name before and a figure behind it. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import TRACE, axis, safe, small, told, toned, upright
from studio.charts.svg_parts import LABELS, RIGHT, WIDTH, named, pointed
from studio.charts.words import short
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.charts.chart import Figure, Plotted, Table, Tone
    from studio.ui.palette import Palette

ROW: Final = 34
STATIC_ROW: Final = 30
FIGURE: Final = 96
"""Room for the figure behind the longest bar of a static drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A bar of this length, which may be below 0 and is None where it is not known; `figure` is written behind it."""

    label: str
    value: float | None
    figure: str
    tone: Tone = "plain"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Bars under each other; `line` is a value worth comparing with. `numbers` are the figures for a file."""

    title: str
    note: str
    axis: str
    rows: tuple[Row, ...]
    table: Table
    numbers: tuple[Figure, ...] = ()
    line: float | None = None
    line_words: str = ""

    def drawable(self) -> bool:
        """Whether any bar has a length."""
        return any(row.value for row in self.rows)

    def plotted(self, colours: Palette) -> Plotted:
        """One trace, and the figures written behind the bars."""
        return [_trace(self, colours)], _layout(self, colours)

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        return "".join(_drawn(self)), 40.0 + STATIC_ROW * len(self.rows)

    def figures(self) -> tuple[Figure, ...]:
        """What the chart was made from."""
        return self.numbers


def _trace(chart: Rows, colours: Palette) -> dict[str, Any]:
    return TRACE | {
        "type": "bar", "orientation": "h", "x": [row.value or 0.0 for row in chart.rows],
        "y": list(range(len(chart.rows))), "text": [safe(row.figure) for row in chart.rows],
        "textposition": "outside", "cliponaxis": False, "constraintext": "none",
        "textfont": small(colours) | {"color": colours.ink},
        "hovertext": [told(f"{row.label}: {row.figure}", *row.evidence) for row in chart.rows],
        "marker": {"color": [toned(row.tone, colours) for row in chart.rows], "line": {"width": 0}},
    }  # fmt: skip


def _layout(chart: Rows, colours: Palette) -> dict[str, Any]:
    low, high = _ends(chart)
    room = (high - low) * 0.2
    note = {"x": chart.line, "y": 1.0, "yref": "paper", "yanchor": "bottom", "text": safe(chart.line_words),
            "showarrow": False, "font": small(colours)}  # fmt: skip
    return {
        "height": 64 + ROW * max(1, len(chart.rows)) + (22 if chart.line is not None else 0),
        "bargap": 0.42,
        "margin": {"l": 10, "r": 16, "t": 28 if chart.line is not None else 8, "b": 44},
        "xaxis": axis(colours) | {
            "title": {"text": safe(chart.axis), "font": small(colours)}, "tickprefix": "$", "exponentformat": "none",
            "range": [low - (room if low < 0 else 0.0), high + room], "nticks": 6, "tickangle": 0,
        },
        "yaxis": axis(colours) | {
            "tickvals": list(range(len(chart.rows))), "ticktext": [safe(short(row.label)) for row in chart.rows],
            "tickfont": small(colours) | {"color": colours.ink, "size": 13}, "autorange": "reversed",
            "showgrid": False, "automargin": True, "ticklabelstandoff": 6,
        },
        "shapes": [] if chart.line is None else [upright(chart.line, colours)],
        "annotations": [] if chart.line is None else [note],
    }  # fmt: skip


def _ends(chart: Rows) -> tuple[float, float]:
    values = [row.value or 0.0 for row in chart.rows] + ([] if chart.line is None else [chart.line])
    low, high = min([0.0, *values]), max([0.0, *values])
    return (low, high) if high > low else (0.0, 1.0)


def _drawn(chart: Rows) -> Iterator[str]:
    low, high = _ends(chart)
    left, right, bottom = float(LABELS), float(WIDTH - RIGHT - FIGURE), 10.0 + STATIC_ROW * len(chart.rows)
    if low < 0.0:
        left += FIGURE

    def across(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low)

    if chart.line is not None:
        x = across(chart.line)
        yield f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{bottom:.1f}"/>'
    for at, row in enumerate(chart.rows):
        y, value = 10 + STATIC_ROW * (at + 0.5), row.value or 0.0
        begin, end = sorted((across(0.0), across(value)))
        yield f'<text class="label" x="{LABELS - 10}" y="{y + 4:.1f}" text-anchor="end">{named(row.label)}</text>'
        yield (
            f'<rect class="{row.tone}" x="{begin:.1f}" y="{y - 8:.1f}" width="{max(end - begin, 0.5):.1f}" '
            f'height="16">{pointed(f"{row.label}: {row.figure}", *row.evidence)}</rect>'
        )
        place, anchor = (begin - 6, "end") if value < 0 else (end + 6, "start")
        yield (
            f'<text class="value" x="{place:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">{as_html(row.figure)}</text>'
        )
    words = f"{chart.axis}; the line: {chart.line_words}" if chart.line is not None else chart.axis
    yield (
        f'<text class="axis" x="{(LABELS + WIDTH) / 2}" y="{bottom + 20:.1f}" text-anchor="middle">'
        f"{as_html(words)}</text>"
    )
