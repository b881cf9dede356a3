"""Budgets on the costs page: how much of each is spent, and setting one. The parts are those of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from studio.ui import plan_parts

if TYPE_CHECKING:
    from store.actor import Actor
    from studio.wiring import Services

MOST: Final = 100
"""So many personas are offered, as in the settings."""


def section(services: Services, actor: Actor) -> None:
    """All budgets with the alert that each has reached, and a way to set one."""
    names = {card.id: card.name for card in services.library.cards(actor, limit=MOST).items}
    states = services.quotas.budgets(actor)
    gone = [one.budget.persona_id for one in states if one.budget.persona_id not in names]
    st.html(plan_parts.budgets(states, names | services.library.names(actor, gone)))
    box = st.popover("Set a budget", icon=":material/savings:", key="costs-budget", on_change="rerun", width="content")
    if not box.open:
        return
    with box:
        asked = plan_parts.editor(names)
    if asked:
        services.quotas.change(actor, asked)
        st.rerun()
