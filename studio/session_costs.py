"""What a browser tab remembers of the costs page: by what spending is told, and what is held against what.

Beside `studio/session_analytics.py` the only file of this page that touches session state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from studio.session_analytics import offer

if TYPE_CHECKING:
    from store.warehouse.cost_questions import By
    from store.warehouse.cost_units import Arms

SPLITS: Final[dict[By, str]] = {
    "persona": "Persona", "provider": "Provider", "model": "Model", "operation": "Operation", "purpose": "Purpose",
}  # fmt: skip
ARMS: Final[dict[Arms, str]] = {"model": "Two models", "version": "Two versions of a persona"}


def split_key() -> str:
    """The key of the control that says by what spending is told."""
    return offer("costs-by", "persona", among=list(SPLITS))


def split() -> By:
    """By what spending is told."""
    return cast("By", st.session_state[split_key()])


def arms_key() -> str:
    """The key of the control that says what is held against what."""
    return offer("costs-arms", "model", among=list(ARMS))


def arms() -> Arms:
    """What is held against what."""
    return cast("Arms", st.session_state[arms_key()])
