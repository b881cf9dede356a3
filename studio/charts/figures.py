"""The figures of a chart as numbers: a row each, for CSV and Parquet. Writes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.charts.chart import Curve, Dots, Matrix, Radar

if TYPE_CHECKING:
    from studio.charts.chart import Chart, Figure


def figures(chart: Chart) -> tuple[Figure, ...]:
    """A row for each mark, point, cell or level; what is not known is None."""
    match chart:
        case Dots():
            return tuple(
                {"label": one.label, "of": one.of, "value": one.value, "low": one.low, "high": one.high,
                 "why": one.why}
                for one in chart.marks
            )  # fmt: skip
        case Curve():
            return tuple(
                {"at": one.at, "value": one.value, "low": one.low, "high": one.high, "all_low": one.all_low,
                 "all_high": one.all_high}
                for one in chart.points
            )  # fmt: skip
        case Matrix():
            return tuple(
                {"row": row, "column": column, "value": cell.value, "low": cell.low, "high": cell.high,
                 "count": float(cell.of)}
                for row, cells in zip(chart.rows, chart.cells, strict=True)
                for column, cell in zip(chart.columns, cells, strict=True)
            )  # fmt: skip
        case Radar():
            return tuple(
                {"label": axis, "of": ring.name, "value": level, "low": _at(ring.lows, at), "high": _at(ring.highs, at)}
                for ring in chart.rings
                for at, (axis, level) in enumerate(zip(chart.axes, ring.levels, strict=True))
            )
        case _:
            return chart.figures()


def _at(ends: tuple[float | None, ...], at: int) -> float | None:
    return ends[at] if at < len(ends) else None
