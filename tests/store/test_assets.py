"""Assets: what is kept comes back to whom may see it, on SQLite and PostgreSQL."""

from __future__ import annotations

import io
import os
import wave
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from brain.errors import Forbidden, InvalidInput, NotFound, Protected, StoreCorrupt, StoreError
from store import LOCAL_ACTOR, content, open_store
from store.values import AssetKind, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from store import Store
    from store.values import Persona

    from .conftest import People


def picture(colour: str = "red", *, form: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, form)
    return made.getvalue()


def sound() -> bytes:
    """A tenth of a second of silence."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(1_600))
    return made.getvalue()


def test_what_is_kept_comes_back(store: Store, people: People, persona: Persona) -> None:
    """Bytes, type, size, label, provenance and owner of an asset come back as they were given."""
    made = Provenance(provider="drawn/1", label="drawn", seed=7, cost_microdollars=None, detail={"dna": "ab"})
    kept = store.assets.put(
        people.owner, data=picture(), media_type="image/png", kind=AssetKind.EXPRESSION,
        persona_id=persona.card.id, label="joy", provenance=made,
    )  # fmt: skip
    assert store.assets.get(people.owner, kept.id) == kept
    assert (kept.width, kept.height, kept.bytes) == (8, 6, len(picture()))
    assert (kept.label, kept.provenance, kept.user_id) == ("joy", made, people.owner.user_id)
    assert store.assets.read(people.owner, kept.id) == picture()
    assert store.assets.read(people.owner, kept.id, start=1, end=4) == b"PNG"
    assert [entry.action for entry in store.audit.list(people.owner, noun_id=kept.id).items] == ["put"]


def test_photographs_and_voices_are_sealed(store: Store, people: People) -> None:
    """A photograph and a voice sample lie encrypted in the folder; a portrait does not."""
    asset = store.assets
    face = asset.put(people.owner, data=picture(), media_type="image/png", kind=AssetKind.PHOTO, wizard_id="w")
    voice = asset.put(people.owner, data=sound(), media_type="audio/x-wav", kind=AssetKind.VOICE_SAMPLE, wizard_id="w")
    drawn = asset.put(people.owner, data=picture(), media_type="image/png", kind=AssetKind.PORTRAIT, wizard_id="w")
    assert (face.sensitive, voice.sensitive, drawn.sensitive) == (True, True, False)
    assert voice.media_type == "audio/wav"
    assert sorted(sealed for _, sealed in asset.blobs.names()) == [False, True, True]
    assert asset.read(people.owner, face.id) == picture()
    assert asset.read(people.owner, voice.id) == sound()


@pytest.mark.parametrize("shown", ["private", "public", "demo"])
def test_who_may_see_and_change(store: Store, people: People, genome: Callable[..., PersonaGenome], shown: str) -> None:
    """Others read the portraits of a shared persona, never its photographs, and change neither."""
    made = store.personas.create(
        people.owner, genome("Ada"), message="", is_public=shown == "public", is_demo=shown == "demo"
    )
    place = {"persona_id": made.card.id, "media_type": "image/png"}
    drawn = store.assets.put(people.owner, data=picture(), kind=AssetKind.PORTRAIT, **place)
    face = store.assets.put(people.owner, data=picture(), kind=AssetKind.PHOTO, **place)
    for actor in (people.owner, people.admin):
        assert store.assets.read(actor, face.id) == picture()
        assert len(store.assets.list(actor, persona_id=made.card.id).items) == 2
        assert store.assets.set_primary(actor, drawn.id).is_primary
    with pytest.raises(NotFound):
        store.assets.get(people.other, face.id)
    seen = pytest.raises(NotFound if shown == "private" else Forbidden)
    for change in (store.assets.set_primary, store.assets.delete):
        with seen:
            change(people.other, drawn.id)
    with seen:
        store.assets.put(people.other, data=picture(), kind=AssetKind.PORTRAIT, **place)
    if shown == "private":
        with pytest.raises(NotFound):
            store.assets.list(people.other, persona_id=made.card.id)
    else:
        assert [one.id for one in store.assets.list(people.other, persona_id=made.card.id).items] == [drawn.id]
    store.assets.delete(people.owner, drawn.id)
    for act in (store.assets.get, store.assets.restore):
        with pytest.raises(NotFound):
            act(people.other, drawn.id)
    assert store.assets.restore(people.admin, drawn.id).deleted_at is None


def test_a_verified_real_person_keeps_its_face(
    store: Store, people: People, genome: Callable[..., PersonaGenome]
) -> None:
    """Its owner adds, chooses and deletes nothing once an admin has verified it, and each try is in the log."""
    ada = genome("Ada")
    real = ada.model_copy(update={"metadata": ada.metadata.model_copy(update={"is_real": True})})
    persona = store.personas.create(people.owner, real, message="first")
    place = {"persona_id": persona.card.id, "media_type": "image/png", "kind": AssetKind.PORTRAIT}
    face = store.assets.put(people.owner, data=picture(), **place)
    store.personas.verify(people.admin, persona.card.id)
    for change in (store.assets.delete, store.assets.set_primary):
        with pytest.raises(Protected):
            change(people.owner, face.id)
    with pytest.raises(Protected):
        store.assets.put(people.owner, data=picture("blue"), **place)
    assert store.assets.read(people.owner, face.id) == picture()
    refused = [entry.action for entry in store.audit.list(people.owner).items if entry.action.startswith("refused")]
    assert sorted(refused) == ["refused to delete", "refused to put an asset", "refused to set primary"]
    assert store.assets.set_primary(people.admin, face.id).is_primary


def test_a_wizards_assets_are_its_makers(store: Store, people: People, persona: Persona) -> None:
    """Nobody else finds them, under the same wizard's id either; the persona the wizard makes adopts them."""
    place = {"wizard_id": "w1", "media_type": "image/png", "kind": AssetKind.PORTRAIT}
    mine = store.assets.put(people.owner, data=picture(), primary=True, **place)
    theirs = store.assets.put(people.other, data=picture("blue"), **place)
    with pytest.raises(NotFound):
        store.assets.get(people.other, mine.id)
    assert [one.id for one in store.assets.list(people.other, wizard_id="w1").items] == [theirs.id]
    old = store.assets.put(
        people.owner, data=picture("green"), media_type="image/png", kind=AssetKind.PORTRAIT,
        persona_id=persona.card.id, primary=True,
    )  # fmt: skip
    with pytest.raises(NotFound):
        store.assets.adopt(people.other, wizard_id="w1", persona_id=persona.card.id)
    assert store.assets.adopt(people.owner, wizard_id="w1", persona_id=persona.card.id) == 1
    assert store.assets.adopt(people.owner, wizard_id="w1", persona_id=persona.card.id) == 0
    found = {one.id: one.is_primary for one in store.assets.list(people.owner, persona_id=persona.card.id).items}
    assert found == {mine.id: True, old.id: False}


