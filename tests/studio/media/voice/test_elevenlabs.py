from __future__ import annotations

import io
import json
import subprocess
import sys
import wave
from typing import TYPE_CHECKING

import pytest

from brain.errors import (
    InvalidInput,
    ModelCancelled,
    ModelError,
    ModelGarbled,
    ModelOverloaded,
    ModelUnauthorised,
    ModelUnreachable,
)
from brain.genome.voice import EmotionProfile, SpeakingStyle, VoiceDNA
from brain.models import prices
from brain.models.backoff import Backoff
from brain.models.prices import PriceTable, SpeechPrice
from studio.media.voice.elevenlabs import ElevenLabsVoice
from studio.media.voice.retrying import RetryingSpeech
from studio.media.voice.speech import SpeechRequest

if TYPE_CHECKING:
    from .conftest import Vendor

KEY = "sk_0123456789abcdef"
HELLO = SpeechRequest(
    text="Hello there 😀",
    voice=VoiceDNA(
        provider="elevenlabs",
        voice_id="EXAVITQu4vr4xnSDxMaL",
        profiles={"neutral": EmotionProfile(), "happy": EmotionProfile(stability=0.2, similarity=0.9, style=0.7)},
    ),
)


@pytest.fixture
def voice(vendor: Vendor) -> ElevenLabsVoice:
    """The provider at the loopback server, impatient."""
    return ElevenLabsVoice(api_key=KEY, base_url=vendor.url, silence_seconds=0.3, total_seconds=1.0)


def test_speech_has_its_words(voice: ElevenLabsVoice, vendor: Vendor) -> None:
    """One request gives a WAV file with the time of each word, its price and its label."""
    speech = voice.speak(HELLO)
    assert [(word.text, word.start) for word in speech.words] == [("Hello", 0.0), ("there", pytest.approx(0.6))]
    with wave.open(io.BytesIO(speech.data)) as file:
        assert file.getframerate() == 24_000
        assert speech.seconds == pytest.approx(file.getnframes() / 24_000)
    assert speech.cost_microdollars == 11 * 50
    assert (speech.made_by, speech.phonemes) == ("elevenlabs/eleven_turbo_v2", ())
    asked = vendor.heard[0]
    assert (asked.path, asked.key) == ("/v1/text-to-speech/EXAVITQu4vr4xnSDxMaL/with-timestamps", KEY)
    assert asked.query == {"output_format": ["pcm_24000"]}
    assert (asked.body["text"], asked.body["model_id"]) == ("Hello there", "eleven_turbo_v2")


def test_the_profile_is_sent(voice: ElevenLabsVoice, vendor: Vendor) -> None:
    """A persona's own profile goes as it is; a derived one frees an excited voice; speed has its bounds."""
    for emotion in ("happy", "excited", "calm"):
        voice.speak(SpeechRequest(text="Hi", voice=HELLO.voice, emotion=emotion))
    slow = HELLO.voice.model_copy(update={"speaking": SpeakingStyle(words_per_minute=60), "model": "eleven_v3"})
    voice.speak(SpeechRequest(text="Hi", voice=slow))
    happy, excited, calm, last = (one.body["voice_settings"] for one in vendor.heard)
    assert happy == {
        "stability": 0.2, "similarity_boost": 0.9, "style": 0.7, "use_speaker_boost": True, "speed": 1.0,
    }  # fmt: skip
    assert excited["stability"] < 0.5 < calm["stability"]
    assert (excited["speed"], last["speed"]) == (1.2, 0.7)
    assert vendor.heard[-1].body["model_id"] == "eleven_v3"


def test_an_unknown_price_stays_unknown(vendor: Vendor) -> None:
    """A model that no table names has no price, and a table of one's own counts."""
    strange = ElevenLabsVoice(api_key=KEY, base_url=vendor.url, model="eleven_next")
    assert strange.speak(HELLO).cost_microdollars is None
    own = prices.load().model_copy(
        update={
            "speech": (SpeechPrice.model_validate({"provider": "elevenlabs", "model": "eleven_next", "characters": 7}),)
        }
    )
    assert isinstance(own, PriceTable)
    named = ElevenLabsVoice(api_key=KEY, base_url=vendor.url, model="eleven_next", table=own)
    assert named.speak(HELLO).cost_microdollars == 77


def test_voices_come_in_pages(voice: ElevenLabsVoice) -> None:
    """Pages follow each other to the end, each voice once, with what its labels say."""
    found, page = [], voice.search(size=20)
    while True:
        found += page.voices
        if not page.next_token:
            break
        page = voice.search(size=20, page=page.next_token)
    assert (len({entry.id for entry in found}), page.total) == (45, 45)
    assert (found[1].name, found[1].sounds, found[1].accent) == ("Voice 1", "female", "american")
    assert found[1].preview_url.startswith("https://")


def test_voices_are_searched(voice: ElevenLabsVoice) -> None:
    """A search gives what holds its text."""
    assert [entry.name for entry in voice.search("voice 7").voices] == ["Voice 7"]
    assert voice.search("nobody").voices == ()


def test_the_connection_is_checked(voice: ElevenLabsVoice) -> None:
    """A check asks for the list alone, which costs nothing, and says how it went."""
    assert "answered in" in voice.check()


