"""What a browser tab remembers of the library: the view in its address, what is selected, what can be undone.

The address holds the truth, the controls follow it: so a reload, a shared link and the browser's arrows show the same.
Beside `studio/session.py` the only file that touches session state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from brain.genome import Archetype
from store.values import PersonaStatus
from studio import library
from studio.library import View
from studio.narrowing import KINDS, OWNERS, SORTS, sort_of
from studio.narrowing import narrowed as filter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from store.values import Outcome, PersonaAction


@dataclass(frozen=True, slots=True)
class Talk:
    """Talk to the persona of this slug."""

    slug: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Make a persona of one's own from this one."""

    persona_id: str


@dataclass(frozen=True, slots=True)
class Do:
    """Do this to these personas."""

    action: PersonaAction
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back what was done last."""


@dataclass
class Desk:
    """What is asked for, what was done last and what is to be said.

    One plain object, since Streamlit may stop a run whenever its own state is touched: what was done must not be
    forgotten between the doing and the remembering, nor a press be lost to the next rerun.
    """

    wish: Talk | Copy | Do | Undo | None = None
    done: tuple[Outcome, ...] = ()
    said: str = ""

    def ask(self, wish: Talk | Copy | Do | Undo) -> None:
        """Remember what is asked for; the callback of a button, which runs before the page."""
        self.wish = wish

    def take(self) -> Talk | Copy | Do | Undo | None:
        """What is asked for, once."""
        wish, self.wish = self.wish, None
        return wish

    def take_said(self) -> str:
        """What is to be said, once."""
        said, self.said = self.said, ""
        return said

    def dismiss(self) -> None:
        """Nothing is to be undone any more."""
        self.done = ()

    def choose(self, key: str, persona_id: str) -> None:
        """Ask for what was chosen in the menu of this key; the callback of a card's menu."""
        chosen = st.session_state[key]
        self.wish = Copy(persona_id) if chosen == "copy" else Do(chosen, (persona_id,))


def desk() -> Desk:
    """The desk of this tab."""
    if "library_desk" not in st.session_state:
        st.session_state["library_desk"] = Desk()
    return cast("Desk", st.session_state["library_desk"])


Files = tuple[tuple[str, bytes], ...]
"""Names and contents of files."""


@dataclass
class Tray:
    """The files to be imported. `number` counts the uploads: a new one is empty, so nothing is imported twice."""

    number: int = 0
    files: Files | None = None

    def put(self, files: Files) -> None:
        """These are wanted; the callback of a button, which runs before the page."""
        self.number, self.files = self.number + 1, files

    def take(self) -> Files | None:
        """What is to be imported, once."""
        files, self.files = self.files, None
        return files


def tray() -> Tray:
    """The tray of this tab."""
    if "library_tray" not in st.session_state:
        st.session_state["library_tray"] = Tray()
    return cast("Tray", st.session_state["library_tray"])


IN_USE: Final = "in use"
"""Everything but the archived ones."""

SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    IN_USE: tuple(status.value for status in library.IN_USE),
    "active": (PersonaStatus.ACTIVE.value,),
    "paused": (PersonaStatus.PAUSED.value,),
    "archived": (PersonaStatus.ARCHIVED.value,),
    "all": (),
    "deleted": (PersonaStatus.DELETED.value,),
}
"""What `show` can be, and the statuses it means."""

MANY: Final = ("archetype", "domain", "tag")
"""Controls that take several values."""

ONE: Final = ("q", "show", "sort", "kind", "owner")
"""Controls that take one."""

_DEFAULT: Final[Mapping[str, str]] = {"show": IN_USE, "sort": SORTS[0]}
_THERE: Final[Mapping[str, frozenset[str]]] = {
    "archetype": frozenset(one.value for one in Archetype),
    "show": frozenset(SHOWN),
    "sort": frozenset(SORTS),
    "kind": frozenset(KINDS),
    "owner": frozenset(OWNERS),
}
_MOST: Final = 20
_LONGEST: Final = 300
_LONG: Final = 9


def view() -> View:
    """What the address asks for; a word in it that is no choice is passed over. Sets the controls to it."""
    _follow()
    return View(
        words=" ".join(chosen("q").split()),
        wanted=filter_of(
            archetypes=chosen_many("archetype"),
            domains=chosen_many("domain"),
            tags=chosen_many("tag"),
            statuses=SHOWN[chosen("show")],
            kind=chosen("kind"),
            owner=chosen("owner"),
        ),
        sort=sort_of(chosen("sort")),
        page=_page(),
    )


def control(name: str) -> str:
    """The key of a control."""
    return f"library-{name}"


def chosen(name: str) -> str:
    """The value of a control that takes one; its default where the address has none."""
    value = st.query_params.get(name, "")[:_LONGEST]
    fits = name not in _THERE or value in _THERE[name]
    return value if value and fits else _DEFAULT.get(name, "")


def chosen_many(name: str) -> tuple[str, ...]:
    """The values of a control that takes several."""
    there = _THERE.get(name)
    found = [one[:_LONGEST] for one in st.query_params.get_all(name) if one and (there is None or one in there)]
    return tuple(dict.fromkeys(found))[:_MOST]


def narrowings() -> int:
    """How many filters of those behind the button are set."""
    return sum(len(chosen_many(name)) for name in MANY) + sum(bool(chosen(name)) for name in ("kind", "owner"))


def narrowed() -> bool:
    """Whether words or filters leave something out; what is shown by status is a view of its own."""
    return bool(narrowings() or chosen("q").strip())


def changed(name: str) -> None:
    """A control was used: the address follows it, from the first page on and with nothing selected."""
    value = st.session_state[control(name)]
    if not value or value == _DEFAULT.get(name):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    _begin()


def turned(key: str) -> None:
    """Another page was chosen, by the control of this key."""
    st.query_params["page"] = str(st.session_state[key])
    drop_picks()


def clear() -> None:
    """Take every filter and word away."""
    for name in ("q", "kind", "owner", *MANY):
        st.query_params.pop(name, None)
    _begin()


def picked(ids: Sequence[str]) -> tuple[str, ...]:
    """Which of these personas are selected."""
    return tuple(one for one in ids if st.session_state.get(f"pick-{one}"))


def pick_all(ids: Sequence[str]) -> Callable[[], None]:
    """Selects these personas, or none if all of them are."""

    def pick() -> None:
        value = len(picked(ids)) < len(ids)
        for one in ids:
            st.session_state[f"pick-{one}"] = value

    return pick


def drop_picks() -> None:
    """Select nothing."""
    for name in [str(key) for key in st.session_state if str(key).startswith("pick-")]:
        st.session_state[name] = False


def _begin() -> None:
    st.query_params.pop("page", None)
    drop_picks()


def _page() -> int:
    word = st.query_params.get("page", "")
    return min(int(word), 100_000) if word.isascii() and word.isdecimal() and 0 < len(word) < _LONG and int(word) else 1


def _follow() -> None:
    """Set the controls to the address, which a link, a reload or the browser's arrows may have changed.

    A control that is not drawn forgets its value; the address does not.
    """
    for name in ONE:
        st.session_state[control(name)] = chosen(name) or (None if name in {"kind", "owner"} else "")
    for name in MANY:
        st.session_state[control(name)] = list(chosen_many(name))
