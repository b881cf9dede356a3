"""Voices of personas: those that can be chosen, samples, and whole replies spoken. Knows no screen and no SDK."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from brain.genome import PersonaGenome
from brain.prompt.tag_labels import own_labels
from brain.prompt.tags import parse
from brain.turn import Usage
from studio.media.voice import choosing, delivery
from studio.media.voice.catalogue import VoiceEntry, VoicePage
from studio.media.voice.joining import joined
from studio.media.voice.presets import PRESETS
from studio.media.voice.segments import segments
from studio.media.voice.speech import SpeechRequest
from studio.quotas.speaking import cost_of, unlimited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from brain.genome.voice import EmotionProfile, VoiceDNA
    from store.actor import Actor
    from store.values import Consent
    from studio.media.voice.catalogue import VoiceCatalogue
    from studio.media.voice.espeak import EspeakVoice
    from studio.media.voice.presets import Preset
    from studio.media.voice.speech import Speech, SpeechModel
    from studio.quotas.speaking import Speaking

KEPT_BYTES: Final = 32 * 1024 * 1024
"""Sound that is kept in memory so that the same sample is not made, or paid for, twice."""

MOOD_PAUSE: Final = 0.6
"""Seconds of silence after each mood."""

REMOTE: Final = "elevenlabs:"
"""How the token of a page of ElevenLabs' begins, and the first of them; the embedded presets stand before it."""


