"""Drawing the choice of one of ElevenLabs' voices in the step VOICE: look for it by words, page by page, take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from store.wizard_values import Part
from studio import session_wizard
from studio.ui.boundary import boundary
from studio.ui.safe_text import as_label
from studio.voices import REMOTE

if TYPE_CHECKING:
    from studio.media.voice.catalogue import VoiceEntry
    from studio.ui.wizard_desk import Desk

CLONED: Final = frozenset({"cloned", "professional"})
"""ElevenLabs' categories of voices that are copies of somebody's."""

LONGEST_SEARCH: Final = 80
_AT_ONCE: Final = 30


def draw(desk: Desk) -> None:
    """The search, what it found, and the button that takes one. A voice that is a copy is kept as one."""
    words = st.text_input(
        "Look for a voice", key="voice-search", max_chars=LONGEST_SEARCH, placeholder="A name; empty for all"
    )
    found = session_wizard.found_voices(desk.session.id)
    with st.container(horizontal=True):
        first = st.button("Look", key="voice-look", icon=":material/search:")
        more = found is not None and bool(found.next_token) and st.button("More", key="voice-more")
    if first or more:
        with boundary(), st.spinner("Asking for voices"):
            page = found.next_token if more and found else REMOTE
            found = desk.services.voices.catalogue(desk.actor, words.strip(), page=page, size=_AT_ONCE)
            session_wizard.keep_found_voices(desk.session.id, found)
    if found is None:
        return
    if not found.voices:
        st.caption("No voice has these words.")
        return
    taken = st.selectbox("Found", found.voices, format_func=_words, key=f"voice-found-{found.voices[0].id}")
    if st.button("Take this voice", key="voice-take", icon=":material/check:"):
        desk.keep(Part.VOICE, {"voice_id": taken.id, "is_cloned": taken.category in CLONED})
        st.rerun()


def _words(entry: VoiceEntry) -> str:
    traits = ", ".join(filter(None, (entry.sounds, entry.age, entry.accent, entry.category)))
    return as_label(f"{entry.name} · {traits}" if traits else entry.name)
