"""The genome as a document to be typed in, with what is wrong beside it. Calls no use case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from studio import session_persona as memory
from studio.ui import persona_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.editing import Edit


def draw(edit: Edit, persona_id: str, keep: Callable[[str], None]) -> None:
    """The document; each change is handed on once the field is left."""

    def typed(_: Any, value: Any) -> None:
        keep(str(value))

    written, told = st.columns([2, 1], gap="large")
    with written:
        st.text_area(
            "Genome document", height=620, label_visibility="collapsed",
            **memory.field(persona_id, ("document",), edit.document, typed),
        )  # fmt: skip
    with told, st.container(key="pf-told"):
        st.html(persona_draft.problems(edit) if edit.problems else _sound(edit))


def _sound(edit: Edit) -> str:
    lines = edit.document.count("\n")
    return (
        f'<div class="pf-about"><p><b>{lines:,} lines, all of them in order.</b></p><p class="pf-note">Checked against '
        "docs/genome.schema.json when you leave the field. What is wrong is told here with its line; until then it is "
        "kept as you typed it.</p></div>"
    )
