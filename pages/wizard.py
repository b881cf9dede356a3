"""New persona: from a sentence to version 1 in five steps, each saved as it is written."""

import streamlit as st

from store.wizard_values import WizardStatus
from studio import session, session_wizard
from studio.ui import navigation, wizard_beginning, wizard_desk, wizard_frame, wizard_steps
from studio.wizard import sources

services = session.services()
actor = session.actor()
wizard = services.wizard
opened = session_wizard.open_id()

if opened is None:
    begun = None
    source = wizard_beginning.draw()
    blank, copied, card = wizard_beginning.others(services.library.cards(actor, limit=100).items)
    aside = wizard.list(actor, status=WizardStatus.ABANDONED, limit=10).items
    pressed = wizard_beginning.unfinished((*wizard.list(actor, limit=30).items, *aside))
    if card:
        begun = wizard.from_card(actor, services.importing.inspect(actor, card.data, card.name))
    elif copied:
        begun = wizard.copy(actor, copied)
    elif source or blank:
        begun = wizard.begin(actor, source or sources.blank())
    if begun:
        session_wizard.note(begun.note)
        session_wizard.open_session(begun.session.id)
        st.rerun()
    if pressed:
        action, which = pressed
        if action == "open":
            session_wizard.open_session(which)
        else:
            {"abandon": wizard.abandon, "delete": wizard.delete, "restore": wizard.restore}[action](actor, which)
        st.rerun()
    st.stop()

desk = wizard_desk.Desk(services, actor, wizard.get(actor, opened))
if desk.session.status is not WizardStatus.OPEN:
    wizard_steps.closed(desk)
    st.stop()

desk.sync()
chosen = wizard_frame.head(desk)
wizard_frame.question(desk.session.step)
published = wizard_steps.DRAW[desk.session.step](desk)
chosen = wizard_frame.foot(desk) or chosen
if published:
    persona = wizard.publish(actor, desk.session.id)
    session_wizard.close_session()
    st.switch_page(navigation.playground(), query_params={"persona": persona.card.slug})
if chosen and chosen is not desk.session.step:
    wizard.go(actor, desk.session.id, chosen)
    st.rerun()