@pytest.mark.parametrize(
    ("status", "kind", "said", "error", "words"),
    [
        (401, "invalid_api_key", f"No such key {KEY}", ModelUnauthorised, "ELEVENLABS_API_KEY"),
        (401, "quota_exceeded", "This request exceeds your quota.", ModelError, "used up"),
        (429, "too_many_concurrent_requests", "Slow down.", ModelOverloaded, "Slow down"),
        (503, "system_busy", "Heavy traffic.", ModelOverloaded, "preview voice"),
        (500, "internal", "Oh.", ModelUnreachable, "500"),
        (400, "voice_not_found", "None.", InvalidInput, "no voice"),
        (422, "bad", "Wrong field.", ModelError, "Wrong field"),
    ],
)
def test_refusals_are_typed(
    voice: ElevenLabsVoice, vendor: Vendor, status: int, kind: str, said: str, error: type[Exception], words: str
) -> None:
    """Each of the service's refusals is an error of its own kind, in words, without the key, after one request."""
    vendor.fails(status, kind, said, retry_after="7")
    with pytest.raises(error, match=words) as caught:
        voice.speak(HELLO)
    assert KEY not in str(caught.value)
    assert len(vendor.heard) == 1
    if isinstance(caught.value, ModelOverloaded):
        assert caught.value.retry_after == 7.0


@pytest.mark.parametrize(
    ("connection", "error"), [("cut", ModelError), ("hang", ModelUnreachable), ("drip", ModelUnreachable)]
)
def test_connections_that_break_are_typed(
    voice: ElevenLabsVoice, vendor: Vendor, connection: str, error: type[Exception]
) -> None:
    """A connection that is cut, says nothing or never ends becomes an error within the time limits."""
    vendor.breaks(connection)
    with pytest.raises(error):
        voice.speak(HELLO)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>Hi</html>",
        "[]",
        "null",
        "3",
        "{}",
        '{"audio_base64": 3}',
        '{"audio_base64": "%%%"}',
        '{"audio_base64": ""}',
    ],
)
def test_garbage_is_typed(voice: ElevenLabsVoice, vendor: Vendor, body: str) -> None:
    """An answer without sound is an error that says it could not be read, for speech and for the list."""
    vendor.says(body)
    with pytest.raises(ModelGarbled):
        voice.speak(HELLO)
    vendor.says(body)
    with pytest.raises(ModelGarbled):
        voice.search()


@pytest.mark.parametrize("alignment", [None, {}, 3, {"characters": 1}, {"characters": ["a"]}])
def test_speech_without_times_is_speech(voice: ElevenLabsVoice, vendor: Vendor, alignment: object) -> None:
    """Sound whose times are missing or garbled has no words, and is kept."""
    vendor.says(json.dumps({"audio_base64": "AQIDBA==", "alignment": alignment}))
    assert voice.speak(HELLO).words == ()


def test_strange_voices_in_a_list_are_left_out(voice: ElevenLabsVoice, vendor: Vendor) -> None:
    """What is no voice is left out of a list, and odd fields become empty."""
    vendor.says(
        json.dumps({"voices": [{}, {"voice_id": 7}, {"voice_id": "a", "labels": 4, "name": None}], "has_more": False})
    )
    assert [(entry.id, entry.name) for entry in voice.search().voices] == [("a", "a")]


def test_it_is_asked_again(voice: ElevenLabsVoice, vendor: Vendor) -> None:
    """Faults that pass are asked again after the wait that the server wants; others are not."""
    waits: list[float] = []
    patient = RetryingSpeech(voice, backoff=Backoff(attempts=3, sleep=waits.append))
    vendor.fails(429, "busy", "Wait.", retry_after="2")
    vendor.breaks("cut")
    assert patient.speak(HELLO).seconds > 0
    assert sum(waits) >= 2
    assert len(vendor.heard) == 3
    vendor.fails(401, "invalid_api_key", "No.")
    with pytest.raises(ModelUnauthorised):
        patient.speak(HELLO)
    assert len(vendor.heard) == 4
    vendor.fails(429, "busy", "Wait.", retry_after="2")
    with pytest.raises(ModelCancelled):
        patient.speak(HELLO, cancelled=lambda: len(vendor.heard) == 5)


def test_waiting_can_be_cancelled(vendor: Vendor) -> None:
    """Whoever stops waiting for a slow server is let go."""
    vendor.breaks("hang")
    voice = ElevenLabsVoice(api_key=KEY, base_url=vendor.url)
    with pytest.raises(ModelCancelled):
        voice.speak(HELLO, cancelled=lambda: bool(vendor.heard))
    vendor.released.set()


@pytest.mark.parametrize("voice_id", ["", "en-us+f1", "../voices", "a b", "é"])
def test_ids_that_are_none_are_refused(voice: ElevenLabsVoice, vendor: Vendor, voice_id: str) -> None:
    """An id that ElevenLabs cannot have is refused before anything is sent."""
    with pytest.raises(InvalidInput, match="no voice of ElevenLabs"):
        voice.speak(SpeechRequest(text="Hi", voice=VoiceDNA(voice_id=voice_id)))
    assert vendor.heard == []


@pytest.mark.parametrize(
    ("key", "url", "error"),
    [
        ("", "", ModelUnauthorised),
        ("a b", "http://127.0.0.1:9", ModelUnauthorised),
        (KEY, "ftp://x", ModelUnreachable),
        (KEY, "http://127.0.0.1:9", ModelUnreachable),
    ],
)
def test_settings_that_cannot_work_are_told(key: str, url: str, error: type[Exception]) -> None:
    """No key, a key that is none, a wrong address and a closed port each say so."""
    with pytest.raises(error):
        ElevenLabsVoice(api_key=key, base_url=url).speak(HELLO)


def test_the_key_is_kept_to_itself_and_the_sdk_is_lazy() -> None:
    """The provider's text holds no key, and importing it does not import the SDK."""
    assert KEY not in repr(ElevenLabsVoice(api_key=KEY))
    code = "import sys; import studio.media.voice.elevenlabs; print('elevenlabs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"False\n"  # noqa: S603
