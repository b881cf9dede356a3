"""Rating by hand: blind pairs or single conversations, by keys, with agreement as it grows."""

import streamlit as st

from store.rating_values import RoundKind
from studio import again_rating, session
from studio import session_rating as memory
from studio.rated_words import checked_name
from studio.ui import again_box, rate_parts, rate_rounds

services = session.services()
actor = session.actor()
rating = services.rating
opened = memory.round_id()

if not opened:
    st.title("Rate", anchor=False)
    st.caption("People say which conversation stays more in character. They do not learn which is which.")
    runs = [one for one in services.evaluation.list(actor, limit=100).items if one.done]
    if not runs:
        st.html(rate_rounds.NO_RUNS)
        st.stop()
    rate_rounds.listed(rating.rounds(actor))
    with st.expander("New round", icon=":material/add:", key="rate-new", expanded=not rating.rounds(actor)):
        rate_rounds.make(rating, actor, runs)
    st.stop()

card = rating.get(actor, opened)
rater = memory.rater()
progress = rating.progress(actor, opened, rater)
rate_parts.head(card.title, progress, rater)
if not rater:
    given = rate_parts.ask_name(progress.raters)
    if given is not None:
        memory.be(checked_name(given))
        st.rerun()
    st.stop()

task = rating.next(actor, opened, rater)
if task is None:
    st.html(rate_parts.done(rater, open_items=progress.items - progress.finished))
else:
    st.caption(rate_parts.PAIR if card.kind is RoundKind.PAIR else rate_parts.SINGLE)
    rate_parts.talks(task)
    chosen = rate_parts.choose(task)
    seconds = memory.looked(task.position)
    if chosen is not None and seconds < memory.LEAST_SECONDS:
        st.toast(rate_parts.QUICK, icon=":material/speed:")
    elif chosen is not None:
        rating.rate(actor, opened, rater, task.position, chosen, seconds=seconds)
        memory.next_item()
        st.rerun()
if rate_parts.controls(undo=progress.mine > 0):
    rating.undo(actor, opened, rater)
    memory.next_item()
    st.rerun()
if task is not None:
    rate_parts.persona(task.persona)
rate_parts.agreed(lambda: rating.agreement(actor, opened), lambda: rating.growth(actor, opened))
if task is None:
    rate_parts.reveal(card, lambda: rating.result(actor, opened))
    again_box.draw(lambda: again_rating.of_round(opened), key="again-rating")
