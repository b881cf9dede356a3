"""What a browser tab remembers of a persona's page: the open part, two versions to compare, the widgets of an edit.

Beside `studio/session.py` the only file of this page that touches session state. The address holds persona and part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.genome.difference import Path

PARTS: Final = (
    "Overview",
    "Edit",
    "Document",
    "Beliefs",
    "Anchor",
    "Modes",
    "Portrait",
    "Voice",
    "Sessions",
    "Usage",
    "History",
)
"""The parts of the page, in the order in which they are offered."""

_PART, _PERSONA, _CONTROL = "part", "persona", "persona-part"


def slug() -> str:
    """The persona in the address."""
    return st.query_params.get(_PERSONA, "")


def part() -> str:
    """The open part, from the address; the first where it names none. Sets the control to it."""
    named = st.query_params.get(_PART, "").capitalize()
    found = named if named in PARTS else PARTS[0]
    st.session_state[_CONTROL] = found
    return found


def choose_part() -> None:
    """A part was chosen: the address follows. Choosing the open one again keeps it."""
    chosen = st.session_state.get(_CONTROL)
    if chosen:
        st.query_params[_PART] = str(chosen).lower()


def go(name: str) -> None:
    """Open a part."""
    st.query_params[_PART] = name.lower()


def field(persona_id: str, path: Path, stored: Any, keep: Callable[[Path, Any], None], *, lines: bool = False) -> Any:
    """The key and callback for the widget of a field, as keyword arguments; the widget shows what is stored.

    With `lines`, a text of one item a line stands for a list.
    """
    key = f"edit-{persona_id[:8]}-{'.'.join(map(str, path))}"
    shown = "\n".join(stored) if lines else stored
    if key not in st.session_state or st.session_state.get(f"{key}:seen") != shown:
        st.session_state[key] = shown
    st.session_state[f"{key}:seen"] = shown

    def changed() -> None:
        value = st.session_state[key]
        st.session_state[f"{key}:seen"] = value
        keep(path, [line.strip() for line in value.splitlines() if line.strip()] if lines else value)

    return {"key": key, "on_change": changed}


def pick(name: str, options: Sequence[int], default: int) -> str:
    """The key of a control that takes one of these numbers, with the default where it has none that is there."""
    key = f"history-{name}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = default
    return key


def say(words: str) -> None:
    """Tell this once, after the page is drawn again."""
    st.session_state["persona-said"] = words


def said() -> str:
    """What is to be told, once."""
    return cast("str", st.session_state.pop("persona-said", ""))


def forget_message() -> None:
    """A version was saved: its message is not the next one's."""
    st.session_state.pop("version-message", None)


def keep_sample(version_id: str, asset_id: str) -> None:
    """A version was heard: the sound stays in the page."""
    st.session_state["persona-sample"] = (version_id, asset_id)


def sample(version_id: str) -> str:
    """The sound of a version that was heard last in this tab; empty for none."""
    version, asset = cast("tuple[str, str]", st.session_state.get("persona-sample", ("", "")))
    return asset if version == version_id else ""
