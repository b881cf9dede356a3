"""The transcript to take away, as Markdown or JSON lines."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.media.links import ExportForm

_FORMS: Final[tuple[tuple[ExportForm, str], ...]] = (("markdown", "Markdown"), ("jsonl", "JSON lines"))


def draw(link: Callable[[ExportForm], str]) -> None:
    """The box; a transcript is written when its link is followed, and comes by our own route.

    Streamlit's downloads ask nobody who they are.
    """
    box = st.expander("Export the transcript", icon=":material/download:", key="export", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption("With every reading. JSON lines hold all signals and what is needed to repeat the conversation.")
        links = (
            f'<a class="pf-download" download href="{html.escape(link(form))}">{label}</a>' for form, label in _FORMS
        )
        st.html(f'<div class="pf-downloads">{"".join(links)}</div>')
