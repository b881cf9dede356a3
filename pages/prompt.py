"""What a model is given to read on the next turn: by section, with its length, what is cached and what was left out."""

import streamlit as st

from studio import again, session
from studio.ui import again_box, controls, header, home_parts, navigation, prompt_parts
from studio.ui.boundary import fragment
from studio.ui.safe_text import as_label

services = session.services()
actor = session.actor()
prompts = services.prompts
cards = services.library.cards(actor, limit=100).items

if not cards:
    st.html(home_parts.EMPTY)
    st.stop()

opened = session.talk_id()
talk = services.conversations.get(actor, opened) if opened else None
if talk and all(card.id != talk.persona_id for card in cards):
    cards = (services.library.get(actor, talk.persona_id).card, *cards)
session.follow(talk, {card.id: card.slug for card in cards})

with st.sidebar:
    card = controls.persona(cards)
    persona = services.library.get(actor, card.id)
    versions = services.library.versions(actor, card.id)
    pick = services.conversations.pick(persona.genome)
    models = services.conversations.model_choices(pick.id, *([talk.model] if talk else []))
    opening = controls.opening(persona, versions, models, pick=pick, drift=False)

label = services.conversations.label(talk.model if talk else opening.model)
face = services.links.portrait(actor, header.pinned(talk, opening), size=256)
st.html(header.title(card, face, *header.facts(talk, opening, versions, label=label)))
words = st.text_input(
    f"What you say next to {as_label(card.name, longest=40)}", key="prompt-words", max_chars=10_000,
    help="It decides which memories are recalled, and takes room itself. Nothing is said or kept here.",
)  # fmt: skip
if talk:
    view = prompts.of_session(actor, talk.id, words=words)
else:
    view = prompts.of_persona(
        actor, card.id, version_id=opening.version_id, mode=opening.mode, model=opening.model, words=words
    )

reading, measured = st.columns([1.7, 1], gap="large")
with reading:
    st.html(prompt_parts.sections(view))


@fragment
def counted() -> None:
    """What the model's own service counts, when it is asked."""
    if view.model == "understudy":
        return
    if st.button("Count with the API", icon=":material/calculate:", help="Asks the model's service twice; free."):
        with st.spinner("Counting"):
            st.html(prompt_parts.counted(prompts.counted(view), view))


with measured:
    st.html(prompt_parts.summary(view))
    counted()
    at = {"session": talk.id} if talk else {"persona": card.slug}
    st.page_link(navigation.playground(), label="To the conversation", icon=":material/forum:", query_params=at)
    again_box.draw(lambda: again.prompt(view), key="again-prompt")
