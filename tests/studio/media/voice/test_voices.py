from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from brain.archetypes.complete import genome_from
from brain.archetypes.twelve import archetype
from brain.errors import Forbidden, InvalidInput, ModelUnauthorised, QuotaReached
from brain.genome.custom_emotion import CustomEmotion
from brain.genome.metadata import Archetype
from brain.genome.voice import VoiceDNA
from store.actor import LOCAL_ACTOR
from store.values import Consent
from store.wizard_values import Step
from studio.media.voice.elevenlabs import ElevenLabsVoice
from studio.settings import Settings
from studio.voices import Voices
from studio.wiring import build
from studio.wizard.sources import blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.genome import PersonaGenome
    from store.actor import Actor
    from studio.media.voice.espeak import EspeakVoice

    from .conftest import Vendor

KEY = "sk_0123456789abcdef"


@pytest.fixture
def offline(espeak: EspeakVoice) -> Voices:
    """The voices of a studio without a key."""
    return Voices(embedded=espeak)


@pytest.fixture
def online(espeak: EspeakVoice, vendor: Vendor) -> Voices:
    """The voices of a studio with a key for the loopback server."""
    remote = ElevenLabsVoice(api_key=KEY, base_url=vendor.url)
    return Voices(embedded=espeak, remote=remote, catalogue=remote)


@pytest.fixture
def persona() -> Callable[..., PersonaGenome]:
    """Makes a persona of an archetype with these fields of metadata and voice."""

    def make(
        which: Archetype = Archetype.SAGE, *, voice: dict[str, object] | None = None, **metadata: object
    ) -> PersonaGenome:
        genome = genome_from(which, name="Nia Vale")
        return genome.model_copy(
            update={
                "metadata": genome.metadata.model_copy(update=metadata),
                "voice": genome.voice.model_copy(update=voice or {}),
            }
        )

    return make


def test_every_archetype_speaks_its_own_line(offline: Voices, persona: Callable[..., PersonaGenome]) -> None:
    """Without a voice id or a line in the genome each archetype has its own of both, and no two sound alike."""
    heard = set()
    for which in Archetype:
        speech = offline.sample(LOCAL_ACTOR, persona(which, voice={"voice_id": "", "sample_line": ""}))
        line = archetype(which).voice.sample_line
        assert speech.words[0].text == line.split()[0]
        heard.add(offline.sample(LOCAL_ACTOR, persona(which), "The same words.").data)
    assert len(heard) == len(Archetype)


def test_the_same_sample_is_made_once(online: Voices, vendor: Vendor, persona: Callable[..., PersonaGenome]) -> None:
    """Asked again, a sample costs no request; another text, emotion or profile is another sample."""
    genome = persona(voice={"provider": "elevenlabs", "voice_id": "abc"})
    first = online.sample(LOCAL_ACTOR, genome, "Hello.")
    assert online.sample(LOCAL_ACTOR, genome, "Hello.") is first
    assert len(vendor.heard) == 1
    online.sample(LOCAL_ACTOR, genome, "Hello.", "happy")
    online.sample(LOCAL_ACTOR, genome, "Hello!")
    assert len(vendor.heard) == 3


def test_emotions_have_names_and_may_be_ones_own(offline: Voices, persona: Callable[..., PersonaGenome]) -> None:
    """`joy` is happy, a persona's own emotion sounds by its point, and another word is refused with those known."""
    genome = persona()
    smug = CustomEmotion.model_validate({"name": "smug", "vad": {"valence": 0.6, "arousal": 0.9, "dominance": 0.9}})
    own = genome.model_copy(update={"mind": genome.mind.model_copy(update={"emotions": (smug,)})})
    assert offline.sample(LOCAL_ACTOR, genome, "Hi.", "joy") is offline.sample(LOCAL_ACTOR, genome, "Hi.", "happy")
    assert offline.sample(LOCAL_ACTOR, own, "Hi.", "smug").data != offline.sample(LOCAL_ACTOR, own, "Hi.").data
    with pytest.raises(InvalidInput, match="thoughtful"):
        offline.sample(LOCAL_ACTOR, genome, "Hi.", "smug")


def test_without_a_key_the_preview_voice_speaks(offline: Voices, persona: Callable[..., PersonaGenome]) -> None:
    """A persona whose voice is ElevenLabs' is spoken by the preset that suits it, and the label says so."""
    genome = persona(voice={"provider": "elevenlabs", "voice_id": "EXAVITQu4vr4xnSDxMaL"}, pronouns="she/her")
    assert offline.sample(LOCAL_ACTOR, genome, "Hi.").label == "preview voice"
    assert offline.sample(LOCAL_ACTOR, VoiceDNA(provider="playht", voice_id="x"), "Hi.").label == "preview voice"


