"""What a browser tab remembers of the evals: the open run, its view, what it is held against. The address holds these.

Beside `studio/session.py` the only file of this page that touches session state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from studio import session_paging as paging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.harness import Bounds
    from evals.order import Order
    from studio.evaluation.estimating import Estimate

    Priced = tuple[Order, Bounds, Estimate]

VIEWS: Final = {
    "scores": "Scores",
    "conversations": "Conversations",
    "course": "Over the turns",
    "bleed": "Who said it",
    "answers": "Questionnaire",
    "gates": "Gates",
    "compare": "Compare",
    "cost": "Cost",
    "report": "Report",
}
"""The views of a run, by their name in the address, in the order in which they are offered."""

_RUN, _VIEW, _AGAINST, _CASE = "run", "view", "against", "case"
_HOME: Final = ("runs", "new")


def run_id() -> str:
    """The open run; empty for none."""
    return st.query_params.get(_RUN, "")


def against() -> str:
    """The run that the open one is held against; empty for none."""
    return st.query_params.get(_AGAINST, "")


def case_id() -> str:
    """The open conversation of the run; empty for none."""
    return st.query_params.get(_CASE, "")


def view(offered: Sequence[str]) -> str:
    """The open view, from the address; the first where it names none that is offered. Sets the control to it."""
    named = st.query_params.get(_VIEW, "")
    found = named if named in offered else offered[0]
    st.session_state["evals-view"] = found
    return found


def choose_view() -> None:
    """A view was chosen: the address follows, and leaves the open conversation."""
    chosen = st.session_state.get("evals-view")
    if chosen:
        st.query_params[_VIEW] = str(chosen)
        st.query_params.pop(_CASE, None)


def home() -> str:
    """Whether the list of runs or a new one is open. Sets the control to it."""
    named = st.query_params.get(_VIEW, "")
    found = named if named in _HOME else _HOME[0]
    st.session_state["evals-home"] = found
    return found


def choose_home() -> None:
    """The list or a new run was chosen."""
    chosen = st.session_state.get("evals-home")
    if chosen:
        st.query_params[_VIEW] = str(chosen)


def open_run(named: str) -> None:
    """Open a run at its first view."""
    leave()
    st.query_params[_RUN] = named


def leave() -> None:
    """Back to the list of runs."""
    for name in (_RUN, _VIEW, _AGAINST, _CASE):
        st.query_params.pop(name, None)


def hold_against() -> None:
    """Another run was chosen to be held against the open one; none leaves the comparison."""
    chosen = st.session_state.get("evals-against")
    if chosen:
        st.query_params[_AGAINST] = str(chosen)
    else:
        st.query_params.pop(_AGAINST, None)


def close_case() -> None:
    """Back to the list of conversations."""
    st.query_params.pop(_CASE, None)


def offer(name: str, default: object, *, among: Sequence[object] | None = None) -> str:
    """The key of a control, which is given the default where it has no value or one that is no longer on offer."""
    key = f"evals-{name}"
    if key not in st.session_state or (among is not None and st.session_state[key] not in among):
        st.session_state[key] = default
    return key


def offer_several(name: str, default: Sequence[str], *, among: Sequence[str]) -> str:
    """The same for a control that takes several; those that are no longer on offer are left out."""
    key = f"evals-{name}"
    if key in st.session_state:
        st.session_state[key] = [one for one in st.session_state[key] if one in among]
    else:
        st.session_state[key] = [one for one in default if one in among]
    return key


def keep_estimate(mark: str, found: Sequence[Priced]) -> None:
    """Remember what was estimated for the wish that has this mark."""
    st.session_state["evals-estimate"] = (mark, tuple(found))


def estimated(mark: str) -> tuple[Priced, ...]:
    """What was estimated for this very wish; empty where nothing was, or where the wish changed since."""
    known, found = cast("tuple[str, tuple[Priced, ...]]", st.session_state.get("evals-estimate", ("", ())))
    return found if known == mark else ()


def narrow() -> None:
    """The list was narrowed otherwise: it begins at its newest page."""
    paging.cursors("evals").clear()


def watched(run: str, *, ended: bool) -> bool:
    """Whether a run ended while this tab was watching it: then the whole page is to be drawn again, once."""
    before = st.session_state.get("evals-watched")
    st.session_state["evals-watched"] = None if ended else run
    return ended and before == run
