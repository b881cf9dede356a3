"""Ways through valence, arousal and dominance: in space, and in the planes that show most of it. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from studio.charts.plotting import axis, safe, small, told
from studio.charts.svg_parts import WIDTH, named, pointed, ticks
from studio.charts.words import number

if TYPE_CHECKING:
    from studio.charts.chart import Figure, Plotted, Table
    from studio.ui.palette import Palette

HEIGHT: Final = 430
NAMES: Final = ("valence", "arousal", "dominance")
SPANS: Final = ((-1.0, 1.0), (0.0, 1.0), (0.0, 1.0))
ROOM: Final = 0.1
"""Beyond the outermost points of a plane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A point of a way: valence, arousal and dominance at this turn, as means over so many conversations."""

    turn: int
    vad: tuple[float, float, float]
    conversations: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The stops of whoever it is the way of, in order."""

    name: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """At most four ways, and the two planes to draw beside the space, each by the places of its axes in `NAMES`."""

    title: str
    note: str
    ways: tuple[Way, ...]
    planes: tuple[tuple[int, int], tuple[int, int]]
    table: Table

    def drawable(self) -> bool:
        """Whether any way has a stop."""
        return any(way.stops for way in self.ways)

    def plotted(self, colours: Palette) -> Plotted:
        """The space at the left, to be turned, and the planes at the right, one over the other."""
        traces: list[dict[str, Any]] = []
        for at, way in enumerate(self.ways):
            traces.append(_in_space(way, _colour(at, colours)))
            traces += [
                _in_plane(way, plane, _colour(at, colours), second=bool(place))
                for place, plane in enumerate(self.planes)
            ]
        layout: dict[str, Any] = {
            "height": HEIGHT, "margin": {"l": 0, "r": 12, "t": 26, "b": 40},
            "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": small(colours)},
            "scene": {
                "domain": {"x": [0.0, 0.52], "y": [0.0, 1.0]}, "aspectmode": "cube",
                "camera": {"eye": {"x": 1.5, "y": -1.6, "z": 0.9}},
                **{key: _space_axis(NAMES[at], colours) for at, key in enumerate(("xaxis", "yaxis", "zaxis"))},
            },
        }  # fmt: skip
        for place, (across, up) in enumerate(self.planes):
            end, domain = ("2", [0.0, 0.38]) if place else ("", [0.6, 1.0])
            layout[f"xaxis{end}"] = axis(colours) | _title(NAMES[across], colours) | {
                "domain": [0.62, 1.0], "anchor": f"y{end}", "range": list(_ends(self, across))}  # fmt: skip
            layout[f"yaxis{end}"] = axis(colours) | _title(NAMES[up], colours) | {
                "domain": domain, "anchor": f"x{end}", "range": list(_ends(self, up))}  # fmt: skip
        return traces, layout

    def drawn(self) -> tuple[str, float]:
        """The two planes beside each other; a file cannot turn a space."""
        high = 300.0
        parts = [_plane(self, plane, 60.0 + place * (WIDTH / 2), high) for place, plane in enumerate(self.planes)]
        parts += [
            f'<circle class="{_class(at)}" cx="{60 + 200 * at}" cy="10" r="4"/>'
            f'<text class="tick" x="{70 + 200 * at}" y="14">{named(way.name)}</text>'
            for at, way in enumerate(self.ways)
        ]
        return "".join(parts), high + 50

    def figures(self) -> tuple[Figure, ...]:
        """A row for each stop."""
        return tuple(
            {"of": way.name, "at": float(stop.turn), "valence": stop.vad[0], "arousal": stop.vad[1],
             "dominance": stop.vad[2], "count": float(stop.conversations)}
            for way in self.ways for stop in way.stops
        )  # fmt: skip


def _colour(at: int, colours: Palette) -> str:
    return (colours.link, colours.warn, colours.good, colours.bad)[at % 4]


def _class(at: int) -> str:
    return ("plain", "warn", "good", "bad")[at % 4]


def _title(text: str, colours: Palette) -> dict[str, Any]:
    return {"title": {"text": text, "font": small(colours), "standoff": 6}}


