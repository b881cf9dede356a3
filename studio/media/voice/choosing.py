"""Which voice a persona has: the genome's own, its archetype's, or the preset that suits it best. Knows no provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.archetypes.twelve import archetype
from brain.emotion.labels import Emotion
from brain.errors import Forbidden, InvalidInput
from brain.prompt.tag_labels import custom, meant, own_labels
from studio.media.voice import delivery
from studio.media.voice.presets import PRESETS, Preset

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from brain.genome.voice import EmotionProfile, VoiceDNA

_SOUNDS: Final = {"she": "female", "her": "female", "he": "male", "him": "male"}
_YOUNG, _OLD = 30, 60
"""Ages in years below and from which a voice is young or old."""


def suggested(genome: PersonaGenome) -> Preset:
    """The preset for a persona: what its pronouns ask for comes first, then its age, then its archetype's own voice."""
    first = genome.metadata.pronouns.casefold().partition("/")[0].strip()
    sounds = _SOUNDS.get(first, "")
    years = genome.visual.appearance.age
    age = "" if years is None else "young" if years < _YOUNG else "old" if years >= _OLD else "adult"
    own = archetype(genome.metadata.archetype).voice.espeak

    def fit(preset: Preset) -> tuple[bool, bool, bool]:
        return (not sounds or preset.sounds == sounds, not age or preset.age == age, preset.id == own)

    return max(PRESETS, key=fit)


def voiced(genome: PersonaGenome, *, embedded: bool) -> VoiceDNA:
    """The genome's voice with an id, a line to try it with, and profiles for emotions of its own making.

    `embedded`: spoken by the preview voice, whatever provider the genome names; a voice of another provider's is
    replaced by the suggested preset.
    """
    voice = genome.voice
    own = archetype(genome.metadata.archetype)
    voice_id = voice.voice_id
    if embedded:
        voice_id = voice_id if voice.provider == "espeak" and voice_id else suggested(genome).id
    elif not voice_id:
        voice_id = own.elevenlabs_voice
    neutral = delivery.profile(voice, "neutral")
    made: dict[str, EmotionProfile] = {one.name: delivery.moved(neutral, one.vad) for one in genome.mind.emotions}
    return voice.model_copy(
        update={
            "voice_id": voice_id,
            "model": "" if embedded else voice.model,
            "sample_line": voice.sample_line or own.voice.sample_line,
            "profiles": {**made, **voice.profiles},
        }
    )


def label(emotion: str, genome: PersonaGenome | None = None) -> str:
    """The label that a word names: one of the 21, also by another name (`joy`), or the persona's own.

    Raises InvalidInput for a word that names none.
    """
    own = custom(own_labels(genome)) if genome else {}
    profiles = genome.voice.profiles if genome else {}
    if emotion in profiles:
        return emotion
    found = meant(emotion, own)
    if not found:
        raise InvalidInput(
            f"There is no emotion {emotion!r}.",
            next_step=f"Emotions are: {', '.join([*(one.value for one in Emotion), *own.values()])}.",
        )
    return found[0]


def permitted(voice: VoiceDNA, *, name: str, real: bool, consented: bool) -> None:
    """Raises Forbidden for a copy of a real person's voice without that person's recorded consent."""
    if voice.is_cloned and real and not consented:
        raise Forbidden(
            f"The voice of {name!r} is a copy of a real person's and is not spoken.",
            why="That person's consent to it is not recorded, or was taken back.",
            next_step="Record the consent (personaforge consent), or choose a voice: personaforge voice list",
        )
