"""Portraits: the stored picture or a drawn one, each once, in a folder that stays small."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PIL import Image

from brain import demo
from store.values import AssetKind
from studio.media.portraits import Portraits

if TYPE_CHECKING:
    from pathlib import Path

    from brain.genome import PersonaGenome
    from studio.wiring import Services

    from .conftest import Disc


def _picture(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(made, "PNG")
    return made.getvalue()


def _genome() -> PersonaGenome:
    genome = demo.load_all()[0]
    return genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"slug": "mine"})})


def test_the_same_is_drawn_once_and_few_at_a_time(services: Services, tmp_path: Path, disc: Disc) -> None:
    """Many who ask for the same at once wait for one drawing, and no more than two are drawn at the same time."""
    disc.go.clear()
    portraits = Portraits(store=services.store, model=disc, folder=tmp_path / "p")
    cards = services.library.cards(services.actor).items
    with ThreadPoolExecutor(12) as pool:
        asked = [
            pool.submit(portraits.get, services.actor, card.version_id, size=64) for card in cards[:3] for _ in range(4)
        ]
        disc.go.set()
        found = [one.result().tag for one in asked]
    assert len(set(found)) <= 3
    assert disc.drawn == 3
    assert disc.most <= 2


def test_the_folder_stays_small_and_mends_itself(services: Services, tmp_path: Path, disc: Disc) -> None:
    """Beyond its bound the oldest go; what is damaged is drawn again."""
    portraits = Portraits(store=services.store, model=disc, folder=tmp_path / "p", most_bytes=3_000)
    version_id = services.library.cards(services.actor).items[0].version_id
    first = portraits.get(services.actor, version_id, size=64)
    (path,) = portraits.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-5])
    assert portraits.get(services.actor, version_id, size=64) == first
    assert disc.drawn == 2
    for emotion in ("excited", "fear", "anger", "trust", "sadness", "surprise", "boredom", "hope"):
        portraits.get(services.actor, version_id, emotion=emotion, size=128)
    assert sum(one.stat().st_size for one in portraits.folder.iterdir()) <= 3_000


def test_a_stored_picture_comes_before_a_drawn_one(services: Services) -> None:
    """The picture that the genome names for an emotion, or as its main one, is shown, reduced to the size asked for."""
    persona = services.library.create(services.actor, _genome())
    place = {"media_type": "image/png", "persona_id": persona.card.id}
    red = services.store.assets.put(services.actor, data=_picture("red"), kind=AssetKind.PORTRAIT, **place)
    blue = services.store.assets.put(services.actor, data=_picture("blue"), kind=AssetKind.EXPRESSION, **place)
    visual = persona.genome.visual
    faces = visual.expressions | {"excited": visual.expressions["excited"].model_copy(update={"asset": blue.id})}
    changed = persona.genome.model_copy(
        update={"visual": visual.model_copy(update={"primary_image": red.id, "expressions": faces})}
    )
    version = services.store.personas.save_version(services.actor, persona.card.id, changed, message="")

    def shown(emotion: str) -> tuple[tuple[int, int], tuple[int, ...]]:
        found = services.portraits.get(services.actor, version.id, emotion=emotion, size=96)
        with Image.open(io.BytesIO(found.data)) as picture:
            red_green_blue = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
            return picture.size, red_green_blue  # type: ignore[return-value]

    size, colour = shown("neutral")
    assert size == (96, 64)
    assert colour[0] > 200 > colour[2]
    assert shown("excited")[1][2] > 200
    assert shown("sad")[0] == (96, 96)
    services.store.assets.delete(services.actor, red.id)
    assert shown("neutral")[0] == (96, 96)
