"""What a browser tab remembers of the experiments: the open one, the score looked at. The address holds these.

Beside `studio/session.py` the only file of this page that touches session state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.experiments.varying import Planned

PARTS: Final = {"list": "Experiments", "new": "New experiment"}
_OPEN, _PART, _SCORE = "experiment", "view", "score"


def open_id() -> str:
    """The open experiment; empty for none."""
    return st.query_params.get(_OPEN, "")


def open_experiment(experiment_id: str) -> None:
    """Open one."""
    leave()
    st.query_params[_OPEN] = experiment_id


def leave() -> None:
    """Back to the list."""
    for name in (_OPEN, _PART, _SCORE):
        st.query_params.pop(name, None)


def part() -> str:
    """Whether the list or a new one is open. Sets the control to it."""
    named = st.query_params.get(_PART, "")
    found = named if named in PARTS else next(iter(PARTS))
    st.session_state["experiments-part"] = found
    return found


def choose_part() -> None:
    """The list or a new one was chosen."""
    if chosen := st.session_state.get("experiments-part"):
        st.query_params[_PART] = str(chosen)


def score(known: Sequence[str]) -> str:
    """The score that is looked at, from the address; else the first. Sets the control to it."""
    named = st.query_params.get(_SCORE, "")
    found = named if named in known else known[0]
    st.session_state["experiments-score"] = found
    return found


def choose_score() -> None:
    """A score was chosen."""
    if chosen := st.session_state.get("experiments-score"):
        st.query_params[_SCORE] = str(chosen)


def keep_plan(mark: str, planned: Planned) -> None:
    """Remember what was planned for the wish that has this mark."""
    st.session_state["experiments-plan"] = (mark, planned)


def plan(mark: str) -> Planned | None:
    """What was planned for this very wish; None where nothing was, or where the wish changed since."""
    known, found = cast("tuple[str, Planned | None]", st.session_state.get("experiments-plan", ("", None)))
    return found if known == mark else None


def watched(experiment_id: str, *, ended: bool) -> bool:
    """Whether one ended while this tab was watching it: then the whole page is to be drawn again, once."""
    before = st.session_state.get("experiments-watched")
    st.session_state["experiments-watched"] = None if ended else experiment_id
    return ended and before == experiment_id
