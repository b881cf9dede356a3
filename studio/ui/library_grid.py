"""The cards of the library as a grid: one piece of HTML and three controls each. And what stands there without any."""

from __future__ import annotations

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
    from studio.session_library import Desk


NO_PERSONAS: Final = (
    '<div class="pf-empty"><b>No personas here.</b><p>Make a new one, look for archived and deleted ones under '
    "<em>Show</em>, or load the six demo personas and come back to this page:</p>"
    "<p><code>personaforge personas --load-demo</code></p></div>"
)
_HINTS: Final = {
    "deleted": "What you delete can be restored from here.",
    "archived": "What you archive is kept here, out of the way.",
    "paused": "What you pause is listed here, and among those in use.",
}
NOTHING: Final = (
    '<div class="pf-empty"><b>Nothing matches.</b><p>No persona has all of these words and filters. A search looks '
    "for whole words; only the last one may be a beginning.</p></div>"
)


def draw(shelf: Shelf, desk: Desk, *, deleted: bool, portrait: Callable[[PersonaCard], str]) -> None:
    """The cards; `portrait` gives the address of a card's picture, nothing where there is none to be seen."""
    now = datetime.now(UTC)
    grid = st.grid(4, min_column_width=270, border=True, gap="medium", key="pf-library-grid")
    for card in shelf.cards:
        with grid.cell():
            st.html(face(card, now=now, portrait=portrait(card), excerpt=shelf.excerpts.get(card.id)))
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _controls(card, desk, deleted=deleted)


def empty(shown: str, *, narrowed: bool) -> None:
    """What stands there when no persona does, with the way on. `shown` is the status that was chosen."""
    if narrowed:
        st.html(NOTHING)
        st.button("Clear search and filters", icon=":material/close:", on_click=memory.clear, key="clear")
    elif shown in {memory.IN_USE, "all"}:
        st.html(NO_PERSONAS)
    else:
        # One of the fixed choices, never words from outside.
        st.html(f'<div class="pf-empty"><b>Nothing is {shown}.</b><p>{_HINTS.get(shown, "")}</p></div>')


def _controls(card: PersonaCard, desk: Desk, *, deleted: bool) -> None:
    name = as_label(card.name, longest=40)
    st.checkbox(f"Select {name}", key=f"pick-{card.id}", label_visibility="collapsed", width="content")
    if deleted:
        st.button(
            "Restore",
            key=f"restore-{card.id}",
            icon=":material/undo:",
            help=f"Bring {name} back",
            on_click=desk.ask,
            args=[memory.Do("restore", (card.id,))],
        )
        return
    st.button(
        "Talk",
        key=f"talk-{card.id}",
        icon=":material/forum:",
        help=f"Talk to {name}",
        width="stretch",
        on_click=desk.ask,
        args=[memory.Talk(card.slug)],
    )
    st.menu_button(
        "More",
        ["copy", *_offered(card)],
        format_func=lambda action: str(action).capitalize(),
        key=f"more-{card.id}",
        type="tertiary",
        help=f"What else can be done with {name}",
        on_click=desk.choose,
        args=[f"more-{card.id}", card.id],
    )


def _offered(card: PersonaCard) -> list[PersonaAction]:
    moves: dict[PersonaStatus, list[PersonaAction]] = {
        PersonaStatus.PAUSED: ["activate", "archive"],
        PersonaStatus.ARCHIVED: ["activate"],
    }
    return [*moves.get(card.status, ["pause", "archive"]), "delete"]
