"""Charts drawn by Plotly for a page, in the studio's colours. Knows no run and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from studio.charts.chart import SHAPES, Curve, Dots, Matrix, Radar
from studio.charts.plotting import TRACE, axis, band, frame, safe, small, told, toned, upright, veil
from studio.charts.words import NONE, between, number, short

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from studio.charts.chart import Chart, Mark, Point
    from studio.ui.palette import Palette

ROW: Final = 34
"""Pixels of a row of dots."""

CELL: Final = 46
HALF: Final = 0.5
"""A cell that is darker than this has light words."""


def figure(chart: Chart, colours: Palette) -> Figure:
    """The chart as a Plotly figure; its title and its table stand beside it, not in it."""
    from plotly.graph_objects import Figure

    match chart:
        case Dots():
            traces, layout = _dots(chart, colours)
        case Curve():
            traces, layout = _curve(chart, colours)
        case Matrix():
            traces, layout = _matrix(chart, colours)
        case Radar():
            traces, layout = _radar(chart, colours)
        case _:
            traces, layout = chart.plotted(colours)
    return Figure(data=traces, layout=frame(colours) | layout)


def _dots(chart: Dots, colours: Palette) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    rows = tuple(dict.fromkeys(mark.label for mark in chart.marks))
    place = {label: len(rows) - at for at, label in enumerate(rows)}
    shown = [mark for mark in chart.marks if mark.value is not None]
    trace = TRACE | {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.value for mark in shown],
        "y": [place[mark.label] for mark in shown],
        "hovertext": [_told(mark) for mark in shown],
        "error_x": {
            "type": "data", "symmetric": False, "thickness": 2, "width": 5, "color": colours.muted,
            "array": [mark.high - (mark.value or 0.0) if mark.high is not None else 0.0 for mark in shown],
            "arrayminus": [(mark.value or 0.0) - mark.low if mark.low is not None else 0.0 for mark in shown],
        },
        "marker": {
            "size": 11, "symbol": [SHAPES[mark.tone] for mark in shown],
            "color": [toned(mark.tone, colours) for mark in shown],
            "line": {"width": 1.5, "color": [toned(mark.tone, colours) for mark in shown]},
        },
    }  # fmt: skip
    missing = [mark for mark in chart.marks if mark.value is None and mark.label not in {one.label for one in shown}]
    notes = [
        {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 6, "y": place[mark.label], "text": "not known",
         "showarrow": False, "font": {"color": colours.muted, "size": 12}, "hovertext": safe(mark.why)}
        for mark in missing
    ]  # fmt: skip
    across: dict[str, Any] = {"title": {"text": safe(chart.axis), "font": small(colours)}}
    if chart.span:
        room = 0.03 * (chart.span[1] - chart.span[0])
        across["range"] = [chart.span[0] - room, chart.span[1] + room]
    elif not shown:
        across["range"] = [0, 1]
    layout = {
        "height": 76 + ROW * max(len(rows), 1),
        "xaxis": axis(colours) | across,
        "yaxis": axis(colours)
        | {
            "tickvals": list(place.values()),
            "ticktext": [safe(short(label)) for label in rows],
            "tickfont": small(colours) | {"color": colours.ink, "size": 13},
            "showgrid": False,
            "range": [0.4, len(rows) + 0.6],
            "ticklabelstandoff": 6,
            "automargin": True,
        },
        "annotations": notes,
        "shapes": [] if chart.line is None else [upright(chart.line, colours)],
    }
    return [trace], layout


def _curve(chart: Curve, colours: Palette) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    known = [point for point in chart.points if point.value is not None]
    traces = [
        band([p for p in known if p.all_low is not None], "all_low", "all_high", veil(colours.link, 0.10)),
        band([p for p in known if p.low is not None], "low", "high", veil(colours.link, 0.22)),
        TRACE | {
            "type": "scatter", "x": [p.at for p in known], "y": [p.value for p in known],
            "mode": "lines+markers" if len(known) <= CELL else "lines",
            "line": {"color": colours.link, "width": 2}, "marker": {"size": 6, "color": colours.link},
            "hovertext": [_point_words(point, chart.across) for point in known],
        },
    ]  # fmt: skip
    last = max((point.at for point in chart.points), default=1.0)
    layout = {
        "height": 320,
        "hovermode": "closest",
        "xaxis": axis(colours) | {
            "title": {"text": safe(chart.across), "font": small(colours)}, "range": [0.5, last + 0.5],
            "dtick": max(1, -(-int(last) // 10)), "tick0": 1 if last <= 10 else 0, "showgrid": False,  # noqa: PLR2004
        },
        "yaxis": axis(colours) | {
            "title": {"text": safe(chart.axis), "font": small(colours), "standoff": 12},
            "range": [chart.span[0] - 0.03, chart.span[1] + 0.03],
            "automargin": True,
        },
    }  # fmt: skip
    return traces, layout


def _matrix(chart: Matrix, colours: Palette) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    rows, columns = (
        [safe(short(one, longest=24)) for one in chart.rows],
        [safe(short(one, longest=20)) for one in chart.columns],
    )
    hover = [
        [_cell_words(chart, at, to) for to in range(len(columns))]
        for at in range(len(rows))
    ]  # fmt: skip
    trace = TRACE | {
        "type": "heatmap", "x": list(range(len(columns))), "y": list(range(len(rows))), "zmin": 0.0, "zmax": 1.0,
        "z": [[cell.value for cell in row] for row in chart.cells], "hovertext": hover, "xgap": 2, "ygap": 2,
        "colorscale": [[0.0, colours.panel], [1.0, colours.accent]], "showscale": False,
    }  # fmt: skip
    del trace["showlegend"]
    words = [
        {"x": to, "y": at, "text": NONE if cell.value is None else f"{cell.value:.0%}", "showarrow": False,
         "font": {"size": 13, "color": "#FFFFFF" if (cell.value or 0.0) >= HALF else colours.ink}}
        for at, row in enumerate(chart.cells) for to, cell in enumerate(row)
    ]  # fmt: skip
    ring = [
        {"type": "rect", "x0": to - 0.5, "x1": to + 0.5, "y0": at - 0.5, "y1": at + 0.5,
         "line": {"color": colours.ink, "width": 1.5}}
        for at, row in enumerate(chart.rows) for to, column in enumerate(chart.columns) if row == column
    ]  # fmt: skip
    tilt = -35 if len(columns) > 3 else 0  # noqa: PLR2004 - more do not fit beside each other
    layout = {
        "height": 130 + CELL * len(rows),
        "xaxis": axis(colours) | {"tickvals": list(range(len(columns))), "ticktext": columns, "side": "top",
                  "tickangle": tilt, "showgrid": False, "automargin": True},
        "yaxis": axis(colours) | {"tickvals": list(range(len(rows))), "ticktext": rows, "autorange": "reversed",
                  "showgrid": False, "automargin": True},
        "annotations": words, "shapes": ring,
    }  # fmt: skip
    return [trace], layout


def _radar(chart: Radar, colours: Palette) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    axes = [safe(one) for one in chart.axes]
    traces: list[dict[str, Any]] = []
    for at, ring in enumerate(chart.rings):
        colour, dash = (colours.muted, "dot") if at == 0 else (colours.link, "solid")
        traces += [
            {"type": "scatterpolar", "r": [low, high], "theta": [spoke, spoke], "mode": "lines", "hoverinfo": "skip",
             "line": {"color": veil(colour, 0.45), "width": 7}, "showlegend": False}
            for spoke, low, high in zip(axes, ring.lows, ring.highs, strict=False)
            if low is not None and high is not None
        ]  # fmt: skip
        hover = [_ring_words(chart, at, to) for to in range(len(axes))]
        traces.append({
            "type": "scatterpolar", "r": [*ring.levels, ring.levels[0]], "theta": [*axes, axes[0]],
            "mode": "lines+markers", "line": {"color": colour, "width": 2, "dash": dash}, "name": safe(ring.name),
            "marker": {"size": 8, "color": colour, "symbol": "circle-open" if at == 0 else "circle"},
            "hoverinfo": "text", "hovertext": [*hover, hover[0]], "connectgaps": False,
        })  # fmt: skip
    line = {"gridcolor": colours.rule, "linecolor": colours.rule}
    layout = {
        "height": 360,
        "margin": {"l": 110, "r": 110, "t": 36, "b": 36},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.08, "font": small(colours)},
        "polar": {
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": line | {"range": [0, 1], "tickvals": [0.25, 0.5, 0.75], "angle": 90, "tickangle": 90,
                                  "tickfont": small(colours) | {"size": 10}},
            "angularaxis": line | {"tickfont": small(colours), "direction": "clockwise", "rotation": 90},
        },
    }  # fmt: skip
    return traces, layout


def _told(mark: Mark) -> str:
    value = "not known" if mark.value is None else number(mark.value)
    ends = f" {between(mark.low, mark.high)}" if mark.low is not None and mark.high is not None else ""
    head = mark.label + (f", {mark.of}" if mark.of else "")
    return told(f"{value}{ends}", head, *mark.evidence, mark.why)


def _point_words(point: Point, across: str) -> str:
    ends = f" {between(point.low, point.high)}" if point.low is not None and point.high is not None else ""
    return told(f"{across} {point.at:g}: {number(point.value or 0.0)}{ends}", *point.evidence)


def _cell_words(chart: Matrix, at: int, to: int) -> str:
    cell = chart.cells[at][to]
    ends = "" if cell.low is None or cell.high is None else f" {between(cell.low, cell.high)}"
    value = "not known" if cell.value is None else f"{cell.value:.0%}{ends}"
    return told(f"{chart.rows[at]}, taken for {chart.columns[to]}: {value}", f"{cell.of} replies", cell.why)


def _ring_words(chart: Radar, at: int, to: int) -> str:
    ring = chart.rings[at]
    level = ring.levels[to]
    low, high = (ends[to] if to < len(ends) else None for ends in (ring.lows, ring.highs))
    ends = "" if low is None or high is None else f" {between(low, high)}"
    return told(f"{chart.axes[to]}, {ring.name}: {'not known' if level is None else number(level)}{ends}")