def _space_axis(text: str, colours: Palette) -> dict[str, Any]:
    return {"title": {"text": text, "font": small(colours)}, "gridcolor": colours.rule, "zeroline": False,
            "tickfont": small(colours) | {"size": 10}, "nticks": 5, "showbackground": False, "showspikes": False,
            "linecolor": colours.rule}  # fmt: skip


def _words(way: Way) -> list[str]:
    return [
        told(
            f"{way.name}, turn {one.turn}",
            ", ".join(f"{name} {number(value)}" for name, value in zip(NAMES, one.vad, strict=True)),
            f"mean of {one.conversations:,} conversations",
            *one.evidence,
        )
        for one in way.stops
    ]


def _sizes(way: Way, first: int) -> list[int]:
    """The first stop is the large one, so that the way has a direction without an arrow."""
    return [first] + [first // 2] * (len(way.stops) - 1)


def _in_space(way: Way, colour: str) -> dict[str, Any]:
    columns = zip(*(one.vad for one in way.stops), strict=True) if way.stops else ((), (), ())
    return {
        "type": "scatter3d", "mode": "lines+markers", "name": safe(way.name),
        **{key: list(column) for key, column in zip("xyz", columns, strict=True)},
        "line": {"color": colour, "width": 4}, "marker": {"color": colour, "size": _sizes(way, 8)},
        "hoverinfo": "text", "hovertext": _words(way),
    }  # fmt: skip


def _in_plane(way: Way, plane: tuple[int, int], colour: str, *, second: bool) -> dict[str, Any]:
    end = "2" if second else ""
    return {
        "type": "scatter", "mode": "lines+markers", "showlegend": False, "xaxis": f"x{end}", "yaxis": f"y{end}",
        "x": [one.vad[plane[0]] for one in way.stops], "y": [one.vad[plane[1]] for one in way.stops],
        "line": {"color": colour, "width": 1.5}, "marker": {"color": colour, "size": _sizes(way, 12)},
        "hoverinfo": "text", "hovertext": _words(way),
    }  # fmt: skip


def _ends(path: Path, at: int) -> tuple[float, float]:
    """What an axis shows: all points with some room, within what there can be."""
    values = [stop.vad[at] for way in path.ways for stop in way.stops] or list(SPANS[at])
    return max(min(values) - ROOM, SPANS[at][0] - 0.03), min(max(values) + ROOM, SPANS[at][1] + 0.03)


def _plane(path: Path, plane: tuple[int, int], left: float, high: float) -> str:
    across, up = plane
    (low_x, high_x), (low_y, high_y) = _ends(path, across), _ends(path, up)
    wide, top = WIDTH / 2 - 90.0, 34.0

    def x(value: float) -> float:
        return left + wide * (value - low_x) / (high_x - low_x)

    def y(value: float) -> float:
        return high - (high - top) * (value - low_y) / (high_y - low_y)

    parts = [
        f'<line class="grid" x1="{left}" x2="{left + wide}" y1="{y(at):.1f}" y2="{y(at):.1f}"/>'
        f'<text class="tick" x="{left - 6}" y="{y(at) + 4:.1f}" text-anchor="end">{at:g}</text>'
        for at in ticks(low_y, high_y)
    ]
    parts += [
        f'<text class="tick" x="{x(at):.1f}" y="{high + 16}" text-anchor="middle">{at:g}</text>'
        for at in ticks(low_x, high_x)
    ]
    for at, way in enumerate(path.ways):
        course = "L".join(f"{x(one.vad[across]):.1f} {y(one.vad[up]):.1f}" for one in way.stops)
        parts += [f'<path class="stroke {_class(at)}" d="M{course}"/>'] * bool(way.stops)
        parts += [
            f'<circle class="{_class(at)}" cx="{x(one.vad[across]):.1f}" cy="{y(one.vad[up]):.1f}" '
            f'r="{3 if place else 6}">{pointed(words.replace("<br>", chr(10)))}</circle>'
            for place, (one, words) in enumerate(zip(way.stops, _words(way), strict=True))
        ]
    parts.append(
        f'<text class="axis" x="{left + wide / 2}" y="{high + 34}" text-anchor="middle">{NAMES[across]}</text>'
        f'<text class="axis" transform="translate({left - 42} {(top + high) / 2}) rotate(-90)" text-anchor="middle">'
        f"{NAMES[up]}</text>"
    )
    return "".join(parts)
