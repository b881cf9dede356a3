"""The selected personas to take along as files, by links of our own."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.cards import ExportFormat

_FORMS: Final[tuple[tuple[ExportFormat, str], ...]] = (
    ("persona", "PersonaForge, whole"),
    ("png", "Character Card V3 in a picture"),
    ("charx", "Character Card V3 as .charx"),
    ("v2", "Character Card V2 as JSON"),
    ("tinytroupe", "TinyTroupe agent"),
)


def draw(ids: Sequence[str], link: Callable[[Sequence[str], ExportFormat], str]) -> None:
    """The selected personas to take away; each file is written when its link is followed."""
    # No popover: it is drawn outside of the page, where the colours of the appearance are not known.
    box = st.expander("Export those selected", icon=":material/download:", key="export-cards", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption("One file for one persona, a zip archive for several. Only the first form keeps everything.")
        links = (
            f'<a class="pf-download" download href="{html.escape(link(ids, form))}">{label}</a>'
            for form, label in _FORMS
        )
        st.html(f'<div class="pf-downloads">{"".join(links)}</div>')
