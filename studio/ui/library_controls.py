"""Above the cards of the library: search, what is shown, sorting, filters; and what can be done with those selected.

`link` gives the address under which personas can be downloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from studio import session_library as memory
from studio.narrowing import KINDS, OWNERS, SORTS
from studio.ui import card_export
from studio.ui.safe_text import as_label, as_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.cards import ExportFormat
    from store.values import Facet, Facets, PersonaAction
    from studio.library import Shelf
    from studio.session_library import Desk

_SHOW: Final[Mapping[str, str]] = {
    memory.IN_USE: "In use",
    "active": "Active",
    "paused": "Paused",
    "archived": "Archived",
    "all": "All",
    "deleted": "Deleted",
}
_SORT: Final[Mapping[str, str]] = {
    "newest": "Newest",
    "name": "Name",
    "talked": "Last talked to",
    "most": "Most talked",
}
_OWNER: Final[Mapping[str, str]] = {"mine": "Mine", "demo": "Demo", "public": "Public"}
_KIND: Final[Mapping[str, str]] = {"real": "Real persons", "synthetic": "Synthetic"}
_HERE: Final[tuple[tuple[PersonaAction, str, str], ...]] = (
    ("archive", "Archive", ":material/archive:"),
    ("pause", "Pause", ":material/pause:"),
    ("activate", "Activate", ":material/play_arrow:"),
    ("delete", "Delete", ":material/delete:"),
)
_GONE: Final[tuple[tuple[PersonaAction, str, str], ...]] = (("restore", "Restore", ":material/restore_from_trash:"),)
_PAST: Final[Mapping[str, str]] = {
    "archive": "archived",
    "pause": "paused",
    "activate": "active again",
    "delete": "deleted",
    "restore": "restored",
}


def title() -> bool:
    """The title, and the way to a new persona: whether it was pressed."""
    with st.container(horizontal=True, vertical_alignment="center", key="pf-library-title"):
        st.title("Library", anchor=False)
        return st.button("New persona", icon=":material/add:", type="primary", key="new-persona")


def bar(facets: Facets, labels: Callable[[Literal["domain", "tag"]], Sequence[Facet]], *, searching: bool) -> None:
    """Search box, what is shown, sorting and filters. `labels` gives domains or tags, asked for only when opened."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="pf-library-bar"):
        st.text_input(
            "Search",
            key=memory.control("q"),
            placeholder="Name, domain, belief or any text",
            icon=":material/search:",
            max_chars=300,
            on_change=memory.changed,
            args=["q"],
        )
        show(facets)
        st.selectbox(
            "Sort",
            list(SORTS),
            format_func=_SORT.__getitem__,
            key=memory.control("sort"),
            disabled=searching,
            help="A search gives the best first." if searching else None,
            on_change=memory.changed,
            args=["sort"],
            width=170,
        )
        number = memory.narrowings()
        box = st.popover(
            f"Filters ({number})" if number else "Filters", icon=":material/tune:", key="filters", on_change="rerun"
        )
        if box.open:
            with box:
                _filters(facets, labels)


def show(facets: Facets) -> None:
    """What is shown, with how many there are of each status."""
    counts = {one.value: one.count for one in facets.statuses}

    def words(name: str) -> str:
        statuses = memory.SHOWN[name]
        number = sum(counts.get(one, 0) for one in statuses) if statuses else sum(counts.values())
        return _SHOW[name] if name == "deleted" else f"{_SHOW[name]} ({number:,})"

    st.selectbox(
        "Show",
        list(_SHOW),
        format_func=words,
        key=memory.control("show"),
        on_change=memory.changed,
        args=["show"],
        width=170,
    )


def _filters(facets: Facets, labels: Callable[[Literal["domain", "tag"]], Sequence[Facet]]) -> None:
    _several("archetype", "Archetype", facets.archetypes)
    _several("domain", "Domain", labels("domain"))
    _several("tag", "Tag", labels("tag"))
    _single("kind", "Real or synthetic", KINDS, _KIND, facets.kinds)
    _single("owner", "Whose", OWNERS, _OWNER, facets.owners)


def _several(name: str, label: str, facets: Sequence[Facet]) -> None:
    words = {one.value: f"{as_option(one.label, longest=40)} ({one.count:,})" for one in facets}
    # What is chosen stays on offer, though nothing may be left of it.
    there = [*words, *(one for one in memory.chosen_many(name) if one not in words)]
    st.multiselect(
        label,
        there,
        format_func=lambda value: words.get(value, as_option(value, longest=40)),
        key=memory.control(name),
        on_change=memory.changed,
        args=[name],
        placeholder="Any",
    )


def _single(name: str, label: str, options: Sequence[str], words: Mapping[str, str], facets: Sequence[Facet]) -> None:
    counts = {one.value: one.count for one in facets}
    st.pills(
        label,
        list(options),
        format_func=lambda value: f"{words[value]} ({counts.get(value, 0):,})",
        key=memory.control(name),
        on_change=memory.changed,
        args=[name],
    )


def heading(shelf: Shelf, desk: Desk, link: Callable[[Sequence[str], ExportFormat], str], *, deleted: bool) -> None:
    """How many there are, the way back to all of them, and what can be done with those selected."""
    ids = [card.id for card in shelf.cards]
    picked = memory.picked(ids)
    number = "500 or more" if shelf.total is None else f"{shelf.total:,}"
    with st.container(horizontal=True, vertical_alignment="center", key="pf-library-head"):
        st.caption(f"{number} persona" if shelf.total == 1 else f"{number} personas", width="content")
        if memory.narrowed():
            st.button("Clear filters", type="tertiary", icon=":material/close:", on_click=memory.clear, key="clear")
        every = len(picked) == len(ids)
        st.button(
            "Select none" if every else "Select all",
            key="pick_all",
            type="tertiary",
            icon=":material/check_box:" if every else ":material/check_box_outline_blank:",
            on_click=memory.pick_all(ids),
        )
        if picked:
            st.caption(f"{len(picked)} selected", width="content")
            for action, label, icon in _GONE if deleted else _HERE:
                st.button(label, icon=icon, key=f"do-{action}", on_click=desk.ask, args=[memory.Do(action, picked)])
    if picked and not deleted:
        card_export.draw(picked, link)


def done(desk: Desk, names: Mapping[str, str]) -> None:
    """What was done last, what could not be done and why, and the way to take it back."""
    fine = [one for one in desk.done if one.problem is None]
    for one in desk.done:
        if one.problem is not None:
            who = as_label(names.get(one.persona_id, "A persona"), longest=60)
            st.warning(f"{who}: {as_label(str(one.problem), longest=400)}", icon=":material/block:")
    if not fine:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="pf-library-done", border=True):
        first = fine[0].card.name if fine[0].card else ""
        what = as_label(first, longest=60) if len(fine) == 1 else f"{len(fine)} personas"
        st.markdown(f"{what} {_PAST[fine[0].action]}.", width="content")
        st.button("Undo", icon=":material/undo:", key="undo", on_click=desk.ask, args=[memory.Undo()])
        st.button("Dismiss", type="tertiary", key="dismiss", on_click=desk.dismiss)


def turn(shelf: Shelf) -> None:
    """The numbers of the pages, if there are several."""
    if shelf.pages > 1:
        # Another control for each page: one that is there already would keep its own number.
        key = memory.control(f"page-{shelf.page}")
        st.pagination(shelf.pages, default=shelf.page, key=key, on_change=memory.turned, args=[key])
