"""Upright bars beside each other, each of one part or of several on top of each other. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import TRACE, axis, safe, small, told
from studio.charts.svg_parts import RIGHT, WIDTH, pointed, ticks
from studio.charts.words import short
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.charts.chart import Figure, Plotted, Table, Tone
    from studio.ui.palette import Palette

HEIGHT: Final = 320
TONES: Final[tuple[Tone, ...]] = ("plain", "warn", "good", "bad", "quiet")
"""The tones of the parts, from the foot up: at most five."""

PATTERNS: Final = ("", "/", ".", "x", "")
NAMED: Final = 8
"""So many places are named below a static drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of all bars: how high it is at each place, and the words for it there."""

    name: str
    values: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacks:
    """A bar at each place, in order; `money` tells the axis in dollars. `numbers` are the figures for a file."""

    title: str
    note: str
    across: str
    axis: str
    places: tuple[str, ...]
    parts: tuple[Part, ...]
    table: Table
    numbers: tuple[Figure, ...] = ()
    money: bool = True

    def drawable(self) -> bool:
        """Whether any bar has a height."""
        return any(value for part in self.parts for value in part.values)

    def plotted(self, colours: Palette) -> Plotted:
        """A trace for each part."""
        return [_trace(self, at, colours) for at in range(len(self.parts))], _layout(self, colours)

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        return "".join(_drawn(self)), 312.0

    def figures(self) -> tuple[Figure, ...]:
        """What the chart was made from."""
        return self.numbers


def colour(tone: Tone, colours: Palette) -> str:
    """The ground of a part."""
    return {"warn": colours.warn, "good": colours.good, "bad": colours.bad, "quiet": colours.muted}.get(
        tone, colours.link
    )


def _trace(chart: Stacks, at: int, colours: Palette) -> dict[str, Any]:
    part, several = chart.parts[at], len(chart.parts) > 1
    return TRACE | {
        "type": "bar", "x": list(range(len(chart.places))), "y": list(part.values), "name": safe(short(part.name)),
        "showlegend": several,
        "hovertext": [
            told(f"{place}: {words}", part.name if several else "")
            for place, words in zip(chart.places, part.words, strict=True)
        ],
        "marker": {
            "color": colour(TONES[at], colours), "line": {"width": 0},
            "pattern": {"shape": PATTERNS[at], "fillmode": "overlay", "fgcolor": colours.paper, "fgopacity": 0.3,
                        "size": 6, "solidity": 0.2},
        },
    }  # fmt: skip


def _layout(chart: Stacks, colours: Palette) -> dict[str, Any]:
    step = max(1, -(-len(chart.places) // 7))
    named = range(0, len(chart.places), step)
    return {
        "height": HEIGHT,
        "barmode": "stack",
        "bargap": 0.15 if len(chart.places) <= 62 else 0.0,  # noqa: PLR2004 - narrower, the gaps would be all one sees
        "margin": {"l": 10, "r": 16, "t": 36 if len(chart.parts) > 1 else 8, "b": 44},
        "hovermode": "closest",
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": small(colours),
                   "traceorder": "normal"},
        "xaxis": axis(colours) | {
            "title": {"text": safe(chart.across), "font": small(colours)}, "showgrid": False,
            "tickvals": list(named), "ticktext": [safe(chart.places[at]) for at in named], "tickangle": 0,
        },
        "yaxis": axis(colours) | {
            "title": {"text": safe(chart.axis), "font": small(colours), "standoff": 12}, "rangemode": "tozero",
            "automargin": True, "tickprefix": "$" if chart.money else "", "exponentformat": "none",
        },
    }  # fmt: skip


def _drawn(chart: Stacks) -> Iterator[str]:
    left, top, bottom, right = 70.0, 34.0, 258.0, float(WIDTH - RIGHT)
    count = max(1, len(chart.places))
    most = max((sum(part.values[at] for part in chart.parts) for at in range(len(chart.places))), default=0.0) or 1.0
    wide = (right - left) / count
    for value in ticks(0.0, most):
        y = bottom - (bottom - top) * value / most
        words = f"${value:g}" if chart.money else f"{value:g}"
        yield f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{words}</text>'
    for to, place in enumerate(chart.places):
        foot = bottom
        for at, part in enumerate(chart.parts):
            tall = (bottom - top) * part.values[to] / most
            foot -= tall
            if tall:
                yield (
                    f'<rect class="{TONES[at]}" x="{left + wide * to + wide * 0.08:.2f}" y="{foot:.2f}" '
                    f'width="{wide * 0.84:.2f}" height="{tall:.2f}">'
                    f"{pointed(f'{place}: {part.words[to]}', part.name)}</rect>"
                )
    for to in range(0, len(chart.places), max(1, -(-len(chart.places) // NAMED))):
        x = left + wide * (to + 0.5)
        words = as_html(chart.places[to])
        yield f'<text class="tick" x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{words}</text>'
    yield from _legend(chart, left)
    middle, half = (left + right) / 2, (top + bottom) / 2
    yield f'<text class="axis" x="{middle}" y="{bottom + 40}" text-anchor="middle">{as_html(chart.across)}</text>'
    yield (
        f'<text class="axis" transform="translate(14 {half}) rotate(-90)" text-anchor="middle">'
        f"{as_html(chart.axis)}</text>"
    )


def _legend(chart: Stacks, left: float) -> Iterator[str]:
    if len(chart.parts) < 2:  # noqa: PLR2004 - a part alone needs no name
        return
    room = (WIDTH - RIGHT - left) / len(chart.parts)
    for at, part in enumerate(chart.parts):
        x = left + room * at
        yield f'<rect class="{TONES[at]}" x="{x:.1f}" y="6" width="12" height="12"/>'
        longest = max(6, int(room / 8) - 3)
        yield f'<text class="tick" x="{x + 18:.1f}" y="16">{as_html(short(part.name, longest=longest))}</text>'