def test_one_is_primary(store: Store, people: People, persona: Persona) -> None:
    """Of a kind and label one is primary at a time; a deleted one comes back as one of the others."""

    def put(label: str, kind: AssetKind = AssetKind.EXPRESSION) -> str:
        place = {"persona_id": persona.card.id, "media_type": "image/png", "kind": kind, "label": label}
        return store.assets.put(people.owner, data=picture(), primary=True, **place).id

    def primary() -> set[str]:
        return {one.id for one in store.assets.list(people.owner, persona_id=persona.card.id).items if one.is_primary}

    first, second, other, face = put("joy"), put("joy"), put("fear"), put("", AssetKind.PORTRAIT)
    assert primary() == {second, other, face}
    store.assets.set_primary(people.owner, first)
    assert primary() == {first, other, face}
    store.assets.delete(people.owner, first)
    assert first in [one.id for one in store.assets.list(people.owner, deleted=True).items]
    assert not store.assets.restore(people.owner, first).is_primary
    assert primary() == {other, face}


@pytest.mark.parametrize(
    ("data", "media_type", "kind"),
    [
        (b"", "image/png", AssetKind.PORTRAIT),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", AssetKind.PORTRAIT),
        (b"<html><script>alert(1)</script>", "image/png", AssetKind.PORTRAIT),
        (picture(form="JPEG"), "image/png", AssetKind.PORTRAIT),
        (picture(), "image/png", AssetKind.VOICE_SAMPLE),
        (sound(), "audio/wav", AssetKind.PHOTO),
        (picture()[:20], "image/png", AssetKind.PHOTO),
        (b"glTF" + bytes(20), "model/gltf-binary", AssetKind.VIDEO),
        (b"\x89PNG\r\n\x1a\n" + bytes(20 * 1024 * 1024), "image/png", AssetKind.PORTRAIT),
    ],
)  # fmt: skip
def test_content_decides(store: Store, people: People, data: bytes, media_type: str, kind: AssetKind) -> None:
    """What is not of the type it claims, not of the kind, empty, cut or too large is refused, and no file is kept."""
    with pytest.raises(InvalidInput):
        store.assets.put(people.owner, data=data, media_type=media_type, kind=kind)
    assert list(store.assets.blobs.names()) == []


