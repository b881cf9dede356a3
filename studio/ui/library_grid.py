"""The cards of the library as a grid: one piece of HTML and three controls each. And what stands there without any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from store.values import PersonaStatus
from studio import session_library as memory
from studio.ui.library_face import face
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.values import PersonaAction, PersonaCard
    from studio.library import Shelf


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody wants to talk to this persona."""

    card: PersonaCard


@dataclass(frozen=True, slots=True)
class Copy:
    """Somebody wants a persona of their own made from this one."""

    card: PersonaCard


@dataclass(frozen=True, slots=True)
class Do:
    """What is to be done to these personas."""

    action: PersonaAction
    cards: tuple[PersonaCard, ...]


Wish = Talk | Copy | Do
"""What was asked for."""

NO_PERSONAS: Final = (
    '<div class="pf-empty"><b>No personas yet.</b><p>Load the six demo personas and come back to this page:</p>'
    "<p><code>personaforge personas --load-demo</code></p></div>"
)
NOTHING: Final = (
    '<div class="pf-empty"><b>Nothing matches.</b><p>No persona has all of these words and filters. A search looks '
    "for whole words; only the last one may be a beginning.</p></div>"
)
NONE_DELETED: Final = (
    '<div class="pf-empty"><b>Nothing is deleted.</b><p>What you delete can be restored from here.</p></div>'
)


def draw(shelf: Shelf, *, deleted: bool, portrait: Callable[[PersonaCard], str] | None = None) -> Wish | None:
    """The cards; what was asked of one."""
    now = datetime.now(UTC)
    wish: Wish | None = None
    grid = st.grid(4, min_column_width=270, border=True, gap="medium", key="pf-library-grid")
    for card in shelf.cards:
        with grid.cell():
            st.html(
                face(card, now=now, portrait=portrait(card) if portrait else "", excerpt=shelf.excerpts.get(card.id))
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                wanted = _controls(card, deleted=deleted)
            wish = wanted or wish
    return wish


def empty(*, deleted: bool, narrowed: bool) -> None:
    """What stands there when no persona does, with the way on."""
    if narrowed:
        st.html(NOTHING)
        st.button("Clear search and filters", icon=":material/close:", on_click=memory.clear, key="clear")
    elif deleted:
        st.html(NONE_DELETED)
    else:
        st.html(NO_PERSONAS)


def _controls(card: PersonaCard, *, deleted: bool) -> Wish | None:
    name = as_label(card.name, longest=40)
    st.checkbox(f"Select {name}", key=f"pick-{card.id}", label_visibility="collapsed", width="content")
    if deleted:
        back = st.button("Restore", key=f"restore-{card.id}", icon=":material/undo:", help=f"Bring {name} back")
        return Do("restore", (card,)) if back else None
    talk = st.button("Talk", key=f"talk-{card.id}", icon=":material/forum:", help=f"Talk to {name}", width="stretch")
    more = st.menu_button(
        "More",
        ["copy", *_offered(card)],
        format_func=lambda asked: str(asked).capitalize(),
        key=f"more-{card.id}",
        type="tertiary",
        help=f"What else can be done with {name}",
    )
    if talk:
        return Talk(card)
    if more == "copy":
        return Copy(card)
    return next((Do(action, (card,)) for action in _offered(card) if action == more), None)


def _offered(card: PersonaCard) -> list[PersonaAction]:
    moves: dict[PersonaStatus, list[PersonaAction]] = {
        PersonaStatus.PAUSED: ["activate", "archive"],
        PersonaStatus.ARCHIVED: ["activate"],
    }
    return [*moves.get(card.status, ["pause", "archive"]), "delete"]
