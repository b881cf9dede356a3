"""One turn, opened from a chart: what was said, what it was measured as, and the words that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from studio import session_analytics as memory
from studio.ui import evidence, message, navigation
from studio.ui.message import Voice

if TYPE_CHECKING:
    from datetime import tzinfo

    from studio.analytics.drift import OpenTurn


def draw(opened: OpenTurn, zone: tzinfo) -> None:
    """The turn with its evidence, the way to its conversation, and the way out."""
    turn, talk = opened.turn, opened.talk
    when = f"{turn.created_at.astimezone(zone):%d %B %Y, %H:%M}"
    with st.container(border=True, key="pf-turn-reader"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<div class="pf-eyebrow">Turn {turn.index} of {talk.turn_count} · {when}</div>')
            st.page_link(
                navigation.playground(),
                label="Open the conversation",
                icon=":material/forum:",
                query_params={"session": talk.id},
            )
            st.button("Close", icon=":material/close:", type="tertiary", key="turn-close", on_click=memory.close_turn)
        voice = Voice(name=opened.name, accent=opened.accent, label=talk.model)
        said, why = st.columns(2, gap="large")
        said.html(message.said_by_user(turn.user_text) + message.answered(turn, voice))
        why.html(evidence.panel(turn))
