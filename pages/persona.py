"""A persona: what it is, its edit, its portraits and voice, its conversations, and its history."""

from datetime import UTC, datetime

import streamlit as st

from studio import again_week, session
from studio import session_persona as memory
from studio.ui import (
    again_box,
    home_parts,
    navigation,
    persona_editor,
    persona_head,
    persona_history,
    persona_overview,
    persona_use,
    persona_voice,
    week_parts,
)

services = session.services()
actor = session.actor()
if not memory.slug():
    st.html(home_parts.NO_PERSONA)
    st.page_link(navigation.library(), label="To the library", icon=":material/grid_view:")
    st.stop()

persona = services.library.find(actor, memory.slug())
card = persona.card
if words := memory.said():
    st.toast(words, icon=":material/check:")
st.html(persona_head.title(persona, services.links.portrait(actor, card.version_id, size=192)))
part = persona_head.parts()

if part == "Overview":
    said, measured = st.columns([1.4, 1], gap="large")
    said.html(persona_overview.about(persona))
    measured.html(persona_overview.figures(services.store.statistics.figures(actor, card.id)))
    with measured.container(horizontal=True):
        if st.button("Talk to it", type="primary", icon=":material/forum:"):
            st.switch_page(navigation.playground(), query_params={"persona": card.slug})
        if st.button("See the prompt", icon=":material/subject:"):
            st.switch_page(navigation.prompt(), query_params={"persona": card.slug})
elif part in persona_editor.PARTS:
    persona_editor.draw(services, actor, persona, part)
elif part == "Portrait":
    persona_use.portraits(services.links, actor, card)
elif part == "Voice":
    persona_voice.draw(services, actor, persona)
elif part == "Sessions":
    versions = services.library.versions(actor, card.id)
    talks = services.conversations.recent(actor, persona_id=card.id, limit=30).items
    opened = persona_use.sessions(talks, {one.id: one.number for one in versions}, now=datetime.now(UTC))
    if opened:
        st.switch_page(navigation.playground(), query_params={"session": opened})
elif part == "Usage":
    st.html(week_parts.effect(services.effectiveness.of(actor, card.id)))
    again_box.draw(lambda: again_week.effect(card.slug, card.id), key="again-effect")
    st.subheader("What it took", anchor=False)
    st.html(persona_use.usage(services.store.statistics.by_model(actor, card.id)))
else:
    nodes = services.versions.history(actor, card.id)
    asked = persona_history.draw(
        nodes,
        lambda before, after: services.versions.difference(actor, before, after),
        changeable=services.versions.changeable(actor, card),
    )
    if asked:
        persona_editor.do(services, actor, card, asked)
