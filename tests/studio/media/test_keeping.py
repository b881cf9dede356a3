"""What was made or given is kept with where it comes from, and what it cost is in the ledger."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.errors import InvalidInput
from store.values import AssetKind
from studio.media.visual.picture import Picture, PictureRequest
from studio.media.voice.speech import Speech

if TYPE_CHECKING:
    from studio.wiring import Services

    from .conftest import Disc


@pytest.fixture
def persona_id(services: Services) -> str:
    """A persona of the actor's own."""
    genome = demo.load_all()[0]
    mine = genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"slug": "mine"})})
    return services.library.create(services.actor, mine).card.id


def _sound() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(8_000))
    return made.getvalue()


def test_a_picture_is_kept_with_its_cost(services: Services, persona_id: str, disc: Disc) -> None:
    """Who made it, the seed, from what and for how much stand with it; a paid one is one call in the ledger."""
    drawn = disc.draw(PictureRequest(visual=demo.load_all()[0].visual, size=64))
    paid = Picture(
        data=drawn.data, media_type="image/png", width=64, height=64, seed=9, made_by="flux/dev", label="Flux",
        cost_microdollars=25_000,
    )  # fmt: skip
    free = services.assets.keep_picture(services.actor, drawn, persona_id=persona_id, primary=True)
    kept = services.assets.keep_picture(
        services.actor, paid, persona_id=persona_id, emotion="happy", detail={"dna": "abc"}
    )
    assert (free.kind, free.is_primary, free.sensitive) == (AssetKind.PORTRAIT, True, False)
    assert (kept.kind, kept.label) == (AssetKind.EXPRESSION, "happy")
    assert (kept.provenance.provider, kept.provenance.seed, kept.provenance.detail) == ("flux/dev", 9, {"dna": "abc"})
    total = services.store.usage.total(services.actor, persona_id=persona_id)
    assert (total.calls, total.cost_microdollars, total.unpriced) == (1, 25_000, 0)


def test_speech_is_kept_with_its_cost_and_not_entered_again(services: Services, persona_id: str) -> None:
    """What was spoken is in the ledger already; only a cloned voice is encrypted."""
    speech = Speech(
        data=_sound(), media_type="audio/wav", seconds=0.5, words=(), phonemes=(), made_by="eleven/v3", label="Eleven",
        cost_microdollars=None,
    )  # fmt: skip
    plain = services.assets.keep_speech(services.actor, speech, cloned=False, persona_id=persona_id, label="calm")
    cloned = services.assets.keep_speech(services.actor, speech, cloned=True, persona_id=persona_id)
    assert (plain.sensitive, cloned.sensitive, plain.seconds) == (False, True, 0.5)
    assert services.store.assets.read(services.actor, cloned.id) == speech.data
    assert (plain.provenance.provider, plain.provenance.cost_microdollars) == ("eleven/v3", None)
    assert services.store.usage.total(services.actor, persona_id=persona_id).calls == 0


def test_an_upload_is_what_it_holds(services: Services) -> None:
    """A recording is kept for a wizard, encrypted; a text that is called one is refused."""
    kept = services.assets.keep_upload(
        services.actor, _sound(), "audio/wav", kind=AssetKind.VOICE_SAMPLE, wizard_id="w1", label="my voice"
    )
    assert (kept.sensitive, kept.wizard_id, kept.provenance.label) == (True, "w1", "uploaded")
    with pytest.raises(InvalidInput):
        services.assets.keep_upload(services.actor, b"hello", "audio/wav", kind=AssetKind.VOICE_SAMPLE)
