"""A map of distances by row and place: how far each lies from nought, to either side. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import TRACE, axis, safe, small, told
from studio.charts.svg_parts import LABELS, RIGHT, WIDTH, named, pointed
from studio.charts.words import between, counted, number
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from studio.charts.chart import Figure, Plotted, Table
    from studio.ui.palette import Palette

FULL: Final = 3.0
"""The distance at which a colour is full."""

ROW: Final = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A mean distance of `of` things, with its interval where there is one; None where nothing could be told."""

    value: float | None
    of: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Rows by name, places from left to right, a spot for each row and place; `unit` is that of a distance."""

    title: str
    note: str
    across: str
    unit: str
    rows: tuple[str, ...]
    places: tuple[int, ...]
    spots: tuple[tuple[Spot, ...], ...]
    table: Table

    def drawable(self) -> bool:
        """Whether anything could be told."""
        return any(spot.value is not None for row in self.spots for spot in row)

    def plotted(self, colours: Palette) -> Plotted:
        """A heat map: blue towards, red away from what is expected; empty where nothing could be told."""
        trace: dict[str, Any] = TRACE | {
            "type": "heatmap", "x": list(range(len(self.places))), "y": list(range(len(self.rows))),
            "z": [[spot.value for spot in row] for row in self.spots], "zmin": -FULL, "zmax": FULL,
            "xgap": 1, "ygap": 1, "colorscale": [[0, colours.link], [0.5, colours.panel], [1, colours.bad]],
            "hovertext": [[told(*self._words(row, at)) for at in range(len(self.places))]
                          for row in range(len(self.rows))],
            "colorbar": {"title": {"text": safe(self.unit), "side": "right", "font": small(colours)},
                         "tickfont": small(colours), "thickness": 10, "outlinewidth": 0},
        }  # fmt: skip
        del trace["showlegend"]
        step = max(1, -(-len(self.places) // 12))
        shown = list(range(0, len(self.places), step))
        layout = {
            "height": 90 + ROW * len(self.rows),
            "margin": {"l": 10, "r": 8, "t": 8, "b": 44},
            "xaxis": axis(colours) | {"tickvals": shown, "ticktext": [f"{self.places[at]:,}" for at in shown],
                      "title": {"text": safe(self.across), "font": small(colours)}, "showgrid": False},
            "yaxis": axis(colours) | {"tickvals": list(range(len(self.rows))), "ticktext": [safe(r) for r in self.rows],
                      "autorange": "reversed", "showgrid": False, "automargin": True},
        }  # fmt: skip
        return [trace], layout

    def drawn(self) -> tuple[str, float]:
        """The same without a script; a sign stands in what lies far away."""
        wide = (WIDTH - LABELS - RIGHT) / max(1, len(self.places))
        bottom, parts = 6 + ROW * len(self.rows), []
        for row, name in enumerate(self.rows):
            y = 6 + ROW * row
            parts.append(f'<text class="label" x="{LABELS - 10}" y="{y + 16}" text-anchor="end">{named(name)}</text>')
            for at, spot in enumerate(self.spots[row]):
                if spot.value is None:
                    continue
                kind = "bad" if spot.value > 0 else "plain"
                parts.append(
                    f'<g>{pointed(*self._words(row, at))}<rect class="{kind}" x="{LABELS + wide * at:.1f}" y="{y}" '
                    f'width="{max(wide - 1, 0.5):.1f}" height="{ROW - 2}" '
                    f'opacity="{min(abs(spot.value) / FULL, 1.0):.2f}"/></g>'
                )
        step = max(1, -(-len(self.places) // 12))
        parts += [
            f'<text class="tick" x="{LABELS + wide * (at + 0.5):.1f}" y="{bottom + 15}" text-anchor="middle">'
            f"{self.places[at]:,}</text>"
            for at in range(0, len(self.places), step)
        ]
        middle = LABELS + (WIDTH - LABELS - RIGHT) / 2
        parts.append(f'<text class="axis" x="{middle}" y="{bottom + 36}" text-anchor="middle">'
                     f"{as_html(self.across)}; red away from the persona, blue towards it</text>")  # fmt: skip
        return "".join(parts), bottom + 46.0

    def figures(self) -> tuple[Figure, ...]:
        """A row for each spot."""
        return tuple(
            {"of": name, "at": float(place), "value": spot.value, "low": spot.low, "high": spot.high,
             "count": float(spot.of)}
            for name, row in zip(self.rows, self.spots, strict=True)
            for place, spot in zip(self.places, row, strict=True)
        )  # fmt: skip

    def _words(self, row: int, at: int) -> list[str]:
        spot = self.spots[row][at]
        value = "could not be told" if spot.value is None else f"{number(spot.value, signed=True)} {self.unit}"
        ends = "" if spot.low is None or spot.high is None else f" {between(spot.low, spot.high, signed=True)}"
        return [
            f"{self.rows[row]}, {self.across} {self.places[at]:,}",
            value + ends,
            counted(spot.of, "reply", "replies"),
        ]
