"""Two versions, or two personas, told the same words at once: replies and readings side by side."""

import secrets

import streamlit as st

from studio import session
from studio import session_compare as memory
from studio.ui import compare_parts, home_parts, navigation, speaking
from studio.ui.compare_parts import Shown
from studio.ui.safe_text import as_label

services = session.services()
actor = session.actor()
conversations = services.conversations
settled = session.settled()
opened = memory.talks()
both = services.comparing.get(actor, *opened) if opened else None
named = (both.left.version_id, both.right.version_id) if both else memory.versions()

if named is None:
    st.title("Compare", anchor=False)
    st.caption("Two versions, or two personas, hear the same words at once; replies and readings stand side by side.")
    cards = services.library.cards(actor, limit=100).items
    if not cards:
        st.html(home_parts.EMPTY)
        st.stop()
    chosen = compare_parts.choose(cards, lambda one: services.library.versions(actor, one))
    if chosen:
        memory.choose(*chosen)
        st.rerun()
    st.stop()


def shown(version_id: str, model: str) -> Shown:
    """One side, by its version."""
    version, genome = services.library.version(actor, version_id)
    label = conversations.label(model or conversations.pick(genome).id)
    portrait = services.links.portrait(actor, version.id, size=128)
    return Shown(services.library.get(actor, version.persona_id).card, version, label, portrait)


models = (both.left.model, both.right.model) if both else ("", "")
sides = (shown(named[0], models[0]), shown(named[1], models[1]))
compare_parts.head(*sides, services.versions.difference(actor, *named))
left, right = (conversations.turns(actor, one.id) for one in (both.left, both.right)) if both else ((), ())
if left or right:
    compare_parts.turns(left, right, sides)
    compare_parts.summary(left, right, sides)
live = st.empty()
if not (left or right):
    live.html(compare_parts.NOTHING)
with st.sidebar:
    st.button("Choose two others", icon=":material/compare_arrows:", on_click=memory.forget, width="stretch")
    for side, talk in zip(sides, (both.left, both.right) if both else (), strict=False):
        at = {"session": talk.id}
        st.page_link(navigation.playground(), label=f"Go on with {as_label(side.name, longest=60)}", query_params=at)

if not settled:
    st.warning("The last replies have not stopped yet. What arrived is kept; reload the page in a moment.")
speaking.refused(session.refused())
words = st.chat_input("Say the same to both", key="words", submit_mode="disable")
if words:
    if both is None:
        pair = [(one.card.id, one.version.id) for one in sides]
        both = services.comparing.start(actor, pair[0], pair[1], seed=secrets.randbelow(2**31))
        memory.begun(both)
    with live.container(), session.Reply(words) as reply:
        services.quotas.pace(actor)
        events = services.comparing.say(actor, both, words, cancelled=reply.cancelled)
        compare_parts.speaking(words, reply.of(events), sides, index=len(left) + 1)
    st.rerun()
