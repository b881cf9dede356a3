"""Which module draws which step, and what is shown of a session that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from store.wizard_values import Step, WizardStatus
from studio import session_wizard
from studio.ui import navigation, wizard_mind, wizard_review, wizard_spark, wizard_visual, wizard_voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.ui.wizard_desk import Desk

DRAW: Final[dict[Step, Callable[[Desk], bool | None]]] = {
    Step.SPARK: wizard_spark.draw,
    Step.VISUAL: wizard_visual.draw,
    Step.VOICE: wizard_voice.draw,
    Step.MIND: wizard_mind.draw,
    Step.REVIEW: wizard_review.draw,
}
"""Draws a step; true asks for the persona to be published."""


def closed(desk: Desk) -> None:
    """A session that is published, set aside or deleted: what it is, and the way on."""
    st.subheader("This persona is no longer in the making", anchor=False)
    found = desk.session
    if found.status is WizardStatus.PUBLISHED and found.persona_id:
        persona = desk.services.library.get(desk.actor, found.persona_id)
        st.caption(f"It was published as version 1 on {found.completed_at:%d %B %Y}.")
        st.page_link(
            navigation.playground(),
            label="Talk to it",
            icon=":material/forum:",
            query_params={"persona": persona.card.slug},
        )
    else:
        st.caption(f"It is {found.status.value}. Nothing of it is lost.")
        if st.button("Bring it back", icon=":material/restore:", key="wizard-restore"):
            desk.services.wizard.restore(desk.actor, found.id)
            st.rerun()
    if st.button("Begin another one", icon=":material/add:", key="wizard-another"):
        session_wizard.close_session()
        st.rerun()
