from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.warehouse.window import Window
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Opens = Callable[..., Any]


def filled(folder: Path, history_of: Callable[..., None]) -> None:
    """Put a history into the data folder."""
    from studio.settings import Settings

    made = build(Settings(data_dir=folder))
    personas = [made.library.find(made.actor, slug) for slug in ("albert-einstein", "victoria-hale")]
    history_of(made.store, made.actor, *personas)
    made.close()


def test_an_empty_house_says_what_to_do(tab: Opens) -> None:
    """Without a turn there is no filter and no chart, but the way to the playground and to a made history."""
    page = tab("drift")
    assert "There is nothing to measure yet" in page.html
    assert "personaforge demo-data" in page.html
    assert not page.at.selectbox


def test_the_page_tells_what_was_found(tab: Opens, folder: Path, history_of: Callable[..., None]) -> None:
    """The address narrows it; a chart has its table, files and the way to it again only once they are asked for."""
    opened = tab  # the folder is stocked by now
    filled(folder, history_of)
    page = opened("drift", span="all", persona="victoria-hale")
    assert "The score falls: " in page.html
    assert page.at.multiselect(key="window-persona").value
    assert "/files/dashboards/drift?t=" in page.html
    assert "pf-figures" not in page.html
    more = page.at.button_group(key="dashboard-more-course")
    more.set_value("Table").run()
    page.sound()
    assert "pf-figures" in page.html
    page.at.button_group(key="dashboard-more-course").set_value("Get it again").run()
    page.sound()
    python, command, sql = (one.value for one in page.at.code)
    assert "lab.drift_history(personas=['victoria-hale'])" in python
    assert command.startswith("personaforge report drift --chart course --persona victoria-hale")
    assert "GROUP BY" in sql
    talk = page.services.drift_history.began(page.services.actor, Window())[0]
    page.at.query_params["turn"] = talk.worst_id
    for view in ("many", "signals", "facts", "began", "compare"):
        page.at.button_group(key="window-view").set_value(view).run()
        page.sound()
        assert page.at.query_params["view"] == view
        assert page.html.count("pf-finding") == {"signals": 4}.get(view, 1), view
        assert "turn" not in page.at.query_params
    page.at.query_params["view"] = "turns"
    page.at.query_params["turn"] = talk.worst_id
    page.at.run()
    page.sound()
    assert "<mark title=" in page.html
    page.press("Close")
    assert "turn" not in page.at.query_params
    page.at.selectbox(key="window-span").set_value("7d").run()
    page.sound()
    assert page.at.query_params["span"] == "7d"