class Voices:
    """The voices of this studio. `remote` and `catalogue` are None without ElevenLabs. Safe in threads.

    `consents` gives those of a persona's id that the actor may see. `ledger` is told what a provider charged, with the
    persona's id, at the moment it has answered: a sample that is kept in memory is not paid for again. `speaking` sets
    aside what the plan has of it, before a provider is asked.
    """

    def __init__(
        self,
        *,
        embedded: EspeakVoice,
        remote: SpeechModel | None = None,
        catalogue: VoiceCatalogue | None = None,
        consents: Callable[[Actor, str], Iterable[Consent]] = lambda *_: (),
        ledger: Callable[[Actor, Usage, str], object] = lambda *_: None,
        speaking: Speaking = unlimited,
    ) -> None:
        self.embedded, self.remote, self._catalogue, self._consents = embedded, remote, catalogue, consents
        self._ledger, self._speaking = ledger, speaking
        self._kept: OrderedDict[str, Speech] = OrderedDict()
        self._lock = threading.Lock()

    def catalogue(self, actor: Actor, text: str = "", *, page: str = "", size: int = 30) -> VoicePage:
        """Voices that hold the text: the embedded presets, and then, page by page, ElevenLabs' where a key is set.

        Raises InvalidInput for a page that is none, and a ModelError where ElevenLabs fails; the first page never does.
        """
        del actor  # whoever may use the studio may see its voices
        if not page:
            wanted = text.casefold()
            found = tuple(entry for entry in map(self._entry, PRESETS) if wanted in _words(entry))
            return VoicePage(voices=found, next_token=REMOTE if self._catalogue else "", total=len(found))
        if not page.startswith(REMOTE) or self._catalogue is None:
            raise InvalidInput(f"There is no page {page!r} of voices.", next_step="Begin at the first page.")
        more = self._catalogue.search(text, page=page.removeprefix(REMOTE), size=size)
        return VoicePage(
            voices=more.voices, next_token=REMOTE + more.next_token if more.next_token else "", total=more.total
        )

    def suggest(self, actor: Actor, genome: PersonaGenome) -> VoiceEntry:
        """The embedded preset that suits a persona by pronouns, age and archetype."""
        del actor
        return self._entry(choosing.suggested(genome))

    def sample(
        self,
        actor: Actor,
        whose: PersonaGenome | VoiceDNA,
        text: str = "",
        emotion: str = "neutral",
        *,
        persona_id: str = "",
        spent: Callable[[Usage], object] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Speech:
        """A text in a persona's voice, or in a voice alone, in an emotion; without a text its sample line.

        A voice whose provider has no key here is spoken by the preview voice, as the label says. The same sample is
        made once. What it costs goes to `spent`, or else into the ledger. Raises InvalidInput for a text, a voice or an
        emotion that cannot be, Forbidden for a copy of a real person's voice to which the persona of that id has no
        consent, and a ModelError.
        """
        voice, model, said = self._cast(actor, whose, emotion, persona_id)
        words = text or voice.sample_line
        key = hashlib.sha256(
            f"{model.id}\x00{model.label}\x00{voice.model_dump_json()}\x00{words}\x00{said}".encode("utf-8", "replace")
        ).hexdigest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        request = SpeechRequest(text=words, voice=voice, emotion=said)
        speech = self._spoken(actor, model, request, persona_id, spent, cancelled)
        self._keep(key, speech)
        return speech

    def in_moods(
        self,
        actor: Actor,
        genome: PersonaGenome,
        text: str,
        emotions: Sequence[str],
        *,
        spent: Callable[[Usage], object] | None = None,
    ) -> Speech:
        """A text said once in each of these emotions, as one sound. Raises as `sample` does."""
        return joined([(self.sample(actor, genome, text, emotion, spent=spent), MOOD_PAUSE) for emotion in emotions])

    def profile(self, genome: PersonaGenome, emotion: str) -> EmotionProfile:
        """How an emotion of a persona sounds: its own profile, or the one that is derived."""
        voice = choosing.voiced(genome, embedded=genome.voice.provider == "espeak")
        return delivery.profile(voice, emotion)

    def reply(
        self,
        actor: Actor,
        genome: PersonaGenome,
        text: str,
        *,
        emotion: str = "neutral",
        persona_id: str = "",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Speech:
        """A reply with its response tags as one sound: each piece in its emotion, pauses where they stand.

        It begins in `emotion`. Raises as `sample` does.
        """
        voice, model, said = self._cast(actor, genome, emotion, persona_id)
        clean, tags = parse(text, own_labels(genome))
        pieces = segments(clean, tags, emotion=said)
        if model is self.embedded:
            return self.embedded.say(pieces, voice=voice, cancelled=cancelled)
        spoken = [piece for piece in pieces if any(sign.isalnum() for sign in piece.text)]
        if not spoken:
            raise InvalidInput("The reply has no words to say.", next_step="Choose another reply.")
        said_pieces = []
        for piece in spoken:
            request = SpeechRequest(text=piece.text, voice=voice, emotion=piece.emotion)
            speech = self._spoken(actor, model, request, persona_id, None, cancelled)
            said_pieces.append((speech, piece.pause_seconds))
        return joined(said_pieces)

    def close(self) -> None:
        """End the process of the preview voice."""
        self.embedded.close()

    def _cast(
        self, actor: Actor, whose: PersonaGenome | VoiceDNA, emotion: str, persona_id: str
    ) -> tuple[VoiceDNA, SpeechModel, str]:
        """The voice with everything filled in, who speaks it, and the emotion's label."""
        genome = whose if isinstance(whose, PersonaGenome) else None
        voice = whose.voice if isinstance(whose, PersonaGenome) else whose
        choosing.permitted(
            voice,
            name=genome.metadata.name if genome else voice.voice_id,
            # Of a voice alone nobody can say whose it is.
            real=genome.metadata.is_real if genome else True,
            consented=voice.is_cloned and bool(persona_id) and self._consented(actor, persona_id),
        )
        model = self.remote if self.remote is not None and voice.provider == "elevenlabs" else self.embedded
        if genome is not None:
            voice = choosing.voiced(genome, embedded=model is self.embedded)
        elif model is self.embedded and voice.provider != "espeak":
            voice = voice.model_copy(update={"voice_id": ""})
        return voice, model, choosing.label(emotion, genome)

    def _spoken(
        self,
        actor: Actor,
        model: SpeechModel,
        request: SpeechRequest,
        persona_id: str,
        spent: Callable[[Usage], object] | None,
        cancelled: Callable[[], bool],
    ) -> Speech:
        """The speech, within the plan of the actor where a provider makes it."""
        if model is self.embedded:
            return model.speak(request, cancelled=cancelled)
        length, provider, own = len(request.text), model.id.partition("/")[0], request.voice.model
        name = f"{provider}/{own}" if own else model.id
        with self._speaking(actor, length, persona_id, cost_of(name, length), name) as took:
            speech = model.speak(request, cancelled=cancelled)
            # Entered before it is settled: if this process dies in between, what it cost is known all the same.
            self._enter(actor, speech, request.text, persona_id, spent)
            took(speech.seconds)
        return speech

    def _enter(
        self, actor: Actor, speech: Speech, words: str, persona_id: str, spent: Callable[[Usage], object] | None
    ) -> None:
        """Say what a call took, unless it is known to have cost nothing."""
        if speech.cost_microdollars == 0:
            return
        provider, _, model = speech.made_by.partition("/")
        usage = Usage(
            provider=provider,
            model=model,
            cost_microdollars=speech.cost_microdollars,
            operation="speech",
            characters=len(words),
            seconds=speech.seconds,
        )
        if spent is None:
            self._ledger(actor, usage, persona_id)
        else:
            spent(usage)

    def _consented(self, actor: Actor, persona_id: str) -> bool:
        return any(one.kind == "voice" and one.revoked_at is None for one in self._consents(actor, persona_id))

    def _keep(self, key: str, speech: Speech) -> None:
        with self._lock:
            self._kept[key] = speech
            while sum(len(kept.data) for kept in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)

    def _entry(self, preset: Preset) -> VoiceEntry:
        return VoiceEntry(
            provider="espeak",
            id=preset.id,
            name=preset.name,
            label=self.embedded.label,
            sounds=preset.sounds,
            age=preset.age,
            accent=preset.accent,
            category="preset",
        )


def _words(entry: VoiceEntry) -> str:
    return f"{entry.id} {entry.name} {entry.sounds} {entry.age} {entry.accent}".casefold()
