"""An experiment in a real browser: ordered, watched to its end, read and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_an_experiment_is_ordered_watched_and_taken_away(
    server: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """The end draws the page anew by itself; figures come as a file; a narrow window holds all of it."""
    page = open_page(f"{server.url}/experiments?view=new")
    page.get_by_role("textbox", name="Other fields, a value a line").fill("mind.communication.verbosity = 0.0")
    page.get_by_role("textbox", name="Title").fill("Terse?")
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.get_by_text("2 arms: communication.verbosity")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Estimate").click()
    page.get_by_role("button", name="Start", exact=True).click(timeout=60_000)
    expect(page.locator(".pf-run-head h1")).to_have_text("Terse?", timeout=60_000)
    expect(page.locator(".pf-run-head .pf-chip")).to_have_text("done", timeout=240_000)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=60_000)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="All figures, CSV").click()
    path = tmp_path / "figures.csv"
    download.value.save_as(path)
    assert "drift mean: effects" in path.read_text(encoding="utf-8")
    page.set_viewport_size({"width": 480, "height": 900})
    expect(page.locator(".pf-finding").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