def test_a_voice_is_suggested(offline: Voices, persona: Callable[..., PersonaGenome]) -> None:
    """Pronouns come first, and the archetype's own voice where they fit or say nothing."""
    for which in Archetype:
        assert offline.suggest(LOCAL_ACTOR, persona(which, pronouns="they/them")).id == archetype(which).voice.espeak
        assert offline.suggest(LOCAL_ACTOR, persona(which, pronouns="she/her")).sounds == "female"
        assert offline.suggest(LOCAL_ACTOR, persona(which, pronouns="He/him")).sounds == "male"
    genome = persona(pronouns="he/him")
    look = genome.visual.appearance.model_copy(update={"age": 82})
    old = genome.model_copy(update={"visual": genome.visual.model_copy(update={"appearance": look})})
    assert offline.suggest(LOCAL_ACTOR, old).age == "old"


def test_a_copy_of_a_real_voice_is_not_spoken(offline: Voices, persona: Callable[..., PersonaGenome]) -> None:
    """A cloned voice of a real person, or of nobody known, is refused; an invented persona's is spoken."""
    cloned = {"is_cloned": True}
    for whose in (persona(voice=cloned, is_real=True), VoiceDNA(is_cloned=True)):
        with pytest.raises(Forbidden, match="consent"):
            offline.sample(LOCAL_ACTOR, whose, "Hi.")
    with pytest.raises(Forbidden, match="consent"):
        offline.reply(LOCAL_ACTOR, persona(voice=cloned, is_real=True), "Hi.")
    assert offline.sample(LOCAL_ACTOR, persona(voice=cloned), "Hi.").seconds > 0


def test_a_recorded_consent_lets_a_copy_speak(espeak: EspeakVoice, persona: Callable[..., PersonaGenome]) -> None:
    """With that person's consent to the voice it is spoken; one to the likeness, or taken back, is none."""
    given = Consent("1", "p", "voice", "Nia", "I agree.", "me", datetime.now(UTC), None)
    kept = {
        "p": (given,),
        "other kind": (replace(given, kind="likeness"),),
        "revoked": (replace(given, revoked_at=given.recorded_at),),
        "none": (),
    }
    voices = Voices(embedded=espeak, consents=lambda _, persona_id: kept[persona_id])
    whose = persona(voice={"is_cloned": True}, is_real=True)
    assert voices.sample(LOCAL_ACTOR, whose, "Hi.", persona_id="p").seconds > 0
    for other in ("other kind", "revoked", "none"):
        with pytest.raises(Forbidden):
            voices.sample(LOCAL_ACTOR, whose, "Hi.", persona_id=other)


def test_voices_of_all_providers(online: Voices, offline: Voices) -> None:
    """The presets come first and ElevenLabs' pages after them, each voice once; a search narrows both."""
    page = online.catalogue(LOCAL_ACTOR)
    assert {entry.label for entry in page.voices} == {"preview voice"}
    found = list(page.voices)
    while page.next_token:
        page = online.catalogue(LOCAL_ACTOR, page=page.next_token)
        found += page.voices
    assert len({(entry.provider, entry.id) for entry in found}) == len(found) == 16 + 45
    assert [entry.name for entry in offline.catalogue(LOCAL_ACTOR, "scottish").voices] == ["Hamish"]
    assert offline.catalogue(LOCAL_ACTOR).next_token == ""
    for page_token in ("7", "elevenlabs:"):
        with pytest.raises(InvalidInput, match="no page"):
            offline.catalogue(LOCAL_ACTOR, page=page_token)


def test_a_failing_service_leaves_the_presets(
    online: Voices, vendor: Vendor, persona: Callable[..., PersonaGenome]
) -> None:
    """When ElevenLabs refuses the key its page and its voices say so; the presets are still there and speak."""
    vendor.fails(401, "invalid_api_key", "No.")
    with pytest.raises(ModelUnauthorised):
        online.catalogue(LOCAL_ACTOR, page=online.catalogue(LOCAL_ACTOR).next_token)
    vendor.fails(401, "invalid_api_key", "No.")
    with pytest.raises(ModelUnauthorised):
        online.sample(LOCAL_ACTOR, persona(voice={"provider": "elevenlabs", "voice_id": "abc"}), "Hi.")
    assert online.sample(LOCAL_ACTOR, persona(), "Hi.").seconds > 0


