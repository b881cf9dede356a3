"""The notebooks of the lab: the ready ones to begin with, one's own, and those put away. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from studio import session_notebooks as memory
from studio.charts.words import counted
from studio.notebooks import ready
from studio.ui.safe_text import as_html, plain

if TYPE_CHECKING:
    from collections.abc import Callable

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
    _ready(services, actor)
    with st.container(horizontal=True):
        st.button(
            "New notebook", icon=":material/add:", key="lab-new", type="primary",
            on_click=lambda: memory.do(lambda: _begin(notebooks, actor)),
        )  # fmt: skip
    _listed(notebooks, actor)
    _take_in(notebooks, actor)
    _put_away(notebooks, actor)


def _ready(services: Services, actor: Actor) -> None:
    """The notebooks that ship, each with the persona it is to be about."""
    cards = {one.slug: one.name for one in services.library.cards(actor, limit=100).items}
    if not cards:
        return
    for place, one in zip(st.columns(3), ready.every(), strict=False):
        with place.container(border=True, key=f"lab-ready-{one.key}", height="stretch"):
            chosen = one.persona if one.persona in cards else next(iter(cards))
            slug = memory.value(f"lab-about-{one.key}") or chosen
            title = ready.title(one, cards.get(slug, ""))
            st.html(f'<p class="pf-finding" dir="auto">{as_html(title)}<small>{as_html(one.about)}</small></p>')
            key = memory.offer(f"about-{one.key}", chosen, among=list(cards))
            st.selectbox("About", list(cards), key=key, format_func=lambda slug: plain(cards[slug]))
            st.button(
                "Copy and open", icon=":material/content_copy:", key=f"lab-copy-{one.key}",
                on_click=_copying(services.notebooks, actor, one.key, key),
            )  # fmt: skip


def _copying(notebooks: Notebooks, actor: Actor, key: str, about: str) -> Callable[[], None]:
    def copy() -> None:
        memory.open_notebook(notebooks.begin_ready(actor, key, persona=memory.value(about)).card.id)

    return lambda: memory.do(copy)


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


def _take_in(notebooks: Notebooks, actor: Actor) -> None:
    box = st.expander("Import a notebook", icon=":material/upload_file:", key="lab-import", on_change="rerun")
    if not box.open:
        return
    with box:
        given = st.file_uploader("Jupyter notebook", ["ipynb"], key=f"lab-files-{memory.uploads()}", max_upload_size=5)
        st.caption("Nothing in it is run. Cells of the lab come back as they were; other code is kept as text.")
        if given is not None and st.button("Import", icon=":material/upload:", key="lab-take-in", type="primary"):
            made, notes = notebooks.take_in(actor, given.getvalue())
            memory.taken_up()
            memory.open_notebook(made.card.id)
            if notes:
                memory.say(" ".join(notes))
            st.rerun()


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
