"""What a browser tab remembers of a persona in the making: which one is open, and what was typed since it was drawn.

Beside studio/session.py the only file that touches session state. A field is drawn by its revision: what somebody else
wrote meanwhile appears in it, unless something was typed here that is not kept yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import JsonValue

    from brain.turn import Turn
    from store.wizard_values import Part
    from studio.media.voice.catalogue import VoicePage

_OPEN: Final = "wizard"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as it was drawn last: its widget's value then, and the revision that was before the user."""

    part: Part
    name: str
    shown: object
    seen: int
    stored: Callable[[object], JsonValue]
    within: tuple[JsonValue, int, str] | None = None
    """Of one attribute of an item in a list: the list as it was drawn, the item's place, and the attribute."""


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
    found: dict[tuple[Part, str], tuple[Drawn, JsonValue]] = {}
    for key, drawn in _drawn(session_id).items():
        if key in st.session_state and st.session_state[key] != drawn.shown:
            value = drawn.stored(st.session_state[key])
            if drawn.within is not None:
                # Several attributes of one list may have changed at once: they go into one value.
                before = found.get((drawn.part, drawn.name))
                value = _placed(drawn.within[0] if before is None else before[1], drawn.within, value)
            found[drawn.part, drawn.name] = (drawn, value)
    return tuple(found.values())


def kept(session_id: str) -> None:
    """What was changed is kept: a widget is only set anew where something else is stored than it shows.

    Setting one that already shows what is stored would take away what is typed while the run is under way.
    """
    drawn = _drawn(session_id)
    for key, one in tuple(drawn.items()):
        if key in st.session_state and st.session_state[key] != one.shown:
            drawn[key] = replace(one, shown=st.session_state[key])


def show(
    session_id: str,
    part: Part,
    name: str,
    value: object,
    *,
    revision: int,
    stored: Callable[[object], JsonValue] = lambda value: cast("JsonValue", value),
    within: tuple[JsonValue, int, str] | None = None,
) -> str:
    """The key for the widget of a field, which will show `value`; `stored` turns a widget's value into what is kept.

    `within` says that the widget is for one attribute of an item of a list: the list, the place, the attribute.
    """
    place = "" if within is None else f"-{within[1]}-{within[2]}"
    key = f"wizard-{session_id[:8]}-{part.value}-{name}{place}"
    drawn = _drawn(session_id)
    old = drawn.get(key)
    if key not in st.session_state or old is None or old.shown != value:
        st.session_state[key] = value
    drawn[key] = Drawn(part=part, name=name, shown=value, seen=revision, stored=stored, within=within)
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


def _placed(items: JsonValue, within: tuple[JsonValue, int, str], value: JsonValue) -> JsonValue:
    """The list with one attribute of one item replaced."""
    _, place, attribute = within
    held = list(items) if isinstance(items, list) else []
    if place < len(held) and isinstance(held[place], dict):
        held[place] = {**cast("dict[str, JsonValue]", held[place]), attribute: value}
    return held


def sample(session_id: str) -> str:
    """The asset of the sample that was played last in this tab; empty: none."""
    return cast("str", st.session_state.get(f"wizard-sample-{session_id}", ""))


def sample_of(session_id: str, mark: str) -> str:
    """The asset that keeps the sound of this mark; empty: it is not kept yet."""
    return cast("dict[str, str]", st.session_state.get(f"wizard-samples-{session_id}", {})).get(mark, "")


def keep_sample(session_id: str, mark: str, asset_id: str) -> None:
    """Remember which asset keeps the sound of a mark."""
    st.session_state.setdefault(f"wizard-samples-{session_id}", {})[mark] = asset_id


def play_sample(session_id: str, mark: str) -> None:
    """Show the player of a kept sound."""
    st.session_state[f"wizard-sample-{session_id}"] = sample_of(session_id, mark)


def others(session_id: str) -> int:
    """Which page of variations of its face is shown."""
    return cast("int", st.session_state.get(f"wizard-others-{session_id}", 0))


def more_others(session_id: str) -> None:
    """Show the next page of variations."""
    st.session_state[f"wizard-others-{session_id}"] = others(session_id) + 1


def found_voices(session_id: str) -> VoicePage | None:
    """The page of voices that was looked for last in this tab."""
    return cast("VoicePage | None", st.session_state.get(f"wizard-voices-{session_id}"))


def keep_found_voices(session_id: str, page: VoicePage) -> None:
    """Remember a page of voices."""
    st.session_state[f"wizard-voices-{session_id}"] = page


def _drawn(session_id: str) -> dict[str, Drawn]:
    return cast("dict[str, Drawn]", st.session_state.setdefault(f"wizard-drawn-{session_id}", {}))
