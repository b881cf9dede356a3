"""Drawing the step VISUAL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from studio.ui.wizard_desk import Desk


def draw(desk: Desk) -> None:  # noqa: ARG001 - nothing to choose yet
    """The step."""
    st.caption("The draft fills this step.")
