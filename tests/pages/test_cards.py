from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Tabs = Callable[..., Any]

CARD = {
    "name": "Orla <b>Quill</b> :smile:",
    "description": "She is a <img src=x onerror=alert(1)> clockmaker.",
    "personality": "patient, exact",
    "scenario": "",
    "first_mes": "Good morning, {{user}}.",
    "mes_example": "",
    "<script>alert(1)</script>": 1,
}


def opened(tab: Tabs, *files: tuple[str, bytes, str]) -> Any:
    """The library with the box open and files in it."""
    page = tab("library")
    page.at.session_state["cards-box"] = True
    page.at.run()
    page.sound()
    page.at.file_uploader(key="cards-files-0").set_value(list(files))
    page.at.run()
    return page


def test_a_card_is_shown_before_it_is_imported(tab: Tabs) -> None:
    """The ledger stands there field by field, narrows to one kind, and shows hostile keys as text; then it is kept."""
    page = opened(tab, ("orla.json", json.dumps(CARD).encode(), "application/json"))
    page.sound()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html
    assert "<script>" not in page.html
    whole = page.html.count("<tr>")
    page.at.button(key="cards-one").click().run()
    page.sound()
    assert "orla-b-quill-b-smile" in {card.slug for card in page.services.library.cards(page.services.actor).items}
    assert whole > 8


def test_a_card_is_imported_once(tab: Tabs) -> None:
    """What was imported is gone from the upload, so that a second press cannot make it twice."""
    page = opened(tab, ("orla.json", json.dumps(CARD).encode(), "application/json"))
    page.at.button(key="cards-one").click().run()
    page.sound()
    assert page.at.file_uploader(key="cards-files-1").value == []
    assert not [button for button in page.at.button if button.key == "cards-one"]
    assert "is yours" in " ".join(one.label for one in page.at.expander)


def test_what_is_no_card_is_explained(tab: Tabs) -> None:
    """A file that cannot be read is explained in place, and the page goes on."""
    page = opened(tab, ("x.json", b"[1]", "application/json"))
    assert not page.at.exception
    assert "not a JSON object" in page.at.error[0].value
    assert "Albert Einstein" in page.html


def test_several_files_have_a_result_each(tab: Tabs) -> None:
    """An archive of cards is imported card by card; what fails is explained beside what was kept."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("orla.json", json.dumps(CARD | {"name": "Orla"}))
        archive.writestr("bad.json", "{}")
    page = opened(tab, ("cards.zip", held.getvalue(), "application/zip"))
    page.sound()
    page.at.button(key="cards-many").click().run()
    assert len(page.at.error) == 1
    assert any("Orla is yours" in one.label for one in page.at.expander)
