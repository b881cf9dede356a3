"""ElevenLabs as a SpeechModel and a catalogue of voices. Knows no SDK."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput
from brain.models import prices
from studio.media.voice import delivery, sound
from studio.media.voice.catalogue import VoiceEntry, VoicePage
from studio.media.voice.elevenlabs_server import SAMPLE_RATE, Server
from studio.media.voice.plain_text import required
from studio.media.voice.speech import Speech
from studio.media.voice.timings import words_of_characters

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from brain.genome.voice import VoiceDNA
    from brain.models.prices import PriceTable
    from studio.media.voice.elevenlabs_server import Heard
    from studio.media.voice.speech import SpeechRequest

MODEL: Final = "eleven_turbo_v2"
"""The model where the genome names none: that of the system report."""

NATURAL_RATE: Final = 150
"""Words a minute that count as the voice's own speed: the genome's default."""

_SLOWEST, _FASTEST = 0.7, 1.2
"""What the service takes as a speed."""

_VOICE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MP3: Final = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
_MP3_BYTES_A_SECOND: Final = 16_000


class ElevenLabsVoice:
    """A SpeechModel over ElevenLabs, or over a server at `base_url` that speaks its format.

    Pitch and range of a profile, pauses and emphasis have no counterpart there and are not sent.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str = "",
        model: str = MODEL,
        table: PriceTable | None = None,
        silence_seconds: float = 30.0,
        total_seconds: float = 60.0,
    ) -> None:
        self._server = Server(
            api_key=api_key, base_url=base_url, silence_seconds=silence_seconds, total_seconds=total_seconds
        )
        self._model, self._table = model, table

    def __repr__(self) -> str:
        return f"ElevenLabsVoice({self._model!r}, host={self._server.host!r})"

    @property
    def id(self) -> str:
        """Provider and default model."""
        return f"elevenlabs/{self._model}"

    @property
    def label(self) -> str:
        """What stands beside each sound."""
        return "ElevenLabs" if self._server.is_public else f"ElevenLabs format ({self._server.host})"

    def speak(self, request: SpeechRequest, *, cancelled: Callable[[], bool] = lambda: False) -> Speech:
        """The speech asked for. Raises InvalidInput for a text or voice that cannot be, and a ModelError."""
        text = required(request.text)
        voice = request.voice
        if not _VOICE_ID.fullmatch(voice.voice_id):
            raise InvalidInput(
                f"{voice.voice_id!r} is no voice of ElevenLabs.", next_step="Choose one: personaforge voice list"
            )
        model = voice.model or self._model
        heard = self._server.speak(
            voice.voice_id, text, model=model, settings=voice_settings(voice, request.emotion), cancelled=cancelled
        )
        data, media_type, seconds = _encoded(heard)
        return Speech(
            data=data,
            media_type=media_type,
            seconds=seconds,
            words=tuple(words_of_characters(heard.characters, heard.starts, heard.ends)),
            phonemes=(),
            made_by=f"elevenlabs/{model}",
            label=self.label,
            cost_microdollars=prices.speech("elevenlabs", model, len(text), table=self._table),
        )

    def search(self, text: str = "", *, page: str = "", size: int = 30) -> VoicePage:
        """Voices of the account, and ElevenLabs' own. Raises a ModelError."""
        told = self._server.voices(text, page=page, size=size)
        found = tuple(entry for one in told["voices"] if (entry := self._entry(one)) is not None)
        token, total = told.get("next_page_token"), told.get("total_count")
        return VoicePage(
            voices=found,
            next_token=token if isinstance(token, str) and told.get("has_more") else "",
            total=total if isinstance(total, int) else None,
        )

    def check(self) -> str:
        """Ask for one voice, and say in a sentence how it went; costs nothing. Raises a ModelError."""
        begun = time.perf_counter()
        page = self._server.voices(size=1)
        count = page.get("total_count")
        some = f" and has {count} voices" if isinstance(count, int) else ""
        return f"{self._server.host} answered in {time.perf_counter() - begun:.1f} seconds{some}."

    def _entry(self, one: object) -> VoiceEntry | None:
        if not isinstance(one, dict) or not isinstance(one.get("voice_id"), str):
            return None
        labels = one.get("labels")
        named: dict[str, Any] = labels if isinstance(labels, dict) else {}
        return VoiceEntry(
            provider="elevenlabs",
            id=one["voice_id"],
            name=_text(one.get("name")) or one["voice_id"],
            label=self.label,
            description=_text(one.get("description")),
            sounds=_text(named.get("gender")),
            age=_text(named.get("age")),
            accent=_text(named.get("accent")),
            category=_text(one.get("category")),
            preview_url=_text(one.get("preview_url")),
        )


def voice_settings(voice: VoiceDNA, emotion: str) -> dict[str, float | bool]:
    """The emotion's profile in ElevenLabs' terms; speed within 0.7 to 1.2."""
    profile = delivery.profile(voice, emotion)
    speed = profile.rate * voice.speaking.words_per_minute / NATURAL_RATE
    return {
        "stability": profile.stability,
        "similarity_boost": profile.similarity,
        "style": profile.style,
        "use_speaker_boost": profile.speaker_boost,
        "speed": round(min(_FASTEST, max(_SLOWEST, speed)), 3),
    }


def _encoded(heard: Heard) -> tuple[bytes, Literal["audio/wav", "audio/mpeg"], float]:
    """The sound as a file, what it is, and its seconds. Servers in ElevenLabs' format may send MP3 all the same."""
    if heard.data.startswith(_MP3):
        return heard.data, "audio/mpeg", max([len(heard.data) / _MP3_BYTES_A_SECOND, *heard.ends[-1:]])
    samples = sound.samples(heard.data[: len(heard.data) // 2 * 2])
    return sound.wav(samples, SAMPLE_RATE), "audio/wav", len(samples) / SAMPLE_RATE


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
