"""Drawing the step REVIEW: the whole persona on one page, what is worth a look, a test talk, and the last button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from store.wizard_values import Step, WizardStatus
from studio import session_wizard
from studio.ui import message, wizard_sheet
from studio.ui.boundary import fragment
from studio.ui.safe_text import as_label
from studio.ui.wizard_frame import TITLES, dollars
from studio.wizard.review import warnings

if TYPE_CHECKING:
    from studio.ui.wizard_desk import Desk


def draw(desk: Desk) -> bool:
    """The step; whether the persona is to be published."""
    sheet, side = st.columns([1.5, 1], gap="large")
    with sheet:
        st.html(wizard_sheet.sheet(desk.genome, _face(desk)))
    with side, st.container(key="pf-review-side"):
        published = _publish(desk)
        _warnings(desk)
        _costs(desk)
        _trial(desk)
    return published


def _face(desk: Desk) -> str:
    """The address of the face as it is now."""
    links, image = desk.services.links, desk.genome.visual.primary_image
    if image:
        return links.asset(desk.actor, image)
    return links.making(desk.actor, desk.session.id, revision=desk.session.revision, size=256)


def _publish(desk: Desk) -> bool:
    draft = desk.draft
    pressed = st.button(
        "Publish as version 1",
        type="primary",
        icon=":material/publish:",
        key="wizard-publish",
        width="stretch",
        disabled=not draft.ready or bool(desk.session.clashes),
    )
    for step, problems in draft.problems.items():
        for problem in problems:
            st.error(
                f"{TITLES[step][0]}, {as_label(problem.field)}: {as_label(problem.what, longest=300)}",
                icon=":material/error:",
            )
    for part, name in desk.session.clashes:
        st.warning(f"Two browsers wrote {name!r} in {part.value}. Choose one there.", icon=":material/call_split:")
    return pressed and desk.session.status is WizardStatus.OPEN


def _warnings(desk: Desk) -> None:
    mine = frozenset(
        card.name.casefold()
        for card in desk.services.library.cards(desk.actor, limit=100).items
        if card.owner_id == desk.actor.user_id and not card.is_demo
    )
    found = warnings(desk.genome, names=mine)
    st.subheader("Worth a look" if found else "Nothing stands out", anchor=False)
    if not found:
        st.caption("No contradicting traits, no broken boundaries, and enough example replies for a drift number.")
    for number, one in enumerate(found):
        with st.container(border=True, key=f"warning-{number}"):
            st.markdown(f"**{as_label(one.what, longest=300)}**  \n{as_label(one.why, longest=300)}")
            if st.button(
                f"Change it in {TITLES[one.step][0]}", key=f"mend-{number}", type="tertiary", icon=":material/edit:"
            ):
                desk.services.wizard.go(desk.actor, desk.session.id, one.step)
                st.rerun()


def _costs(desk: Desk) -> None:
    spent = [f"{TITLES[Step(step)][0]} {dollars(amount)}" for step, amount in desk.session.costs.items() if amount]
    st.caption(
        f"Cost so far: {dollars(desk.session.cost_microdollars)}" + (f" ({', '.join(spent)})." if spent else ".")
    )


@fragment
def _trial(desk: Desk) -> None:
    """A talk with the draft, on the understudy: measured like any other, kept by nobody."""
    st.subheader("Try it", anchor=False)
    turns = session_wizard.trial(desk.session.id)
    genome = desk.genome
    voice = message.Voice(
        name=genome.name, accent=genome.visual.appearance.accent, label=desk.services.conversations.label("understudy")
    )
    with st.form("trial", border=False, clear_on_submit=True):
        words = st.text_input("Say something to it", key="trial-words", max_chars=2_000)
        said = st.form_submit_button("Say it", icon=":material/send:", key="trial-say")
    if said and words.strip():
        with st.spinner("It thinks"):
            turns = (*turns, desk.services.trying.say(genome, turns, words))
        session_wizard.keep_trial(desk.session.id, turns)
    for turn in reversed(turns[-3:]):
        st.html(message.said_by_user(turn.user_text) + message.answered(turn, voice))
    if turns:
        st.caption("Nothing of this talk is kept.")
