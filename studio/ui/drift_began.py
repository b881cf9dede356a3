"""The conversations in which drift began, as a table of which one can be chosen. Computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from studio.charts.words import NONE, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from store.warehouse.drift_talks import Began

TALL: Final = 300


def choose(found: Sequence[Began], zone: tzinfo) -> Began | None:
    """The table, the largest fall first; the conversation that was chosen."""
    if not found:
        return None
    st.html('<p class="pf-note">Choose a conversation to see it turn by turn.</p>')
    chosen = st.dataframe(
        {
            "Persona": [one.persona or "a persona" for one in found],
            "Version": [one.number for one in found],
            "Model": [one.model for one in found],
            "Day": [one.since.astimezone(zone).date() for one in found],
            "Turns": [one.turns for one in found],
            "Began at turn": [one.began for one in found],
            "Score before": [_score(one.before) for one in found],
            "Score since": [_score(one.after) for one in found],
            "On purpose": ["yes" if one.injected else "no" for one in found],
        },
        hide_index=True,
        height=min(TALL, 38 + 35 * len(found)),
        on_select="rerun",
        selection_mode="single-row",
        key="dashboard-began",
    )
    rows = chosen["selection"]["rows"]
    return found[rows[0]] if rows and rows[0] < len(found) else None


def _score(value: float | None) -> str:
    return NONE if value is None else number(value)
