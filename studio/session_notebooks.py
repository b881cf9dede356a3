"""What a browser tab remembers of the lab: the open notebook, what is being edited, and what was said last.

Beside `studio/session.py` the only file of this page that touches session state. A field of a cell is drawn by the
cell's revision: what another tab wrote meanwhile appears in it, and what is typed here says which revision it saw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st

from brain.errors import PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.notebook_values import Cell, Notebook

    Removed = tuple[Cell, str | None]

_OPEN: Final = "notebook"


def open_id() -> str:
    """The open notebook; empty for none."""
    return st.query_params.get(_OPEN, "")


def open_notebook(notebook_id: str) -> None:
    """Make a notebook the open one."""
    leave()
    st.query_params[_OPEN] = notebook_id


def leave() -> None:
    """Back to the list."""
    st.query_params.pop(_OPEN, None)
    for name in ("lab-removed", "lab-editing"):
        st.session_state.pop(name, None)


def do(work: Callable[[], object]) -> None:
    """Do something in a callback; what goes wrong is told once the page is drawn again."""
    try:
        work()
    except PersonaForgeError as error:
        st.session_state["lab-problem"] = error


def take_problem() -> PersonaForgeError | None:
    """What went wrong in the last callback, once."""
    return cast("PersonaForgeError | None", st.session_state.pop("lab-problem", None))


def say(words: str) -> None:
    """Words to be told once."""
    st.session_state["lab-note"] = words


def take_note() -> str:
    """What is to be told, once."""
    return cast("str", st.session_state.pop("lab-note", ""))


def field(cell: Cell, name: str, shown: object, *, among: Sequence[object] | None = None) -> str:
    """The key of a field's control, set to what is stored where that changed since it was drawn."""
    key = f"lab-{cell.id}-{name}"
    seen = _seen()
    if seen.get(key) != cell.revision or key not in st.session_state:
        st.session_state[key] = shown
        seen[key] = cell.revision
    elif among is not None and isinstance(st.session_state[key], str) and st.session_state[key] not in among:
        st.session_state[key] = shown
    return key


def typed(cell: Cell, name: str) -> Any:
    """What stands in a field's control now."""
    return st.session_state.get(f"lab-{cell.id}-{name}")


def seen(cell: Cell, name: str) -> int:
    """The revision of the cell that a field was drawn with."""
    return _seen().get(f"lab-{cell.id}-{name}", cell.revision)


def written(cell: Cell, notebook: Notebook) -> None:
    """A field was stored: its controls in this tab have seen the cell's new revision, and keep what stands in them."""
    now = notebook.cell(cell.id)
    if now is None:
        return
    known, before = _seen(), cell.revision
    for key, revision in known.items():
        if key.startswith(f"lab-{cell.id}-") and revision == before and not notebook.clashes:
            known[key] = now.revision


def _seen() -> dict[str, int]:
    return cast("dict[str, int]", st.session_state.setdefault("lab-seen", {}))


def editing() -> str:
    """The text cell whose words are being written."""
    return cast("str", st.session_state.get("lab-editing", ""))


def edit(cell_id: str) -> None:
    """Write the words of a text cell; empty ends it."""
    st.session_state["lab-editing"] = cell_id


def removed() -> Removed | None:
    """The cell that was deleted last in this tab, and behind which one it stood."""
    return cast("Removed | None", st.session_state.get("lab-removed"))


def keep_removed(found: Removed | None) -> None:
    """Remember the cell that was deleted last; None forgets it."""
    st.session_state["lab-removed"] = found


def offer(name: str, default: object, *, among: Sequence[object] | None = None) -> str:
    """The key of a control, which is given the default where it has no value or one that is no longer on offer."""
    key = f"lab-{name}"
    if key not in st.session_state or (among is not None and st.session_state[key] not in among):
        st.session_state[key] = default
    return key


def value(key: str) -> Any:
    """What stands in a control."""
    return st.session_state.get(key)


def uploads() -> int:
    """The number of the upload: it is empty again once this rises."""
    return cast("int", st.session_state.setdefault("lab-uploads", 0))


def taken_up() -> None:
    """What was uploaded is there now."""
    st.session_state["lab-uploads"] = uploads() + 1


def drawn(notebook_id: str, done: int | None) -> None:
    """The page is drawn with so many cells done of a notebook that is being run; None if it is not."""
    st.session_state["lab-drawn"] = (notebook_id, done)


def went_on(notebook_id: str, done: int | None) -> bool:
    """Whether a notebook went on, or ended, since the page was drawn."""
    return st.session_state.get("lab-drawn") != (notebook_id, done)
