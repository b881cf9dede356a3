"""The panel beside a conversation: the finding, the score turn by turn, and how the persona feels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from studio.ui import emblem, state_panel, timeline
from studio.ui.palette import palette
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.state import PersonaState
    from brain.turn import TurnResult


TURNS: Final = 100
"""So many of the last turns are plotted."""


def draw(turns: Sequence[TurnResult], state: PersonaState, *, accent: str) -> None:
    """The whole panel, three elements at most."""
    found = timeline.finding(turns)
    scored = any(turn.drift.score is not None for turn in turns)
    how = "Probability that each reply is in character, with its interval." if scored else (
        "Each reply gets a score with an interval; they will stand here, turn by turn.")  # fmt: skip
    st.html(f'<p class="pf-finding">{as_html(found)}<small>{how}</small></p>')
    if scored:
        st.plotly_chart(
            timeline.figure(turns, palette(st.context.theme.type)),
            theme=None,
            key="timeline",
            alt=f"Score by turn. {found}.",
            config={"displayModeBar": False, "displaylogo": False, "scrollZoom": False},
        )
    st.html(state_panel.panel(state, accent=emblem.accent(accent)))
