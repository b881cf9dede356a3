"""Drawing the step VOICE: who speaks, how, in which emotion; and the sample line, heard."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from brain.archetypes.twelve import archetype
from brain.emotion.labels import Emotion
from store.wizard_values import Part, Step
from studio import session_wizard
from studio.media.voice.presets import BY_ID, PRESETS
from studio.ui import preview_frame, wizard_remote_voice
from studio.ui.boundary import boundary
from studio.ui.safe_text import as_label, as_option

if TYPE_CHECKING:
    from pydantic import JsonValue

    from brain.turn import Usage
    from studio.media.voice.speech import Speech
    from studio.ui.wizard_desk import Desk

PART: Final = Part.VOICE

PROVIDERS: Final = {"espeak": "Preview voice (offline)", "elevenlabs": "ElevenLabs", "playht": "PlayHT"}

MOODS: Final = ("neutral", "happy", "sad", "angry")
"""The emotions that are heard one after the other."""

LONGEST_LINE: Final = 300


def draw(desk: Desk) -> None:
    """The step."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Voice", anchor=False)
        _who(desk)
        _manner(desk)
    with right:
        st.subheader("Emotions", anchor=False)
        emotion = _emotion(desk)
        _profile(desk, emotion)
    st.subheader("Hear it", anchor=False)
    _sample(desk, emotion)


def _who(desk: Desk) -> None:
    voice = desk.genome.voice
    offered = [one for one in ("espeak", "elevenlabs") if one == "espeak" or desk.services.voices.remote is not None]
    desk.choice(PART, "provider", "Provider", voice.provider, offered, words=lambda one: PROVIDERS.get(one, one))
    if voice.provider == "espeak":
        desk.choice(PART, "voice_id", "Preset", voice.voice_id, [preset.id for preset in PRESETS], words=_preset)
        _suggestion(desk)
        return
    desk.text(
        PART, "voice_id", "Voice", voice.voice_id, longest=64,
        hint="The provider's id of it. Empty: the archetype's own.",
    )  # fmt: skip
    if voice.is_cloned:
        st.caption("A copy of somebody's voice: for a real person it needs their recorded consent.")
    if desk.services.voices.remote is not None and voice.provider == "elevenlabs":
        wizard_remote_voice.draw(desk)
    else:
        st.caption("No key for this provider is set: here it is spoken by the preview voice.")


def _suggestion(desk: Desk) -> None:
    """The preset that suits the persona, where another one is chosen."""
    suits = desk.services.voices.suggest(desk.actor, desk.genome)
    if suits.id == desk.genome.voice.voice_id:
        st.caption("Suits the pronouns, the age and the archetype. Robotic, but it needs no key and no network.")
    elif st.button(f"Take {suits.name}, who suits the persona", key="voice-suggested", icon=":material/auto_awesome:"):
        desk.keep(PART, {"voice_id": suits.id, "provider": "espeak"})
        st.rerun()


def _manner(desk: Desk) -> None:
    how = desk.genome.voice.speaking
    _slider(desk, "speaking.words_per_minute", "Words a minute", how.words_per_minute, (80, 320, 2))
    if desk.genome.voice.provider == "elevenlabs":
        return
    _slider(desk, "speaking.pause_ms", "Pause between sentences, in milliseconds", how.pause_ms, (0, 1500, 10))
    desk.slider(PART, "speaking.emphasis", "Emphasis", how.emphasis, hint="How much the melody rises and falls.")


def _emotion(desk: Desk) -> str:
    """The emotion that is shaped and heard."""
    own = [one.name for one in desk.genome.mind.emotions]
    known = [one.value for one in Emotion]
    shaped = [name for name in desk.genome.voice.profiles if name not in known and name not in own]
    return st.selectbox(
        "Emotion",
        [*known, *own, *shaped],
        key=f"voice-emotion-{desk.session.id}",
        format_func=lambda one: as_option(one.capitalize()),
    )


