"""Drawing the step MIND: character and talk with their effect beside them, then what it holds, knows and does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from store.wizard_values import Part
from studio.ui import wizard_character, wizard_items
from studio.ui.boundary import fragment

if TYPE_CHECKING:
    from brain.genome import BigFive
    from studio.ui.wizard_desk import Desk

TABS: Final = ("Character", "Talk", "Lines", "Heart", "Beliefs", "Knowledge", "Modes")


def draw(desk: Desk) -> None:
    """The step. What moves with a slider is drawn alone, so that it follows at once."""
    _moving(desk, desk.services.wizard.drafted(desk.session).mind.big_five)


@fragment
def _moving(desk: Desk, drafted: BigFive) -> None:
    desk.sync()
    work, effect = st.columns([1.35, 1], gap="large")
    with work:
        tab = (
            st.segmented_control("Part", TABS, default=TABS[0], key="mind-tab", label_visibility="collapsed") or TABS[0]
        )
        _tab(desk, tab)
    with effect, st.container(key="pf-measured"):
        wizard_character.picture(desk, drafted)
        wizard_character.answers(desk)


def _tab(desk: Desk, tab: str) -> None:
    if tab == "Character":
        wizard_character.factors(desk)
    elif tab == "Talk":
        wizard_character.talk(desk)
    elif tab == "Lines":
        _lines(desk)
    elif tab == "Heart":
        st.markdown("**What it holds dear**")
        wizard_items.draw(desk, wizard_items.VALUES)
        st.markdown("**What it does not do**")
        wizard_items.draw(desk, wizard_items.BOUNDARIES)
        wizard_items.lines(desk, "quirks", "Quirks, one a line")
    elif tab == "Beliefs":
        st.caption("In its own words, each with where it comes from. A reply that says the contrary is found by them.")
        wizard_items.draw(desk, wizard_items.BELIEFS)
    elif tab == "Knowledge":
        wizard_items.draw(desk, wizard_items.KNOWLEDGE)
    else:
        wizard_items.draw(desk, wizard_items.MODES)


def _lines(desk: Desk) -> None:
    part = Part.MIND
    desk.text(part, "backstory", "Backstory", desk.genome.mind.backstory, lines=5, longest=20_000)
    wizard_items.lines(desk, "greetings", "Greetings, one a line")
    wizard_items.lines(desk, "farewells", "Farewells, one a line")
    wizard_items.lines(desk, "signature_phrases", "Phrases it is known by, one a line")
    st.markdown(f"**Example replies** ({len(desk.genome.mind.examples)})")
    st.caption("Drift is measured against these: they are how it answers when it is itself.")
    wizard_items.draw(desk, wizard_items.EXAMPLES)
