"""Talk to a persona, and see on every reply whether it stays itself."""

import secrets

import streamlit as st

from brain.state import initial
from brain.turn import TurnResult
from studio import again, session
from studio.session import Saying
from studio.traits import ShownTraits
from studio.ui import (
    again_box,
    controls,
    export_box,
    header,
    home_parts,
    judge_panel,
    memory_panel,
    navigation,
    openers,
    rate_reply,
    reading_panel,
    recent,
    speaking,
    transcript,
)
from studio.ui.boundary import fragment
from studio.ui.message import Voice

services = session.services()
actor = session.actor()
conversations = services.conversations
cards = services.library.cards(actor, limit=100).items

if not cards:
    st.html(home_parts.EMPTY)
    st.stop()

settled = session.settled()
opened = session.talk_id()
talk = conversations.get(actor, opened) if opened else None
if talk and all(card.id != talk.persona_id for card in cards):
    cards = (services.library.get(actor, talk.persona_id).card, *cards)
session.follow(talk, {card.id: card.slug for card in cards})

with st.sidebar:
    card = controls.persona(cards)
    persona = services.library.get(actor, card.id)
    versions = services.library.versions(actor, card.id)
    pick = conversations.pick(persona.genome)
    models = conversations.model_choices(pick.id, *([talk.model] if talk else []))
    opening = controls.opening(persona, versions, models, pick=pick)
    recents = conversations.recent(actor, limit=6).items
    chosen = recent.sidebar(recents, {card.id: card.name for card in cards}, current=opened)
if chosen:
    session.open_talk(chosen)
    st.rerun()

label = conversations.label(talk.model if talk else opening.model)
voice = Voice(name=card.name, accent=card.accent, label=label)
state = talk.state if talk else initial(persona.genome)
shown_as = header.pinned(talk, opening)
face = services.links.portrait(actor, shown_as, emotion=state.mood.value, size=256)
st.html(header.title(card, face, *header.facts(talk, opening, versions, label=label)))
talking, measured = st.columns([1.7, 1], gap="large")


def price(turn: int) -> str:
    """What asking the judge about a turn would take; empty if there is no judge."""
    if talk is None or services.judging.missing():
        return ""
    return judge_panel.price(services.judging.estimate(actor, talk.id, turn))


def traits(turn: TurnResult) -> ShownTraits | None:
    """What a reply shows."""
    return services.traits.shown(actor, talk.version_id, turn) if talk else None


@fragment
def so_far() -> None:
    """The turns and what can be asked of them; opening evidence reruns this alone."""
    if talk is None:
        return
    shown = conversations.last(actor, talk.id, session.shown_turns())
    rated = conversations.ratings(actor, talk.id, after=shown[0].index - 1 if shown else 0)
    beside = transcript.Beside(rated, price, traits)
    asked = transcript.draw(shown, voice, beside=beside)
    if isinstance(asked, rate_reply.Rated):
        conversations.rate(actor, talk.id, asked.index, asked.rating)
    if isinstance(asked, transcript.ToJudge):
        with st.spinner("The judge reads the reply"):
            services.judging.judge(actor, talk.id, asked.index)
        st.rerun()
    if isinstance(asked, transcript.Asked):
        branch = conversations.fork(actor, talk.id, before_turn=asked.before)
        session.open_talk(branch.id, saying=Saying(asked.words, seed=secrets.randbelow(2**31)))
        st.rerun()


@fragment
def remembered() -> None:
    """What was recalled for the last reply and why, and changes to it."""
    recall, memories = turns[-1].recall if turns else None, services.memories
    asked = memory_panel.draw(
        recall,
        holds=lambda: memories.holding(actor, card.id, recall) if recall else {},
        every=lambda status: memories.some(actor, card.id, status),
        problem=memories.extractor.problem,
    )
    if asked:
        memories.change(actor, asked)
        st.rerun()


@fragment
def take_away() -> None:
    """The prompt, export and repetition; they cost nothing until they are opened."""
    at = {"session": talk.id} if talk else {"persona": card.slug}
    st.page_link(navigation.prompt(), label="See the prompt", icon=":material/subject:", query_params=at)
    about = {"persona": card.id}
    st.page_link(navigation.persona(), label="About this persona", icon=":material/face:", query_params=about)
    if talk:
        export_box.draw(lambda form: services.links.export(actor, talk.id, form=form))
        again_box.draw(
            lambda: again.session(talk, card.slug, conversations.turns(actor, talk.id, limit=again.MOST_TURNS + 1)),
            key="again-talk",
        )


with talking:
    so_far()
    live = st.empty()
    suggested = None if talk and talk.turn_count else openers.draw(persona.genome)
with measured, st.container(key="pf-measured"):
    turns = conversations.last(actor, talk.id, reading_panel.TURNS) if talk else ()
    reading_panel.draw(turns, state, accent=card.accent)
    remembered()
    take_away()

if not settled:
    st.warning("The last reply has not stopped yet. What arrived of it is kept; reload the page in a moment.")
speaking.refused(session.refused())
saying = session.take_saying()
words = st.chat_input(f"Say something to {card.name}", key="words", submit_mode="disable") or suggested
saying = saying or (Saying(words) if words else None)
if saying:
    if talk is None:
        talk = conversations.start(
            actor, card.id, version_id=opening.version_id, persona_mode=opening.mode, model=opening.model,
            seed=secrets.randbelow(2**31), drift=opening.drift,
        )  # fmt: skip
        session.open_talk(talk.id)
    with live.container(), session.Reply(saying.words) as reply:
        services.quotas.pace(actor)
        events = conversations.say(actor, talk.id, saying.words, seed=saying.seed, cancelled=reply.cancelled)
        speaking.draw(saying.words, reply.of(events), voice, index=talk.turn_count + 1)
    st.rerun()
