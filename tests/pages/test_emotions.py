"""The emotions page: one view at a time, in the address, with the way to each chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Opens = Callable[..., Any]


def test_each_view_draws_its_charts(tab: Opens, folder: Path, history_of: Callable[..., None]) -> None:
    """The address names the view; a choice goes back into it, and the way to a chart is that of its window."""
    opened = tab
    made = build(Settings(data_dir=folder))
    history_of(
        made.store, made.actor, *(made.library.find(made.actor, one) for one in ("albert-einstein", "victoria-hale"))
    )
    made.close()
    page = opened("emotions", span="all", view="answers")
    assert page.html.count("pf-finding") == 2
    assert "is answered by" in page.html
    page.at.button_group(key="window-view").set_value("time").run()
    page.sound()
    assert page.at.query_params["view"] == "time"
    assert "No difference in valence" in page.html or "than its users" in page.html or "cannot be told" in page.html
    page.at.button_group(key="dashboard-more-course").set_value("Get it again").run()
    page.sound()
    python, command, sql = (one.value for one in page.at.code)
    assert "lab.emotion_history(" in python
    assert command.startswith("personaforge report emotions --chart course")
    assert "date_trunc('day'" in sql
    page.at.button_group(key="dashboard-axis").set_value("arousal").run()
    page.sound()
    page.at.button_group(key="dashboard-more-arousal").set_value("Get it again").run()
    page.sound()
    found = [one.value for one in page.at.code]
    assert any(one.startswith("personaforge report emotions --chart arousal") for one in found)
    assert any("avg(user_arousal)" in one for one in found)
