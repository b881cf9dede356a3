"""A chart of a dashboard: finding, drawing, how to read it; then its table, files and the way to it again.

Computes nothing: what is below the drawing is made once it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from studio import session_analytics as memory
from studio.charts.chart import drawable
from studio.ui import evals_chart
from studio.ui.palette import palette
from studio.ui.safe_text import as_html, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.again import Again
    from studio.analytics.dashboard import DashboardForm
    from studio.charts.chart import Chart

TABLE, FILES, AGAIN = "Table", "Files", "Get it again"
_ICONS: Final = {TABLE: ":material/table:", FILES: ":material/download:", AGAIN: ":material/replay:"}
FORMS: Final[tuple[tuple[DashboardForm, str], ...]] = (
    ("csv", "Figures, CSV"),
    ("parquet", "Figures, Parquet"),
    ("svg", "Picture, SVG"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands under each chart of a page: the address of its files by chart and form, and how to have it again."""

    link: Callable[[str, DashboardForm], str]
    again: Callable[[str], Again]


def draw(chart: Chart, *, name: str, frame: Frame, pick: bool = False) -> None:
    """The chart of this name; with `pick`, a point that is clicked opens the turn it stands for."""
    st.html(f'<p class="pf-finding" dir="auto">{as_html(chart.title)}</p>')
    if drawable(chart):
        _figure(chart, name, pick=pick)
    st.html(f'<p class="pf-note">{as_html(chart.note)}</p>')
    offered = [TABLE] * bool(chart.table.rows) + [FILES] * bool(chart.table.rows) + [AGAIN]
    opened = st.pills(
        f"More of this chart: {plain(chart.title)[:80]}",
        offered,
        format_func=lambda one: f"{_ICONS[one]} {one}",
        key=memory.offer(f"more-{name}", None, among=[None, *offered]),
        label_visibility="collapsed",
    )
    if opened == TABLE:
        evals_chart.whole(chart.table, key=f"dashboard-{name}")
    elif opened == FILES:
        files(name, frame)
    elif opened == AGAIN:
        _again(frame.again(name))


def bare(chart: Chart, *, name: str, pick: bool = False) -> None:
    """The same without what stands under it but for its table."""
    st.html(f'<p class="pf-finding" dir="auto">{as_html(chart.title)}</p>')
    if drawable(chart):
        _figure(chart, name, pick=pick)
    st.html(f'<p class="pf-note">{as_html(chart.note)}</p>')
    evals_chart.folded(chart.table, key=f"dashboard-{name}")


def files(name: str, frame: Frame) -> None:
    """Links to the files of a chart."""
    links = "".join(f'<a href="{as_html(frame.link(name, form))}" download>{label}</a>' for form, label in FORMS)
    st.html(f'<p class="pf-files">{links}<span>PNG: the camera above the chart.</span></p>')


WHOLE: Final[tuple[tuple[DashboardForm, str], ...]] = (
    ("html", "Report, HTML that opens offline"),
    ("csv", "All figures, CSV"),
    ("parquet", "All figures, Parquet"),
)


def report(frame: Frame) -> None:
    """Links to the files of the whole page."""
    links = "".join(f'<a href="{as_html(frame.link("", form))}" download>{label}</a>' for form, label in WHOLE)
    st.html(f'<p class="pf-files"><b>Take it away</b>{links}</p>')


def _figure(chart: Chart, name: str, *, pick: bool) -> None:
    from studio.charts.plot import figure

    key = f"dashboard-chart-{name}"
    config = {
        "displaylogo": False,
        "scrollZoom": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": f"personaforge-{name}"},
    }
    colours = palette(st.context.theme.type)
    # A ground of its own, so that the picture that is taken away is no light writing on nothing.
    drawn = figure(chart, colours).update_layout(paper_bgcolor=colours.paper)
    if pick:
        st.plotly_chart(drawn, theme=None, key=key, alt=plain(chart.title), config=config,
                        on_select=memory.picked(key), selection_mode="points")  # fmt: skip
    else:
        st.plotly_chart(drawn, theme=None, key=key, alt=plain(chart.title), config=config)


def _again(again: Again) -> None:
    ways = (("Python", again.python, "python"), ("Command line", again.command, "bash"), ("SQL", again.sql, "sql"))
    for tab, (_, text, language) in zip(st.tabs([title for title, *_ in ways]), ways, strict=True):
        tab.code(text, language=language, wrap_lines=True)
