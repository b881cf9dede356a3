"""Things by two measures at once, with intervals both ways: what is dear beside what is good. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.chart import SHAPES
from studio.charts.plotting import TRACE, axis, safe, small, told, toned
from studio.charts.svg_parts import RIGHT, WIDTH, pointed, ticks
from studio.charts.words import short
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.charts.chart import Figure, Plotted, Table, Tone
    from studio.ui.palette import Palette

HEIGHT: Final = 360
NAME: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A thing at its place, with both intervals where there are any."""

    label: str
    across: float
    up: float
    across_ends: tuple[float, float] | None = None
    up_ends: tuple[float, float] | None = None
    tone: Tone = "plain"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Spots on a plane; `numbers` are the figures for a file."""

    title: str
    note: str
    across: str
    axis: str
    spots: tuple[Spot, ...]
    table: Table
    numbers: tuple[Figure, ...] = ()

    def drawable(self) -> bool:
        """Whether there is a spot."""
        return bool(self.spots)

    def plotted(self, colours: Palette) -> Plotted:
        """One trace of named spots with error bars both ways."""
        return [_trace(self, colours)], _layout(self, colours)

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        return "".join(_drawn(self)), 334.0

    def figures(self) -> tuple[Figure, ...]:
        """What the chart was made from."""
        return self.numbers


def _trace(chart: Plane, colours: Palette) -> dict[str, Any]:
    shown = chart.spots
    tones = [toned(spot.tone, colours) for spot in shown]
    return TRACE | {
        "type": "scatter", "mode": "markers+text", "x": [spot.across for spot in shown],
        "y": [spot.up for spot in shown], "text": [safe(short(spot.label, longest=NAME)) for spot in shown],
        "textposition": "top right", "textfont": small(colours) | {"color": colours.ink, "size": 13},
        "cliponaxis": False,
        "hovertext": [told(spot.label, *spot.evidence) for spot in shown],
        "marker": {"size": 11, "symbol": [SHAPES[spot.tone] for spot in shown], "color": tones,
                   "line": {"width": 1.5, "color": tones}},
        "error_x": _error([(spot.across, spot.across_ends) for spot in shown], colours),
        "error_y": _error([(spot.up, spot.up_ends) for spot in shown], colours),
    }  # fmt: skip


def _error(found: list[tuple[float, tuple[float, float] | None]], colours: Palette) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "thickness": 1.5, "width": 4, "color": colours.muted,
        "array": [0.0 if ends is None else ends[1] - value for value, ends in found],
        "arrayminus": [0.0 if ends is None else value - ends[0] for value, ends in found],
    }  # fmt: skip


def _layout(chart: Plane, colours: Palette) -> dict[str, Any]:
    (left, right), (low, high) = _span(chart, 0), _span(chart, 1)
    return {
        "height": HEIGHT,
        "hovermode": "closest",
        "margin": {"l": 10, "r": 16, "t": 20, "b": 44},
        "xaxis": axis(colours) | {
            "title": {"text": safe(chart.across), "font": small(colours)}, "tickprefix": "$", "range": [left, right],
            "exponentformat": "none", "nticks": 7,
        },
        "yaxis": axis(colours) | {
            "title": {"text": safe(chart.axis), "font": small(colours), "standoff": 12}, "range": [low, high],
            "automargin": True,
        },
    }  # fmt: skip


def _span(chart: Plane, which: int) -> tuple[float, float]:
    """From where to where an axis goes: all intervals, with room for the names to the right."""
    found = [(spot.across, spot.across_ends) if which == 0 else (spot.up, spot.up_ends) for spot in chart.spots]
    every = [end for value, ends in found for end in (value, *(ends or ()))]
    low, high = min(every, default=0.0), max(every, default=1.0)
    room = (high - low) or abs(high) * 0.2 or 1.0
    return low - 0.08 * room, high + (0.3 if which == 0 else 0.15) * room


def _drawn(chart: Plane) -> Iterator[str]:
    left, top, bottom, right = 70.0, 12.0, 284.0, float(WIDTH - RIGHT)
    (first, last), (low, high) = _span(chart, 0), _span(chart, 1)

    def across(value: float) -> float:
        return left + (right - left) * (value - first) / (last - first)

    def up(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    for value in ticks(low, high):
        yield f'<line class="grid" x1="{left}" x2="{right}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>'
        yield f'<text class="tick" x="{left - 8}" y="{up(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
    for value in ticks(first, last):
        yield (f'<text class="tick" x="{across(value):.1f}" y="{bottom + 17}" text-anchor="middle">${value:g}</text>')
    for spot in chart.spots:
        x, y = across(spot.across), up(spot.up)
        if spot.across_ends:
            begin, end = map(across, spot.across_ends)
            yield f'<path class="whisker" d="M{begin:.1f} {y:.1f}H{end:.1f}"/>'
        if spot.up_ends:
            begin, end = map(up, spot.up_ends)
            yield f'<path class="whisker" d="M{x:.1f} {begin:.1f}V{end:.1f}"/>'
        words = pointed(spot.label, *spot.evidence)
        yield f'<circle class="{spot.tone}" cx="{x:.1f}" cy="{y:.1f}" r="5.5">{words}</circle>'
        yield f'<text class="label" x="{x + 9:.1f}" y="{y - 8:.1f}">{as_html(short(spot.label, longest=NAME))}</text>'
    middle, half = (left + right) / 2, (top + bottom) / 2
    yield f'<text class="axis" x="{middle}" y="{bottom + 40}" text-anchor="middle">{as_html(chart.across)}</text>'
    yield (
        f'<text class="axis" transform="translate(14 {half}) rotate(-90)" text-anchor="middle">'
        f"{as_html(chart.axis)}</text>"
    )
