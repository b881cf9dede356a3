"""What a browser tab remembers of a comparison: which versions, or which two conversations. The address holds both.

Beside `studio/session.py` the only file of this page that touches session state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.comparing import Both


def talks() -> tuple[str, str] | None:
    """The two open conversations, if they were begun."""
    left, right = st.query_params.get("left"), st.query_params.get("right")
    return (left, right) if left and right else None


def versions() -> tuple[str, str] | None:
    """The two versions that will be told the same, if both are named."""
    left, right = st.query_params.get("a"), st.query_params.get("b")
    return (left, right) if left and right else None


def choose(left: str, right: str) -> None:
    """Put two versions side by side; nothing has been said to them."""
    for name in ("left", "right"):
        st.query_params.pop(name, None)
    st.query_params["a"], st.query_params["b"] = left, right


def begun(both: Both) -> None:
    """The conversations are there: the address finds them again."""
    st.query_params["left"], st.query_params["right"] = both.left.id, both.right.id


def forget() -> None:
    """Choose two others."""
    for name in ("left", "right", "a", "b"):
        st.query_params.pop(name, None)


def offer(name: str, options: Sequence[str], default: str) -> str:
    """The key of a chooser, with the default where it has none that is there."""
    key = f"compare-{name}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = default
    return key