def _profile(desk: Desk, emotion: str) -> None:
    """The sliders of one emotion's profile."""
    heard = desk.services.voices.profile(desk.genome, emotion)
    base = f"profiles.{emotion}"
    _slider(desk, f"{base}.rate", "Speed, as a factor", heard.rate, (0.5, 2.0, 0.01))
    if desk.genome.voice.provider == "elevenlabs":
        desk.slider(PART, f"{base}.stability", "Stability", heard.stability, hint="From free to even.")
        desk.slider(PART, f"{base}.style", "Style", heard.style, hint="How much the manner is exaggerated.")
        desk.slider(
            PART, f"{base}.similarity", "Similarity", heard.similarity, hint="Nearness to the voice's original."
        )
    else:
        _slider(desk, f"{base}.pitch", "Pitch, in semitones", heard.pitch, (-12.0, 12.0, 0.1))
        _slider(desk, f"{base}.range", "Melody, as a factor", heard.range, (0.0, 3.0, 0.01))
    names = [name for name in desk.session.fields[PART] if name.startswith(f"{base}.")]
    written = [name for name in names if desk.session.written(PART, name)]
    if not written:
        st.caption(
            "The archetype's own."
            if emotion == "neutral"
            else "Derived from neutral: the more aroused the feeling, "
            "the livelier. Move a slider to make it the persona's own."
        )
    elif st.button("Back to the derived one", key="voice-derived", icon=":material/undo:"):
        desk.session = desk.services.wizard.clear(desk.actor, desk.session.id, PART, *written)
        st.rerun()


def _sample(desk: Desk, emotion: str) -> None:
    """The line to try the voice with, and a player."""
    voice = desk.genome.voice
    line = voice.sample_line or archetype(desk.genome.metadata.archetype).voice.sample_line
    desk.text(PART, "sample_line", "Sample line", line, lines=2, longest=LONGEST_LINE)
    with st.container(horizontal=True):
        one = st.button(f"Say it: {as_label(emotion)}", key="voice-say", type="primary", icon=":material/volume_up:")
        four = st.button("Say it in four moods", key="voice-moods", icon=":material/theater_comedy:",
                         help=", then ".join(MOODS).capitalize() + ".")  # fmt: skip
    if one or four:
        with boundary(), st.spinner("Speaking"):
            speech = _moods(desk, line) if four else _one(desk, line, emotion)
            _keep(desk, speech, said="in four moods" if four else emotion)
    heard = session_wizard.sample(desk.session.id)
    if heard:
        preview_frame.draw(desk.services.links, desk.actor, "voice", heard)


def _one(desk: Desk, line: str, emotion: str) -> Speech:
    return desk.services.voices.sample(desk.actor, desk.genome, line, emotion, spent=partial(_spent, desk))


def _moods(desk: Desk, line: str) -> Speech:
    return desk.services.voices.in_moods(desk.actor, desk.genome, line, MOODS, spent=partial(_spent, desk))


def _spent(desk: Desk, usage: Usage) -> None:
    """What a provider charged belongs to this step, and to the ledger."""
    desk.services.wizard.spend(desk.actor, desk.session.id, Step.VOICE, usage)


def _keep(desk: Desk, speech: Speech, *, said: str) -> None:
    """Keep the sample as an asset of the session; the same sound is kept, and paid for, once."""
    mark = hashlib.sha256(speech.data).hexdigest()
    if not session_wizard.sample_of(desk.session.id, mark):
        voice = desk.genome.voice
        named = BY_ID[voice.voice_id].name if voice.voice_id in BY_ID else voice.voice_id
        label = f"{said.capitalize()} · {named}" if named else said.capitalize()
        kept = desk.services.assets.keep_speech(
            desk.actor, speech, cloned=voice.is_cloned, wizard_id=desk.session.id, label=label
        )
        session_wizard.keep_sample(desk.session.id, mark, kept.id)
    session_wizard.play_sample(desk.session.id, mark)


def _slider(desk: Desk, name: str, label: str, value: float, span: tuple[float, float, float]) -> None:
    """A field between two bounds, in steps; a value outside is shown at the bound and kept as it is."""
    low, high, step = span
    shown = type(step)(round(min(high, max(low, round(value / step) * step)), 2))
    key = desk.key(PART, name, shown, stored=lambda one: cast("JsonValue", one))
    st.slider(desk.title(PART, name, label), low, high, shown, step=step, key=key)
    desk.below(PART, name)


def _preset(voice_id: str) -> str:
    found = BY_ID.get(voice_id)
    return f"{found.name} · {found.sounds}, {found.age}, {found.accent}" if found else voice_id or "The archetype's own"
