"""A distribution as bars over one axis, with places worth comparing. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import TRACE, axis, safe, small, told, toned
from studio.charts.svg_parts import RIGHT, WIDTH, pointed, ticks
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from studio.charts.chart import Figure, Plotted, Table, Tone
    from studio.charts.kinds.lines import Upright
    from studio.ui.palette import Palette

HEIGHT: Final = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What lies from `low` on, as far as the next: a share, of so many."""

    low: float
    share: float
    count: int
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars of one width, from left to right."""

    title: str
    note: str
    across: str
    axis: str
    width: float
    bars: tuple[Bar, ...]
    table: Table
    uprights: tuple[Upright, ...] = ()

    def drawable(self) -> bool:
        """Whether there is a bar."""
        return bool(self.bars)

    def plotted(self, colours: Palette) -> Plotted:
        """Bars that touch; those of another tone have a hatching too."""
        trace: dict[str, Any] = TRACE | {
            "type": "bar", "x": [one.low + self.width / 2 for one in self.bars], "y": [one.share for one in self.bars],
            "width": [self.width] * len(self.bars), "hovertext": [told(*self._words(one)) for one in self.bars],
            "marker": {"color": [toned(one.tone, colours) for one in self.bars],
                       "line": {"color": colours.paper, "width": 1},
                       "pattern": {"shape": ["" if one.tone == "plain" else "/" for one in self.bars]}},
        }  # fmt: skip
        lines = [
            {"type": "line", "x0": one.at, "x1": one.at, "y0": 0, "y1": 1, "yref": "paper",
             "line": {"color": colours.muted, "width": 1.5, "dash": "dot"}}
            for one in self.uprights
        ]  # fmt: skip
        words = [
            {"x": one.at, "y": 1, "yref": "paper", "yanchor": "bottom", "text": safe(one.words), "showarrow": False,
             "font": small(colours)}
            for one in self.uprights
        ]  # fmt: skip
        layout = {
            "height": HEIGHT, "margin": {"l": 10, "r": 16, "t": 28, "b": 44}, "bargap": 0,
            "xaxis": axis(colours) | {"title": {"text": safe(self.across), "font": small(colours)}, "showgrid": False},
            "yaxis": axis(colours) | {"title": {"text": safe(self.axis), "font": small(colours), "standoff": 12},
                      "tickformat": ".0%", "rangemode": "tozero", "automargin": True},
            "shapes": lines, "annotations": words,
        }  # fmt: skip
        return [trace], layout

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        left, top, bottom, right = 54.0, 30.0, 230.0, float(WIDTH - RIGHT)
        first, last = self.bars[0].low, self.bars[-1].low + self.width
        most = max(one.share for one in self.bars) or 1.0

        def across(at: float) -> float:
            return left + (right - left) * (at - first) / (last - first)

        parts = [
            f'<line class="grid" x1="{left}" x2="{right}" y1="{bottom - (bottom - top) * at / most:.1f}" '
            f'y2="{bottom - (bottom - top) * at / most:.1f}"/><text class="tick" x="{left - 8}" '
            f'y="{bottom - (bottom - top) * at / most + 4:.1f}" text-anchor="end">{at:.0%}</text>'
            for at in ticks(0.0, most, most=4)
        ]
        for one in self.bars:
            tall = (bottom - top) * one.share / most
            parts.append(
                f'<g>{pointed(*self._words(one))}<rect class="{one.tone}" x="{across(one.low) + 0.5:.1f}" '
                f'y="{bottom - tall:.1f}" width="{max(across(one.low + self.width) - across(one.low) - 1, 0.5):.1f}" '
                f'height="{tall:.1f}"/></g>'
            )
        parts += [
            f'<text class="tick" x="{across(at):.1f}" y="{bottom + 17}" text-anchor="middle">{at:g}</text>'
            for at in ticks(first, last, most=9)
        ]
        parts += [
            f'<line class="line" x1="{across(one.at):.1f}" x2="{across(one.at):.1f}" y1="{top}" y2="{bottom}"/>'
            f'<text class="tick" x="{across(one.at):.1f}" y="{top - 6}" text-anchor="middle">'
            f"{as_html(one.words)}</text>"
            for one in self.uprights
            if first <= one.at <= last
        ]
        middle = (left + right) / 2
        parts.append(f'<text class="axis" x="{middle}" y="{bottom + 38}" text-anchor="middle">'
                     f"{as_html(self.across)}</text>")  # fmt: skip
        return "".join(parts), bottom + 48.0

    def figures(self) -> tuple[Figure, ...]:
        """A row for each bar."""
        return tuple(
            {"at": one.low, "to": one.low + self.width, "value": one.share, "count": float(one.count)}
            for one in self.bars
        )

    def _words(self, bar: Bar) -> list[str]:
        return [f"{bar.low:g} to {bar.low + self.width:g}: {bar.share:.1%}", f"{bar.count:,} replies"]
