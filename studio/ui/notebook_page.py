"""A notebook that is open: its head, its cells, and the ways to a new cell. Runs nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from studio import again_notebooks
from studio import session_notebooks as memory
from studio.notebooks.cells import TITLES
from studio.ui import again_box, notebook_cell
from studio.ui.boundary import explain, repeated
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.actor import Actor
    from store.notebook_values import NotebookVersion
    from studio.notebooks.cells import CellKind
    from studio.notebooks.service import Notebooks, Opened
    from studio.notebooks.taking import NotebookForm
    from studio.session_notebooks import Removed
    from studio.wiring import Services

EVERY: Final = "1s"
"""How often a notebook that is run is looked at."""

ICONS: Final[dict[CellKind, str]] = {
    "markdown": ":material/notes:",
    "probe": ":material/forum:",
    "sql": ":material/database:",
    "chart": ":material/insert_chart:",
    "eval": ":material/science:",
}
FORMS: Final[tuple[tuple[NotebookForm, str], ...]] = (
    ("ipynb", "Jupyter notebook"),
    ("html", "Web page"),
    ("md", "Markdown"),
)
EMPTY: Final = (
    '<div class="pf-empty"><b>An empty notebook.</b><p>Add a cell below. A <b>chat probe</b> asks a persona the same '
    "words several times and scores every reply; <b>SQL</b> asks about all that was said and measured and about "
    "results above; a <b>chart</b> draws one.</p></div>"
)


def draw(services: Services, actor: Actor, notebook_id: str) -> None:
    """All of it. Raises NotFound for a notebook that the actor may not see."""
    notebooks = services.notebooks
    st.button("All notebooks", icon=":material/arrow_back:", key="lab-back", on_click=memory.leave)
    opened = notebooks.open(actor, notebook_id)
    _head(services, actor, opened)
    _told()
    job = notebooks.jobs.of(notebook_id)
    memory.drawn(notebook_id, None if job is None else job.done)
    if job is None:
        if problem := notebooks.jobs.problem(notebook_id):
            st.error(as_label(problem, longest=600), icon=":material/error:")
    else:
        repeated(_progress, every=EVERY)(notebooks, actor, opened)
    if not opened.notebook.cells:
        st.html(EMPTY)
    for at, cell in enumerate(opened.notebook.cells):
        notebook_cell.draw(services, actor, opened, cell, at, running=job is not None)
    _add(notebooks, actor, opened)
    if opened.notebook.cells:
        again_box.draw(lambda: again_notebooks.of_notebook(opened.notebook), key="lab-again")


def _head(services: Services, actor: Actor, opened: Opened) -> None:
    notebooks, card = services.notebooks, opened.notebook.card
    key = memory.offer(f"title-{card.id}-{card.number}", card.title)
    st.text_input(
        "Title", key=key, label_visibility="collapsed", max_chars=200,
        on_change=lambda: memory.do(lambda: notebooks.retitle(actor, card.id, memory.value(key))),
    )  # fmt: skip
    stale = f" · {len(opened.stale)} stale" if opened.stale else ""
    words = f"version {card.number} · saved {card.updated_at:%d %b %Y, %H:%M} UTC{stale}"
    st.html(f'<p class="pf-note">{as_html(words)}</p>')
    row = st.container(horizontal=True)
    running = notebooks.jobs.of(card.id) is not None
    row.button(
        "Run all", icon=":material/play_arrow:", key="lab-run", type="primary",
        disabled=running or not opened.notebook.cells,
        on_click=_doing(lambda: notebooks.start(actor, card.id)),
    )  # fmt: skip
    with row.popover("Take it away", icon=":material/download:"):
        _away(services, actor, opened)
    with row.popover("History", icon=":material/history:"):
        _history(notebooks, actor, opened)
    row.button(
        "Delete", icon=":material/delete:", key="lab-delete", type="tertiary",
        on_click=_doing(lambda: _delete(notebooks, actor, card.id)),
        help="It can be restored from the list of notebooks for 30 days.",
    )  # fmt: skip


def _told() -> None:
    """What the last callback had to say."""
    if problem := memory.take_problem():
        explain(problem)
    if words := memory.take_note():
        st.warning(as_label(words, longest=600), icon=":material/call_split:")


def _progress(notebooks: Notebooks, actor: Actor, opened: Opened) -> None:
    """What is being run, and the way to stop it; the whole page once it has ended."""
    notebook = opened.notebook
    job = notebooks.jobs.of(notebook.card.id)
    if memory.went_on(notebook.card.id, None if job is None else job.done):
        # What a cell gave is shown as soon as it is there.
        st.rerun(scope="app")
    if job is None:
        return
    cell = notebook.cell(job.cell_id)
    name = cell.name if cell else ""
    said = f": {job.words}" if job.words else ""
    stopping = ", stopping" if job.stop.is_set() else ""
    st.progress(job.done / max(job.total, 1), f"{job.done} of {job.total} cells, {name}{said}{stopping}")
    st.button(
        "Cancel", icon=":material/stop:", key="lab-cancel", disabled=job.stop.is_set(),
        on_click=_doing(lambda: notebooks.cancel(actor, notebook.card.id)),
    )  # fmt: skip


def _away(services: Services, actor: Actor, opened: Opened) -> None:
    card = opened.notebook.card
    links = [(services.links.notebook(actor, card.id, form=form), label) for form, label in FORMS]
    told = "".join(f'<a href="{as_html(to)}" download>{label}</a>' for to, label in links)
    st.html(f'<p class="pf-files pf-away">{told}</p>')
    st.caption("The .ipynb runs in Jupyter against `import studio`. All of them open without a network.")


def _history(notebooks: Notebooks, actor: Actor, opened: Opened) -> None:
    card = opened.notebook.card

    def words(one: NotebookVersion) -> str:
        return f"{one.number}: {one.message}, {one.created_at:%d %b %H:%M}"

    found = {one.number: words(one) for one in notebooks.history(actor, card.id)}
    number = st.selectbox("Version", list(found), format_func=found.__getitem__, key="lab-version")
    st.button(
        "Go back to it", key="lab-go-back", disabled=number == card.number,
        help="Makes a new version on top; nothing is lost.",
        on_click=_doing(lambda: notebooks.go_back(actor, card.id, int(number or card.number))),
    )  # fmt: skip


def _add(notebooks: Notebooks, actor: Actor, opened: Opened) -> None:
    at = opened.notebook.card.id
    if removed := memory.removed():
        st.button(
            f"Undo: put {removed[0].name} back", icon=":material/undo:", key="lab-undo",
            on_click=_doing(lambda: _put_back(notebooks, actor, at, removed)),
        )  # fmt: skip
    st.caption("Add a cell")
    row = st.container(horizontal=True)
    for kind, title in TITLES.items():
        row.button(
            title, icon=ICONS[kind], key=f"lab-add-{kind}",
            on_click=_adding(notebooks, actor, at, kind),
        )  # fmt: skip


def _adding(notebooks: Notebooks, actor: Actor, notebook_id: str, kind: CellKind) -> Callable[[], None]:
    return _doing(lambda: _added(notebooks, actor, notebook_id, kind))


def _put_back(notebooks: Notebooks, actor: Actor, notebook_id: str, removed: Removed) -> None:
    notebooks.put_back(actor, notebook_id, *removed)
    memory.keep_removed(None)


def _delete(notebooks: Notebooks, actor: Actor, notebook_id: str) -> None:
    notebooks.delete(actor, notebook_id)
    memory.leave()


def _added(notebooks: Notebooks, actor: Actor, notebook_id: str, kind: CellKind) -> None:
    made = notebooks.add(actor, notebook_id, kind)
    if kind == "markdown":
        memory.edit(made.cells[-1].id)


def _doing(work: Callable[[], object]) -> Callable[[], None]:
    """A callback of which errors are told."""
    return lambda: memory.do(work)
