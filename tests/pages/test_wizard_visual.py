from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from brain import demo
from brain.errors import Forbidden, InvalidInput
from store.wizard_values import Part

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "a retired sea captain of 70, he tells tall stories"


def opened(tab: Callable[..., Any], words: str = SENTENCE) -> Any:
    """The step VISUAL of a persona that was begun with a sentence."""
    page = tab("wizard")
    page.at.text_area(key="begin-words").set_value(words)
    page.press("Draft it")
    page.press("Next: Visual")
    return page


def kept(page: Any) -> Any:
    """The genome of the session on the page, as it is kept."""
    (session,) = page.services.wizard.list(page.services.actor).items
    return page.services.wizard.draft(session).genome


def test_a_face_fits_the_sentence(bare_tab: Callable[..., Any]) -> None:
    """A sea captain of seventy has a face to see at once, bearded and by the sea, and 21 expressions."""
    page = opened(bare_tab)
    look = kept(page).visual.appearance
    assert look.age >= 60
    assert look.backdrop == "sea"
    assert look.beard_style in {"full", "long"}
    assert "drawn portrait" in page.html.casefold()
    assert page.html.count("<figure") == 22


def test_choosing_another_changes_the_face_and_its_seed(bare_tab: Callable[..., Any]) -> None:
    """One of four others becomes the face by one click; four more are shown by another."""
    page = opened(bare_tab)
    (session,) = page.services.wizard.list(page.services.actor).items
    seed = page.services.looks.seeds(session)[2]
    before = kept(page).visual
    page.at.button(key=f"visual-{seed}").click().run()
    page.sound()
    after = kept(page).visual
    assert after.generation.seed == seed
    assert after.appearance != before.appearance
    assert after.appearance.age == before.appearance.age
    page.press("Show four others")
    assert page.at.button(key=f"visual-{page.services.looks.seeds(session, 1)[0]}")


def test_a_part_can_be_chosen(bare_tab: Callable[..., Any]) -> None:
    """Hair, clothes and a colour are kept as they are picked."""
    page = opened(bare_tab)
    (session,) = page.services.wizard.list(page.services.actor).items
    start = f"wizard-{session.id[:8]}-visual-appearance."
    page.at.selectbox(key=start + "hair_style").set_value("locs")
    page.at.selectbox(key=start + "outfit").set_value("suit")
    page.at.color_picker(key=start + "eyes").set_value("#336699").run()
    page.sound()
    look = kept(page).visual.appearance
    assert (look.hair_style, look.outfit, look.eyes) == ("locs", "suit", "#336699")


def test_a_kept_face_cannot_change_but_its_clothes_can(bare_tab: Callable[..., Any]) -> None:
    """A locked face is refused any change, by page, service and another sentence; clothes still change."""
    page = opened(bare_tab)
    page.press("Keep this face")
    (session,) = page.services.wizard.list(page.services.actor).items
    actor, before = page.services.actor, kept(page).visual
    assert before.generation.locked
    assert not [box for box in page.at.selectbox if str(box.key).endswith("hair_style")]
    other = "button" if before.appearance.nose != "button" else "broad"
    with pytest.raises(Forbidden):
        page.services.wizard.keep(actor, session.id, Part.VISUAL, {"appearance.nose": other})
    with pytest.raises(InvalidInput):
        page.services.looks.choose(actor, session.id, 7)
    page.services.wizard.keep(actor, session.id, Part.VISUAL, {"appearance.outfit": "suit"})
    page.services.wizard.keep(actor, session.id, Part.SPARK, {"description": "a cheerful nurse of 30, she"})
    after = kept(page).visual
    assert after.appearance.outfit == "suit"
    assert after.appearance.model_copy(update={"outfit": before.appearance.outfit}) == before.appearance
    page = bare_tab("wizard", wizard=session.id)
    page.press("Unlock the face")
    assert not kept(page).visual.generation.locked


def test_a_photo_is_checked_and_shown_at_rest(bare_tab: Callable[..., Any]) -> None:
    """A drawn face handed in as a photo becomes the picture; a plain colour is refused, and nothing changes."""
    page = opened(bare_tab)
    (session,) = page.services.wizard.list(page.services.actor).items
    looks, actor = page.services.looks, page.services.actor
    with pytest.raises(InvalidInput):
        looks.upload(actor, session.id, _file(Image.new("RGB", (400, 400), "#557799")))
    assert not kept(page).visual.primary_image
    portraits = page.services.portraits
    for genome in demo.load_all():
        # Not every drawing is found to be a face: some beards and fringes hide it.
        face = Image.open(io.BytesIO(portraits.drawn(genome, size=768).data))
        try:
            asset = looks.upload(actor, session.id, _file(face))
        except InvalidInput:
            continue
        break
    assert kept(page).visual.primary_image == asset.id
    page = bare_tab("wizard", wizard=session.id)
    assert asset.id in page.html
    page.press("Back to the drawing")
    assert not kept(page).visual.primary_image


def _file(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()
