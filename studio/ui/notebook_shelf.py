"""The notebooks of the lab: the ready ones to begin with, one's own, and those put away. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from studio import session_notebooks as memory
from studio.charts.words import counted
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from store.actor import Actor
    from store.notebook_values import NotebookCard
    from studio.notebooks.service import Notebooks
    from studio.wiring import Services

EMPTY: Final = (
    '<div class="pf-empty"><b>No notebook yet.</b><p>Begin with one of the questions above: it is copied into a '
    "notebook of your own, ready to run offline. Or begin an empty one.</p></div>"
)


def draw(services: Services, actor: Actor) -> None:
    """The list, and every way to a new notebook."""
    st.title("Lab", anchor=False)
    st.caption("Notebooks of text, SQL, chat probes, charts and eval runs. What a cell gave is kept with what made it.")
    notebooks = services.notebooks
    if problem := memory.take_problem():
        raise problem
    with st.container(horizontal=True):
        st.button(
            "New notebook", icon=":material/add:", key="lab-new", type="primary",
            on_click=lambda: memory.do(lambda: _begin(notebooks, actor)),
        )  # fmt: skip
    _listed(notebooks, actor)
    _put_away(notebooks, actor)


def _begin(notebooks: Notebooks, actor: Actor) -> None:
    memory.open_notebook(notebooks.begin(actor, "Untitled notebook").card.id)


def _listed(notebooks: Notebooks, actor: Actor) -> None:
    found = notebooks.list(actor, limit=100).items
    if not found:
        st.html(EMPTY)
        return
    st.subheader("Your notebooks", anchor=False)
    st.html(f'<div class="pf-runs" role="list">{"".join(map(_row, found))}</div>')


def _row(card: NotebookCard) -> str:
    address = as_html(f"/lab?{urlencode({'notebook': card.id})}")
    return (
        f'<div class="pf-run" role="listitem"><div><a class="pf-open" href="{address}" target="_self">'
        f'<b dir="auto">{as_html(card.title)}</b></a><small>{counted(card.size, "cell")}</small></div>'
        f"<div><span>version {card.number}</span></div>"
        f"<div><span>changed</span><small>{card.updated_at:%d %b %Y, %H:%M} UTC</small></div></div>"
    )


def _put_away(notebooks: Notebooks, actor: Actor) -> None:
    box = st.expander("Deleted notebooks", icon=":material/delete:", key="lab-deleted", on_change="rerun")
    if not box.open:
        return
    with box:
        found = notebooks.list(actor, deleted=True, limit=100).items
        if not found:
            st.caption("None.")
        for card in found:
            row = st.container(horizontal=True, vertical_alignment="center")
            row.html(f'<p class="pf-note" dir="auto">{as_html(card.title)}</p>')
            row.button(
                "Restore", key=f"lab-restore-{card.id}",
                on_click=lambda at=card.id: memory.do(lambda: notebooks.restore(actor, at)),
            )  # fmt: skip
