"""What a chart shows, as a value: a finding, marks with intervals, and the same figures as a table. Draws nothing.

Two drawings know these values: `studio/charts/plot.py` for pages and `studio/reports/svg.py` for a file that opens
anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from studio.ui.palette import Palette

    Plotted = tuple[list[dict[str, Any]], dict[str, Any]]
    """Traces, and what of the layout is not the frame's."""

Figure: TypeAlias = "Mapping[str, str | float | None]"
"""One figure of a chart with what it is of, by the name of its column."""

Tone = Literal["plain", "good", "warn", "bad", "quiet"]
"""What a mark says besides its place; each tone has a shape of its own, so that colour is never the only sign."""

SHAPES: Final[dict[Tone, str]] = {
    "plain": "circle",
    "good": "circle",
    "warn": "diamond",
    "bad": "triangle-up",
    "quiet": "circle-open",
}
"""The shape of each tone, by Plotly's name for it."""

MISSING: Final = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The figures of a chart in words: a head, and rows of as many cells. The first cell of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One estimate on a row: its interval where there is one, `why` where value or interval is missing.

    `of` names the series where a row has several; `evidence` are lines to be shown when it is pointed at.
    """

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    of: str = ""
    tone: Tone = "plain"
    evidence: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Estimates under each other, each a dot with its interval, over one axis from left to right.

    `line` is a value worth comparing with, named by `line_words`; `span` the least and greatest there can be.
    """

    title: str
    note: str
    axis: str
    marks: tuple[Mark, ...]
    table: Table
    span: tuple[float, float] | None = None
    line: float | None = None
    line_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A mean at a place of the horizontal axis; `low` to `high` its own band, `all_low` to `all_high` the curve's.

    `turn` is the id of the turn that it stands for best, empty for none.
    """

    at: float
    value: float | None
    low: float | None = None
    high: float | None = None
    all_low: float | None = None
    all_high: float | None = None
    evidence: tuple[str, ...] = ()
    turn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A mean over the places of a horizontal axis, with the band of each place and that of the whole."""

    title: str
    note: str
    across: str
    axis: str
    points: tuple[Point, ...]
    table: Table
    span: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A share of a matrix, of `of` things; None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    of: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Shares by row and column; each row sums to one. `down` and `across` say what the rows and the columns are."""

    title: str
    note: str
    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One outline of a radar: a level for each axis, None where it is not known."""

    name: str
    levels: tuple[float | None, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """Levels from 0 to 1 on axes around a centre: what is expected first, then what was found."""

    title: str
    note: str
    axes: tuple[str, ...]
    rings: tuple[Ring, ...]
    table: Table


class Kind(Protocol):
    """A kind of chart with a module of its own under `studio/charts/kinds`, which draws it both ways."""

    @property
    def title(self) -> str:
        """The finding, with its interval."""

    @property
    def note(self) -> str:
        """How to read it, and what it leaves out."""

    @property
    def table(self) -> Table:
        """The same figures in words."""

    def drawable(self) -> bool:
        """Whether there is anything to draw; the title then says why not."""

    def plotted(self, colours: Palette) -> Plotted:
        """Traces and layout for Plotly; `studio/charts/plotting.py` has the pieces."""

    def drawn(self) -> tuple[str, float]:
        """The inside of an SVG element as wide as the others, and its height; `studio/charts/svg_parts.py` helps."""

    def figures(self) -> tuple[Figure, ...]:
        """The figures as numbers, for a file."""


Chart: TypeAlias = Dots | Curve | Matrix | Radar | Kind


def drawable(chart: Chart) -> bool:
    """Whether there is anything to draw; the title then says why not."""
    match chart:
        case Dots():
            return any(one.value is not None for one in chart.marks)
        case Curve():
            return any(one.value is not None for one in chart.points)
        case Matrix():
            return any(cell.value is not None for row in chart.cells for cell in row)
        case Radar():
            return all(any(level is not None for level in ring.levels) for ring in chart.rings)
        case _:
            return chart.drawable()
