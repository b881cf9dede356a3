"""What a browser tab remembers of a persona in the making: which one is open, and what was typed since it was drawn.

Beside studio/session.py the only file that touches session state. A field is drawn by its revision: what somebody else
wrote meanwhile appears in it, unless something was typed here that is not kept yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import JsonValue

    from brain.turn import Turn
    from store.wizard_values import Part

_OPEN: Final = "wizard"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as it was drawn last: its widget's value then, and the revision that was before the user."""

    part: Part
    name: str
    shown: object
    seen: int
    stored: Callable[[object], JsonValue]


def open_id() -> str | None:
    """The open wizard session, from the address."""
    return st.query_params.get(_OPEN)


def open_session(session_id: str) -> None:
    """Make a session the open one."""
    st.query_params[_OPEN] = session_id


def close_session() -> None:
    """Back to the beginning."""
    st.query_params.pop(_OPEN, None)


def edits(session_id: str) -> tuple[tuple[Drawn, JsonValue], ...]:
    """What was changed in widgets of this tab since they were drawn, as it is to be stored."""
    found = []
    for key, drawn in _drawn(session_id).items():
        if key in st.session_state and st.session_state[key] != drawn.shown:
            found.append((drawn, drawn.stored(st.session_state[key])))
    return tuple(found)


def kept(session_id: str) -> None:
    """What was changed is kept: widgets show what is stored when they are drawn next."""
    drawn = _drawn(session_id)
    for key, one in tuple(drawn.items()):
        if key in st.session_state and st.session_state[key] != one.shown:
            drawn.pop(key)
            # A rerun that draws it again sets it from the store.
            del st.session_state[key]


def show(
    session_id: str,
    part: Part,
    name: str,
    value: object,
    *,
    revision: int,
    stored: Callable[[object], JsonValue] = lambda value: cast("JsonValue", value),
) -> str:
    """The key for the widget of a field, which will show `value`; `stored` turns a widget's value into what is kept."""
    key = f"wizard-{session_id[:8]}-{part.value}-{name}"
    drawn = _drawn(session_id)
    old = drawn.get(key)
    if key not in st.session_state or old is None or old.shown != value:
        st.session_state[key] = value
    drawn[key] = Drawn(part=part, name=name, shown=value, seen=revision, stored=stored)
    return key


def note(text: str) -> None:
    """Something to say when the page is drawn next."""
    st.session_state["wizard-note"] = text


def take_note() -> str:
    """What is to be said, once."""
    return cast("str", st.session_state.pop("wizard-note", ""))


def trial(session_id: str) -> tuple[Turn, ...]:
    """The turns of the test talk in this tab."""
    return cast("tuple[Turn, ...]", st.session_state.get(f"wizard-trial-{session_id}", ()))


def keep_trial(session_id: str, turns: tuple[Turn, ...]) -> None:
    """Remember the turns of the test talk."""
    st.session_state[f"wizard-trial-{session_id}"] = turns


def _drawn(session_id: str) -> dict[str, Drawn]:
    return cast("dict[str, Drawn]", st.session_state.setdefault(f"wizard-drawn-{session_id}", {}))
