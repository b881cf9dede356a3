"""The step VOICE: its fields are paths within the genome's `voice`. Knows how they enter it, and what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.archetypes.twelve import archetype
from store.wizard_values import Part
from studio.media.voice import choosing, delivery
from studio.wizard.overlay import Problem, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import JsonValue

    from brain.genome import PersonaGenome

PART: Final = Part.VOICE

_PROFILES: Final = "profiles."

_ELEVENLABS_ID: Final = re.compile(r"[A-Za-z0-9]{5,}")
"""How an id of ElevenLabs' looks; eSpeak NG's are a short code of a language, with a dash or a plus if longer."""


def apply(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[PersonaGenome, tuple[Problem, ...]]:
    """The genome with the fields of this step in it, and those that did not fit.

    A field such as `profiles.happy.pitch` changes that one thing in the emotion's profile, which is otherwise the one
    that follows from the neutral profile, changed or not.
    """
    shaped = {name: value for name, value in fields.items() if name.startswith(_PROFILES)}
    neutral = {name: value for name, value in shaped.items() if emotion_of(name) == "neutral"}
    plain = {name: value for name, value in fields.items() if name not in shaped}
    genome, wrong = put(genome, "voice", plain | neutral)
    rest = {name: value for name, value in shaped.items() if name not in neutral}
    genome, more = put(_with_profiles(genome, map(emotion_of, rest)), "voice", rest)
    return _of_its_provider(genome), (*wrong, *more)


def problems(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[Problem, ...]:  # noqa: ARG001
    """What keeps this step from being published, beside the fields that do not fit."""
    return ()


def suited(genome: PersonaGenome) -> PersonaGenome:
    """The genome with the preset that its pronouns, its age and its archetype suggest."""
    chosen = choosing.suggested(genome).id
    return genome.model_copy(update={"voice": genome.voice.model_copy(update={"voice_id": chosen})})


def emotion_of(field: str) -> str:
    """The emotion whose profile a field belongs to: `happy` for `profiles.happy.pitch`."""
    return field.removeprefix(_PROFILES).rpartition(".")[0]


def _of_its_provider(genome: PersonaGenome) -> PersonaGenome:
    """The genome without a voice that was chosen at another provider: the suggested preset, or the archetype's own.

    A preset is nobody's copy.
    """
    voice = genome.voice
    foreign = bool(_ELEVENLABS_ID.fullmatch(voice.voice_id))
    if voice.provider == "espeak" and (foreign or voice.is_cloned):
        voice_id = choosing.suggested(genome).id if foreign else voice.voice_id
        voice = voice.model_copy(update={"voice_id": voice_id, "is_cloned": False})
    elif voice.provider == "elevenlabs" and voice.voice_id and not foreign:
        voice = voice.model_copy(update={"voice_id": archetype(genome.metadata.archetype).elevenlabs_voice})
    return genome.model_copy(update={"voice": voice})


def _with_profiles(genome: PersonaGenome, emotions: Iterable[str]) -> PersonaGenome:
    voice = genome.voice
    made = {emotion: delivery.profile(voice, emotion) for emotion in emotions}
    if not made:
        return genome
    return genome.model_copy(update={"voice": voice.model_copy(update={"profiles": {**voice.profiles, **made}})})
