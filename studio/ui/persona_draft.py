"""The bar over an edit: what is not saved yet, what is wrong in it, and what to do with it. Calls no use case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from studio.ui import difference_view
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from studio.editing import Edit

SHOWN: Final = 8
"""Problems that are told; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Save:
    """Make a version of the edit, after its base or as a branch of it."""

    message: str
    branch: bool


@dataclass(frozen=True, slots=True)
class Discard:
    """Throw the edit away."""


def draw(edit: Edit, *, next_number: int, tell: bool = True) -> Save | Discard | None:
    """The bar, where there is an edit; what was asked for. `tell` lists what is wrong in it."""
    if not edit.begun:
        st.caption("Every change is kept at once as an edit of yours. It becomes a version when you save it.")
        return None
    with st.container(border=True, key="pf-draft"):
        told = edit.difference.summary if edit.genome else "Not a genome yet"
        st.html(
            f'<div class="pf-draft"><b>Not saved yet</b><span>begun from version {edit.base.number}</span>'
            f"<p>{as_html(told)}</p></div>"
        )
        if edit.problems and tell:
            st.html(problems(edit))
        if edit.overtaken:
            st.html(_overtaken(edit))
        asked = _buttons(edit, next_number)
        if edit.difference:
            with st.expander("All changes", icon=":material/difference:"):
                st.html(difference_view.view(edit.difference))
    return asked


def problems(edit: Edit) -> str:
    """What is wrong, each with its line and path."""
    rows = "".join(
        f"<li><b>{f'line {one.line}' if one.line else 'somewhere'}</b> <code>{as_html(one.path)}</code> "
        f"{as_html(one.words[:400])}</li>"
        for one in edit.problems[:SHOWN]
    )
    more = len(edit.problems) - SHOWN
    rest = f"<li>and {more} more</li>" if more > 0 else ""
    return f'<div class="pf-problems" role="status"><ul>{rows}{rest}</ul></div>'


def _buttons(edit: Edit, next_number: int) -> Save | Discard | None:
    message = st.text_input(
        "What is it about?", key="version-message", max_chars=500,
        placeholder=as_label(edit.difference.summary) if edit.difference else "",
    )  # fmt: skip
    usable = edit.genome is not None and bool(edit.difference) and not edit.problems
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(f"Save as version {next_number}", type="primary", key="save-version",
                     icon=":material/commit:", disabled=not usable or edit.overtaken is not None):  # fmt: skip
            return Save(message, branch=False)
        if st.button("Save as a branch", key="save-branch", icon=":material/fork_right:", disabled=not usable,
                     help="A version beside the current one, which stays current."):  # fmt: skip
            return Save(message, branch=True)
        with st.popover("Discard", icon=":material/delete:", key="discard"):
            st.write("Throw this edit away? It is in no version.")
            if st.button("Throw it away", key="discard-edit", type="primary"):
                return Discard()
    return None


def _overtaken(edit: Edit) -> str:
    found = edit.overtaken
    if found is None:
        return ""
    both = "".join(f"<li>{as_html(words)}</li>" for words in found.both[:SHOWN])
    clash = f"<p>Both sides changed:</p><ul>{both}</ul>" if both else "<p>No field was changed on both sides.</p>"
    return (
        f'<div class="pf-problems" role="status"><p><b>Version {found.newest.number} was saved meanwhile</b> '
        f"({as_html(found.theirs.summary)}). Save yours as a branch, or discard it and begin again.</p>{clash}</div>"
    )
