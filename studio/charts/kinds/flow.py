"""What follows what, as bands from left to right whose width is how often (a Sankey diagram). Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import FONT, safe, small, told, veil
from studio.charts.svg_parts import WIDTH, named, pointed
from studio.charts.words import between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from studio.charts.chart import Figure, Plotted, Table
    from studio.ui.palette import Palette

HEIGHT: Final = 380
GAP: Final = 8.0
"""Between the boxes of a side, in the units of the drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many times `before` was followed by `after`; the share is of all that followed it, with an interval."""

    before: str
    after: str
    times: int
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Bands between two sides, which are named by `left` and `right`. Boxes stand in the order of the bands."""

    title: str
    note: str
    left: str
    right: str
    bands: tuple[Band, ...]
    table: Table

    def drawable(self) -> bool:
        """Whether there is a band."""
        return bool(self.bands)

    def plotted(self, colours: Palette) -> Plotted:
        """Boxes at both sides, and bands; the colour of a band is that of its beginning."""
        sides = (_boxes(self, "before"), _boxes(self, "after"))
        names = [*sides[0], *sides[1]]
        place = {("before", name): at for at, name in enumerate(sides[0])}
        place |= {("after", name): at + len(sides[0]) for at, name in enumerate(sides[1])}
        trace: dict[str, Any] = {
            "type": "sankey", "arrangement": "fixed", "textfont": {"family": FONT, "color": colours.ink, "size": 13},
            "node": {
                "label": [safe(one) for one in names], "pad": 12, "thickness": 14,
                "color": [_colour(at, colours) for at in range(len(sides[0]))] + [colours.muted] * len(sides[1]),
                "line": {"width": 0}, "x": [0.001] * len(sides[0]) + [0.999] * len(sides[1]),
                "y": [*_middles(sides[0]), *_middles(sides[1])],
                "customdata": [told(_box_words(self, at < len(sides[0]), one)) for at, one in enumerate(names)],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            "link": {
                "source": [place["before", one.before] for one in self.bands],
                "target": [place["after", one.after] for one in self.bands],
                "value": [one.times for one in self.bands],
                "color": [veil(_colour(place["before", one.before], colours), 0.45) for one in self.bands],
                "customdata": [told(*_words(one)) for one in self.bands],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        }  # fmt: skip
        heads = [
            {"x": x, "y": 1.0, "xref": "paper", "yref": "paper", "yanchor": "bottom", "xanchor": anchor,
             "showarrow": False, "text": safe(text), "font": small(colours)}
            for x, anchor, text in ((0, "left", self.left), (1, "right", self.right))
        ]  # fmt: skip
        tall = max(HEIGHT, 34 * max(len(side) for side in sides))
        return [trace], {"height": tall, "margin": {"l": 8, "r": 8, "t": 30, "b": 12}, "annotations": heads}

    def drawn(self) -> tuple[str, float]:
        """The same without a script."""
        return _drawn(self)

    def figures(self) -> tuple[Figure, ...]:
        """A row for each band."""
        return tuple(
            {"before": one.before, "after": one.after, "times": float(one.times), "value": one.share, "low": one.low,
             "high": one.high}
            for one in self.bands
        )  # fmt: skip


def _boxes(flow: Flow, side: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in flow.bands:
        name = getattr(one, side)
        found[name] = found.get(name, 0) + one.times
    return found


def _middles(side: Mapping[str, int]) -> list[float]:
    """Where the middle of each box stands from top to bottom, 0 to 1, one under the other."""
    whole, at, middles = sum(side.values()), 0.0, []
    for times in side.values():
        middles.append(min(max(at + times / whole / 2, 0.001), 0.999))
        at += times / whole
    return middles


def _colour(at: int, colours: Palette) -> str:
    return (colours.link, colours.warn, colours.good, colours.bad)[at % 4]


def _box_words(flow: Flow, left: bool, name: str) -> str:  # noqa: FBT001 - a side
    side = "before" if left else "after"
    return f"{flow.left if left else flow.right}: {name}, {_boxes(flow, side)[name]:,} times"


def _words(one: Band) -> tuple[str, ...]:
    ends = "" if one.low is None or one.high is None else f" {between(one.low, one.high)}"
    return (
        f"{one.before} → {one.after}: {one.times:,} times",
        f"share of what follows {one.before}: {one.share:.2f}{ends}",
    )


def _drawn(flow: Flow) -> tuple[str, float]:
    sides = (_boxes(flow, "before"), _boxes(flow, "after"))
    whole = sum(sides[0].values())
    room = max(260.0, 26.0 * max(len(side) for side in sides))
    scale = (room - GAP * max(len(side) for side in sides)) / whole
    left, right, top = 170.0, WIDTH - 170.0, 34.0
    starts = []
    parts = [
        f'<text class="axis" x="{left}" y="16" text-anchor="end">{named(flow.left)}</text>',
        f'<text class="axis" x="{right}" y="16" text-anchor="start">{named(flow.right)}</text>',
    ]
    for side, edge, anchor, shift in ((sides[0], left, "end", -20), (sides[1], right, "start", 20)):
        at, begun = top, {}
        for name, times in side.items():
            begun[name] = at
            high = times * scale
            parts.append(
                f'<rect class="plain" x="{edge - 6:.1f}" y="{at:.1f}" width="12" height="{high:.1f}"/>'
                f'<text class="label" x="{edge + shift:.1f}" y="{at + high / 2 + 4:.1f}" text-anchor="{anchor}">'
                f"{named(name)}</text>"
            )
            at += high + GAP
        starts.append(begun)
    for one in flow.bands:
        high = one.times * scale
        from_, to = starts[0][one.before], starts[1][one.after]
        starts[0][one.before] += high
        starts[1][one.after] += high
        middle = (left + right) / 2
        parts.append(
            f'<path class="band plain" d="M{left + 6:.1f} {from_:.1f}C{middle:.1f} {from_:.1f} {middle:.1f} {to:.1f} '
            f"{right - 6:.1f} {to:.1f}V{to + high:.1f}C{middle:.1f} {to + high:.1f} {middle:.1f} {from_ + high:.1f} "
            f'{left + 6:.1f} {from_ + high:.1f}Z">{pointed(*_words(one))}</path>'
        )
    return "".join(parts), top + room + 10
