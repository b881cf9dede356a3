"""The voice of a persona from Python: what `lab.voice(…)` gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.values import Persona
    from studio.media.voice.catalogue import VoiceEntry
    from studio.media.voice.speech import Speech
    from studio.wiring import Services


class PersonaVoice:
    """One persona's voice. What it gives is a Speech: `data` is the file, `words` their times, `label` what it is."""

    def __init__(self, services: Services, persona: Persona) -> None:
        self._services, self._genome, self._id = services, persona.genome, persona.card.id

    def say(self, text: str = "", *, emotion: str = "neutral") -> Speech:
        """The text in an emotion; without one the persona's sample line. Raises InvalidInput and ModelErrors."""
        return self._services.voices.sample(self._services.actor, self._genome, text, emotion, persona_id=self._id)

    def reply(self, text: str, *, emotion: str = "neutral") -> Speech:
        """A reply with its response tags as one sound, such as `"[EMOTION:happy] Yes! [PAUSE:long] Now."`."""
        return self._services.voices.reply(
            self._services.actor, self._genome, text, emotion=emotion, persona_id=self._id
        )

    def suggested(self) -> VoiceEntry:
        """The embedded preset that suits the persona."""
        return self._services.voices.suggest(self._services.actor, self._genome)
