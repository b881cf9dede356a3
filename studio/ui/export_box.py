"""The transcript to take away, as Markdown or JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from studio.transcripts import Export


def draw(make: Callable[[Literal["markdown", "jsonl"]], Export]) -> None:
    """The box; the transcript is written only once it is open."""
    box = st.expander("Export the transcript", icon=":material/download:", key="export", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption("With every reading. JSON lines hold all signals and what is needed to repeat the conversation.")
        with st.container(horizontal=True):
            for form, label in (("markdown", "Markdown"), ("jsonl", "JSON lines")):
                made = make("markdown" if form == "markdown" else "jsonl")
                st.download_button(
                    label, made.text, made.filename, made.media_type, key=f"export-{form}", on_click="ignore"
                )
