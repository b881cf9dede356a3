"""Providers, plan and limits, the data folder, and whether this machine is ready."""

import streamlit as st

from studio import doctor, session
from studio.settings import version
from studio.ui import again_box, plan_parts, settings_parts
from studio.ui.boundary import fragment

services = session.services()

st.title("Settings", anchor=False)
st.html(settings_parts.INTRO)
st.subheader("Providers", anchor=False)


@fragment
def provider(name: str) -> None:
    """One provider, and the test of its connection."""
    status = next(status for status in services.providers.list() if status.name == name)
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.html(settings_parts.provider(status))
        if st.button("Test connection", key=f"test-{name}", icon=":material/cable:"):
            with st.spinner("Asking for a sign of life"):
                check = services.providers.test(name)
            session.keep_check(name, ok=check.ok, text=check.text)
        settings_parts.outcome(session.check(name))


known = services.providers.list()
for column, status in zip(st.columns(len(known), gap="medium"), known, strict=True):
    with column:
        provider(status.name)


@fragment
def plan() -> None:
    """The plan, what is used of its limits, the time zone and the budgets."""
    quotas, actor = services.quotas, session.actor()
    standing = quotas.standing(actor)
    names = {card.id: card.name for card in services.library.cards(actor, limit=100).items}
    asked = plan_parts.draw(standing, quotas.tiers, names)
    if asked:
        quotas.change(actor, asked)
        st.rerun()
    again_box.draw(lambda: quotas.again(actor, standing), key="again-quota")


st.subheader("Plan and limits", anchor=False)
plan()

models, place = st.columns(2, gap="medium")
with models:
    st.subheader("Model of new conversations", anchor=False)
    st.html(settings_parts.models(services.conversations.model_choices(), services.settings.model))
with place:
    st.subheader("This studio", anchor=False)
    st.html(settings_parts.place(services.settings, version()))


@fragment
def machine() -> None:
    """What `personaforge doctor` finds."""
    if st.button("Look at this machine again", icon=":material/stethoscope:"):
        session.keep_findings(None)
    found = session.findings() or doctor.examine(services.settings)
    session.keep_findings(found)
    st.html(settings_parts.findings(found))


st.subheader("Is this machine ready?", anchor=False)
machine()
