"""One cell of a notebook on its page: what can be done with it, its fields, and what it gave. Runs nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from studio import session_notebooks as memory
from studio.notebooks.cells import TITLES, kind_of
from studio.ui import notebook_editors, notebook_results
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.actor import Actor
    from store.notebook_values import Cell
    from studio.notebooks.service import Opened
    from studio.wiring import Services


def draw(services: Services, actor: Actor, opened: Opened, cell: Cell, at: int, *, running: bool) -> None:
    """The cell at this place."""
    kind = kind_of(cell)
    with st.container(border=True, key=f"lab-cell-{cell.id}"):
        _bar(services, actor, opened, cell, at, running=running)
        if cell.note:
            st.html(f'<p class="pf-note">{as_html(cell.note)}</p>')
        notebook_editors.draw(services, actor, opened, cell)
        if kind != "markdown":
            notebook_results.draw(opened, cell)


def _bar(services: Services, actor: Actor, opened: Opened, cell: Cell, at: int, *, running: bool) -> None:
    notebooks, notebook_id = services.notebooks, opened.notebook.card.id
    kind, last = kind_of(cell), len(opened.notebook.cells) - 1
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"lab-bar-{cell.id}")
    with row:
        name = f" <code>{as_html(cell.name)}</code>" if kind in {"sql", "probe", "eval"} else ""
        st.html(f'<p class="pf-cell-name">{TITLES[kind]}{name}</p>', width="stretch")
        if kind == "markdown":
            _button("edit", "Edit the words", cell, lambda: memory.edit("" if memory.editing() == cell.id else cell.id))
        else:
            _button("play_arrow", "Run this cell", cell, lambda: notebooks.start(actor, notebook_id, [cell.id]),
                    off=running)  # fmt: skip
        if name:
            with st.popover(":material/label:", key=f"lab-label-{cell.id}", type="tertiary", help="Name of the result"):
                notebook_editors.name(notebook_editors.Desk(services, actor, opened, cell))
        _button("arrow_upward", "Move up", cell, lambda: notebooks.move(actor, notebook_id, cell, -1), off=at == 0)
        _button(
            "arrow_downward", "Move down", cell, lambda: notebooks.move(actor, notebook_id, cell, 1), off=at == last
        )
        _button("content_copy", "Duplicate", cell, lambda: notebooks.duplicate(actor, notebook_id, cell))
        above = opened.notebook.cells[at - 1].id if at else None
        _button("delete", "Delete", cell, lambda: _remove(services, actor, notebook_id, cell, above))


def _remove(services: Services, actor: Actor, notebook_id: str, cell: Cell, above: str | None) -> None:
    services.notebooks.remove(actor, notebook_id, cell)
    memory.keep_removed((cell, above))


def _button(icon: str, what: str, cell: Cell, work: Callable[[], object], *, off: bool = False) -> None:
    st.button(
        f":material/{icon}:", key=f"lab-{icon}-{cell.id}", help=f"{what}: {cell.name}", type="tertiary", disabled=off,
        on_click=lambda: memory.do(work),
    )  # fmt: skip
