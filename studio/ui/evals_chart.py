"""A chart on a page: its finding, the drawing, how to read it, and the same figures as a table. Computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from studio.charts.chart import drawable
from studio.ui.palette import palette
from studio.ui.safe_text import as_html, plain

if TYPE_CHECKING:
    from studio.charts.chart import Chart, Table

PAGE: Final = 40
"""Rows of a table that are drawn at once."""


def draw(chart: Chart, *, key: str) -> None:
    """The chart; its table is made only once it is opened."""
    st.html(f'<p class="pf-finding" dir="auto">{as_html(chart.title)}</p>')
    if drawable(chart):
        from studio.charts.plot import figure

        st.plotly_chart(
            figure(chart, palette(st.context.theme.type)),
            theme=None,
            key=f"evals-chart-{key}",
            alt=plain(chart.title),
            config={"displayModeBar": False, "displaylogo": False, "scrollZoom": False},
        )
    st.html(f'<p class="pf-note">{as_html(chart.note)}</p>')
    folded(chart.table, key=key)


def folded(table: Table, *, key: str, title: str = "The same figures as a table") -> None:
    """A table that is made once it is opened."""
    if not table.rows:
        return
    box = st.expander(title, icon=":material/table:", key=f"evals-table-{key}", on_change="rerun")
    if box.open:
        with box:
            whole(table, key=key)


def whole(table: Table, *, key: str) -> None:
    """A table, some rows at a time."""
    pages = -(-len(table.rows) // PAGE)
    at = st.pagination(pages, key=f"evals-page-{key}") if pages > 1 else 1
    st.html(as_table(table, start=(at - 1) * PAGE, most=PAGE))


def as_table(table: Table, *, start: int = 0, most: int | None = None) -> str:
    """Rows of the table as HTML."""
    shown = table.rows[start:] if most is None else table.rows[start : start + most]
    head = "".join(f'<th scope="col">{as_html(one)}</th>' for one in table.head)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{as_html(row[0])}</th>'
        + "".join(f'<td dir="auto">{as_html(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for row in shown
    )
    return f'<div class="pf-ledger pf-figures"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
