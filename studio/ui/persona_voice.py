"""The voice of a persona: heard in an emotion, and its profiles as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from brain.emotion.labels import Emotion
from studio import session_persona as memory
from studio.ui import preview_frame
from studio.ui.boundary import boundary
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from brain.genome.voice import VoiceDNA
    from store.actor import Actor
    from store.values import Persona
    from studio.wiring import Services


def draw(services: Services, actor: Actor, persona: Persona) -> None:
    """A sample to be asked for where the actor may keep one, then the table."""
    if services.versions.changeable(actor, persona.card):
        _sample(services, actor, persona)
    st.html(table(persona.genome.voice))


def table(found: VoiceDNA) -> str:
    """Who speaks, and how in each emotion."""
    speaking = found.speaking
    rows = "".join(
        f"<tr><td>{as_html(name)}</td><td>{one.pitch:+.1f}</td><td>{one.rate:.2f}</td><td>{one.range:.2f}</td>"
        f"<td>{one.stability:.2f}</td><td>{one.style:.2f}</td></tr>"
        for name, one in found.profiles.items()
    )
    kind = "a copy of a real voice" if found.is_cloned else "not cloned"
    return (
        f'<div class="pf-about"><dl class="pf-list"><dt>Provider</dt><dd>{as_html(found.provider)}, {kind}</dd>'
        f"<dt>Voice</dt><dd>{as_html(found.voice_id or 'by archetype')}</dd>"
        f"<dt>Pace</dt><dd>{speaking.words_per_minute} words a minute, {speaking.pause_ms} ms between sentences</dd>"
        f'<dt>Sample line</dt><dd dir="auto">{as_html(found.sample_line or "none")}</dd></dl></div>'
        '<div class="pf-scroll"><table class="pf-table"><thead><tr><th>Emotion</th><th>Pitch, semitones</th>'
        f"<th>Rate</th><th>Range</th><th>Stability</th><th>Style</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _sample(services: Services, actor: Actor, persona: Persona) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        emotion = st.selectbox("Emotion", [one.value for one in Emotion], key="persona-voice-emotion", width=220)
        wanted = st.button("Say its sample line", key="persona-voice-say", icon=":material/volume_up:")
    if wanted:
        with boundary(), st.spinner("Speaking"):
            speech = services.voices.sample(actor, persona.genome, "", emotion, persona_id=persona.card.id)
            kept = services.assets.keep_speech(
                actor, speech, cloned=persona.genome.voice.is_cloned, persona_id=persona.card.id,
                label=emotion.capitalize(),
            )  # fmt: skip
            memory.keep_sample(persona.version.id, kept.id)
    if heard := memory.sample(persona.version.id):
        preview_frame.draw(services.links, actor, "voice", heard)
