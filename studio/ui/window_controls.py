"""Above a dashboard: from when to when, whose turns, which versions, models and modes. Knows no chart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from studio import session_analytics as memory
from studio.analytics.offers import labels
from studio.analytics.told import span
from studio.ui import navigation

if TYPE_CHECKING:
    from store.warehouse.window import Window
    from studio.analytics.offers import Offers

_LABEL: Final = {"persona": "Personas", "version": "Versions", "model": "Models", "mode": "Modes"}


def draw(offers: Offers) -> Window | None:
    """The controls and the window that they make; None where there is no history at all, which is then said."""
    if not offers.rows:
        nothing_yet()
        return None
    window = memory.window(offers)
    with st.container(horizontal=True, vertical_alignment="bottom", key="pf-window"):
        st.selectbox(
            "Time",
            list(memory.SPANS),
            format_func=memory.SPANS.__getitem__,
            key=memory.control("span"),
            on_change=memory.spanned,
            width=190,
        )
        if memory.span() == "days":
            _calendar()
        _several("persona", offers)
        number = memory.narrowings(offers)
        box = st.popover(
            f"Filters ({number})" if number else "Filters",
            icon=":material/tune:",
            key="window-filters",
            on_change="rerun",
        )
        if box.open:
            with box:
                for name in ("version", "model", "mode"):
                    _several(name, offers)
    told = span(window, memory.zone())
    st.caption(f"{told[:1].upper()}{told[1:]}.")
    return window


def nothing_yet() -> None:
    """There is no history: what to do."""
    st.html(
        '<div class="pf-empty"><b>There is nothing to measure yet.</b>'
        "<p>Every reply of a persona is measured when it is made. Talk to one in the playground, or make a history to "
        "look at with <code>personaforge demo-data --turns 10000</code>.</p></div>"
    )
    st.page_link(navigation.playground(), label="Open the playground", icon=":material/forum:")


def nothing_here() -> None:
    """Nothing lies within the window: the way to all of it."""
    st.html(
        '<div class="pf-empty"><b>Nothing within these filters.</b>'
        "<p>There are turns, but none of this time, persona, version, model and mode.</p></div>"
    )
    st.button("Show everything", icon=":material/filter_alt_off:", on_click=memory.clear, key="window-clear")


def _several(name: str, offers: Offers) -> None:
    words = labels(memory.on_offer(name, offers))
    st.multiselect(
        _LABEL[name],
        list(words),
        format_func=lambda value: words.get(value, value),
        key=memory.control(name),
        on_change=memory.changed,
        args=[name],
        placeholder="All",
    )


def _calendar() -> None:
    first, last = memory.days()
    today = datetime.now(UTC).astimezone(memory.zone()).date()
    st.date_input(
        "Days",
        value=(first or today, last or today),
        key=memory.control("days"),
        on_change=memory.dated,
        format="YYYY-MM-DD",
        width=230,
    )