def test_a_reply_is_spoken_by_either(online: Voices, vendor: Vendor, persona: Callable[..., PersonaGenome]) -> None:
    """A tagged reply becomes one sound with its pauses, whoever speaks; the parts' costs add up."""
    reply = "[EMOTION:happy] Hello you. [PAUSE:long] [EMOTION:sad] Goodbye."
    local = online.reply(LOCAL_ACTOR, persona(), reply)
    remote = online.reply(LOCAL_ACTOR, persona(voice={"provider": "elevenlabs", "voice_id": "abc"}), reply)
    for speech in (local, remote):
        assert [word.text for word in speech.words] == ["Hello", "you.", "Goodbye."]
        assert speech.words[2].start - speech.words[1].end >= 1.0
    assert remote.cost_microdollars == 50 * len("Hello you.Goodbye.")
    assert [asked.body["text"] for asked in vendor.heard] == ["Hello you.", "Goodbye."]
    with pytest.raises(InvalidInput):
        online.reply(LOCAL_ACTOR, persona(voice={"provider": "elevenlabs", "voice_id": "abc"}), "[PAUSE:long]")


def test_parts_that_cannot_be_joined_are_told(
    online: Voices, vendor: Vendor, persona: Callable[..., PersonaGenome]
) -> None:
    """Where a server sends MP3, one sample is kept as it is; a reply of several parts says what is wrong."""
    genome = persona(voice={"provider": "elevenlabs", "voice_id": "abc"})
    vendor.says('{"audio_base64": "SUQzAAAA"}')
    assert online.sample(LOCAL_ACTOR, genome, "Hi.").media_type == "audio/mpeg"
    vendor.says('{"audio_base64": "SUQzAAAA"}')
    with pytest.raises(Exception, match="cannot be joined"):
        online.reply(LOCAL_ACTOR, genome, "Hi.")


def test_the_studio_wires_its_voices(folder: object, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """With a key the voices are ElevenLabs' too, each call is paid for once, and closing ends the preview voice."""
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)
    monkeypatch.setenv("PERSONAFORGE_ELEVENLABS_BASE_URL", vendor.url)
    services = build(Settings())
    try:
        assert KEY not in repr(services.settings) + repr(services.providers.list())
        assert services.providers.test("elevenlabs").ok
        vendor.fails(401, "invalid_api_key", f"Wrong: {KEY}")
        check = services.providers.test("elevenlabs")
        assert not check.ok
        assert KEY not in check.text
        genome = genome_from(Archetype.HERO, name="Nia", voice_provider="elevenlabs")
        assert services.voices.sample(services.actor, genome).made_by == "elevenlabs/eleven_turbo_v2"
        spent = services.store.usage.total(services.actor)
        assert (spent.calls, spent.cost_microdollars) == (1, 50 * len(genome.voice.sample_line))
        services.voices.sample(services.actor, genome)
        services.voices.reply(services.actor, genome, "Good. [PAUSE:long] Go on.")
        services.voices.sample(services.actor, genome_from(Archetype.HERO, name="Nia"))
        assert services.store.usage.total(services.actor).calls > spent.calls
        begun = services.wizard.begin(services.actor, blank()).session
        entered = partial(services.wizard.spend, services.actor, begun.id, Step.VOICE)
        before = services.store.usage.total(services.actor).cost_microdollars
        services.voices.in_moods(services.actor, genome, "Hello.", ["happy", "sad"], spent=entered)
        services.voices.in_moods(services.actor, genome, "Hello.", ["happy", "sad"], spent=entered)
        found = services.wizard.get(services.actor, begun.id)
        assert found.cost_microdollars == found.costs["voice"] == 2 * 50 * len("Hello.")
        assert services.store.usage.total(services.actor).cost_microdollars == before + found.cost_microdollars
        assert services.voices.embedded.pid is not None
    finally:
        services.close()
    assert services.voices.embedded.pid is None


def test_a_provider_speaks_within_the_plan(
    espeak: EspeakVoice, vendor: Vendor, persona: Callable[..., PersonaGenome]
) -> None:
    """What it takes is set aside before it is asked and told after; refused, it is not asked."""
    noted: list[object] = []

    @contextmanager
    def speaking(
        _: Actor, characters: int, persona_id: str, cost: int | None, model: str
    ) -> Iterator[Callable[[float], None]]:
        if characters > 10:
            raise QuotaReached("Too long.", limit="voice")
        noted.append((characters, persona_id, cost, model, len(vendor.heard)))
        yield noted.append

    voices = Voices(embedded=espeak, remote=ElevenLabsVoice(api_key=KEY, base_url=vendor.url), speaking=speaking)
    theirs = persona(voice={"provider": "elevenlabs", "voice_id": "abc"})
    speech = voices.sample(LOCAL_ACTOR, theirs, "Hello.", persona_id="p")
    voices.sample(LOCAL_ACTOR, theirs, "Hello.", persona_id="p")
    assert noted == [(6, "p", 300, "elevenlabs/eleven_turbo_v2", 0), speech.seconds]
    with pytest.raises(QuotaReached):
        voices.reply(LOCAL_ACTOR, theirs, "Hello, hello, hello.")
    assert len(vendor.heard) == 1
    assert voices.sample(LOCAL_ACTOR, persona(), "Hello, hello, hello.").seconds > 0
