"""What a cell gave: its tables, its chart, what made it, and whether that still holds. Computes nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from brain.errors import PersonaForgeError
from studio.charts.words import counted
from studio.notebooks import cells, running
from studio.notebooks.cells import Chart, fields_of, kind_of
from studio.notebooks.tables import made, means, table
from studio.ui import chips, evals_chart
from studio.ui.boundary import explain
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from store.notebook_values import Cell
    from studio.notebooks.service import Opened

NOTHING: Final = '<p class="pf-note">Not run yet.</p>'


def draw(opened: Opened, cell: Cell) -> None:
    """The result of the cell."""
    result = opened.results.get(cell.id)
    if result is None:
        if kind_of(cell) == "chart":
            _chart(opened, cell)
        else:
            st.html(NOTHING)
        return
    document = result.document
    if stale := opened.stale.get(cell.id):
        st.html(
            f"<p>{chips.chip('stale', style='pf-warn', shape=True)} <span class='pf-note'>{as_html(stale)}</span></p>"
        )
    if problem := document.get("problem"):
        _problem(problem)
    elif kind_of(cell) == "chart":
        _chart(opened, cell)
    else:
        _frames(cell, document)
    for note in _listed(document.get("notes")):
        st.info(as_label(str(note), longest=600), icon=":material/info:")
    st.html(f'<p class="pf-note">{as_html(made(result))}</p>')


def _frames(cell: Cell, document: Any) -> None:
    frames = running.frames_of(document)
    if kind_of(cell) == "probe":
        arms = frames.pop(f"{cell.name}{cells.MEANS}")
        evals_chart.whole(means(arms), key=f"lab-{cell.id}-means")
        for frame in frames.values():
            evals_chart.folded(
                table(frame), key=f"lab-{cell.id}", title=f"Every turn: {counted(len(frame.rows), 'reply', 'replies')}"
            )
        return
    for frame in frames.values():
        if not frame.rows:
            st.caption("No rows.")
        else:
            evals_chart.whole(table(frame), key=f"lab-{cell.id}")
        if frame.cut:
            st.caption(f"There are more rows: the limit of {frame.cut} was reached.")


def _chart(opened: Opened, cell: Cell) -> None:
    """The chart of what stands above now."""
    form = fields_of(cell)
    frames = opened.frames(cell.id)
    if not isinstance(form, Chart) or form.of not in frames:
        st.html('<p class="pf-note">Choose a result of a cell above that was run.</p>')
        return
    from studio.notebooks.charting import chart

    try:
        drawn = chart(frames[form.of], form)
    except PersonaForgeError as error:
        explain(error)
        return
    evals_chart.draw(drawn, key=f"lab-{cell.id}")


def _problem(problem: Any) -> None:
    parts = {name: str(problem.get(name, "")) for name in ("what", "why", "next_step")}
    explain(PersonaForgeError(parts["what"], why=parts["why"], next_step=parts["next_step"]))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