def test_a_picture_that_claims_to_be_huge_is_refused(store: Store, people: People) -> None:
    """A few bytes that would be 64 million pixels are not kept."""
    big = picture(size=(8_000, 8_000))
    with pytest.raises(InvalidInput, match="too large"):
        store.assets.put(people.owner, data=big, media_type="image/png", kind=AssetKind.PORTRAIT)


@given(st.binary(max_size=200), st.sampled_from(sorted(content.PICTURES | content.SOUNDS | content.VIDEOS)))
@settings(max_examples=200)
def test_any_bytes_have_a_type_or_a_reason(data: bytes, media_type: str) -> None:
    """Whatever the bytes, they are of the type they claim by their own beginning, or refused as InvalidInput."""
    try:
        found = content.checked(data, media_type, allowed=frozenset({media_type}), most=1_000)
    except InvalidInput:
        return
    assert found in content.kinds(data)


@given(label=st.text(max_size=60), size=st.integers(1, 40), steps=st.lists(st.sampled_from("dprs"), max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_content_stays(
    store: Store, people: People, persona: Persona, label: str, size: int, steps: list[str]
) -> None:
    """After any deletions, restorations, sweeps and choices an asset restored holds what it held."""
    data = picture(size=(size, size))
    place = {"persona_id": persona.card.id, "media_type": "image/png", "kind": AssetKind.EXPRESSION}
    kept = store.assets.put(people.owner, data=data, label=label, **place)
    for step in steps:
        try:
            match step:
                case "d":
                    store.assets.delete(people.owner, kept.id)
                case "p":
                    store.assets.set_primary(people.owner, kept.id)
                case "r":
                    store.assets.restore(people.owner, kept.id)
                case _:
                    store.assets.sweep()
        except NotFound:
            assert store.assets.restore(people.owner, kept.id).deleted_at is None
    store.assets.restore(people.owner, kept.id)
    assert store.assets.read(people.owner, kept.id) == data


def test_what_is_missing_is_found(store: Store, people: People) -> None:
    """A file taken away is named by the asset that lost it, and reading it says what to do."""
    kept = store.assets.put(people.owner, data=picture(), media_type="image/png", kind=AssetKind.PORTRAIT)
    orphan = store.assets.blobs.put(b"nobody's")
    assert store.assets.verify() == ((), (orphan,))
    assert store.assets.sweep() == 0
    path = store.assets.blobs.folder / "open" / kept.content_hash[:2] / kept.content_hash[2:4] / kept.content_hash
    os.utime(path, (0, 0))
    assert store.assets.sweep() == 0
    path.unlink()
    assert store.assets.verify() == ((kept.id,), (orphan,))
    with pytest.raises(StoreCorrupt, match="missing"):
        store.assets.read(people.owner, kept.id)


def test_pages(store: Store, people: People, persona: Persona) -> None:
    """Lists are pages, newest first, each asset once, by kind and label where asked."""
    place = {"persona_id": persona.card.id, "media_type": "image/png", "kind": AssetKind.EXPRESSION}
    made = [store.assets.put(people.owner, data=picture(), label=word, **place).id for word in "abcab"]
    found, cursor = [], None
    while True:
        page = store.assets.list(people.owner, persona_id=persona.card.id, limit=2, cursor=cursor)
        found += [one.id for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert found == made[::-1]
    assert len(store.assets.list(people.owner, persona_id=persona.card.id, label="b").items) == 2
    assert not store.assets.list(people.owner, persona_id=persona.card.id, kind=AssetKind.MODEL).items


def test_a_store_without_a_folder_says_so(url: str) -> None:
    """A store that was opened without a folder for files refuses to keep one, with the next step."""
    opened = open_store(url)
    with pytest.raises(StoreError, match="media_path"):
        opened.assets.put(LOCAL_ACTOR, data=picture(), media_type="image/png", kind=AssetKind.PORTRAIT)
    opened.close()
