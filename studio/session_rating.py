"""What a browser tab remembers of rating: the open round, who rates, and since when they look at what.

Beside `studio/session.py` the only file of this page that touches session state. The address holds the round alone.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_SECONDS: Final = 0.4
"""Nobody reads a conversation in less: a key that is held down repeats itself faster than that."""

_ROUND: Final = "round"
_RATER: Final = "rate-rater"
_SINCE: Final = "rate-since"


def round_id() -> str:
    """The open round; empty for none."""
    return st.query_params.get(_ROUND, "")


def open_round(named: str) -> None:
    """Open a round."""
    st.query_params[_ROUND] = named


def leave() -> None:
    """Back to the list of rounds."""
    st.query_params.pop(_ROUND, None)


def rater() -> str:
    """Who rates in this tab; empty until they said so."""
    return cast("str", st.session_state.get(_RATER, ""))


def be(name: str) -> None:
    """Rate under this name from now on."""
    st.session_state[_RATER] = name


def be_nobody() -> None:
    """Somebody else rates from now on."""
    st.session_state.pop(_RATER, None)


def looked(position: int) -> float:
    """Seconds since this item was first shown; it is shown now if it was not."""
    known = cast("tuple[int, float]", st.session_state.get(_SINCE, (-1, 0.0)))
    if known[0] != position:
        known = (position, time.monotonic())
        st.session_state[_SINCE] = known
    return time.monotonic() - known[1]


def next_item() -> None:
    """Something else is shown now, even if it is the same item again."""
    st.session_state.pop(_SINCE, None)


def offer(name: str, default: object, *, among: Sequence[object]) -> str:
    """The key of a control, which is given the default where it has no value or one that is no longer on offer."""
    key = f"rate-{name}"
    if st.session_state.get(key) not in among:
        st.session_state[key] = default
    return key
