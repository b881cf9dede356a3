"""Dashboards in a real browser: with a history and without, in light and dark, and what can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DASHBOARDS = ("drift", "emotions", "costs")


@pytest.mark.parametrize("appearance", ["light", "dark"])
@pytest.mark.parametrize("name", DASHBOARDS)
def test_without_a_history_it_says_what_to_do(
    server: Any, open_page: Callable[..., Page], name: str, appearance: str
) -> None:
    """No chart, no filter, and the way to the playground."""
    page = open_page(f"{server.url}/{name}", appearance=appearance)
    expect(page.get_by_text("There is nothing to measure yet.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Open the playground")).to_be_visible()


@pytest.fixture(scope="module")
def past(server: Any, history_of: Callable[..., None]) -> Any:
    """The server's house with a made history in it."""
    made = build(Settings(data_dir=server.data))
    personas = [made.library.find(made.actor, slug) for slug in ("albert-einstein", "victoria-hale")]
    history_of(made.store, made.actor, *personas)
    made.close()
    return server


@pytest.mark.parametrize("appearance", ["light", "dark"])
@pytest.mark.parametrize("name", DASHBOARDS)
def test_with_a_history_it_draws(past: Any, open_page: Callable[..., Page], name: str, appearance: str) -> None:
    """Charts with their findings; nothing leaves the window, on a telephone either."""
    page = open_page(f"{past.url}/{name}?span=all", appearance=appearance)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=60_000)
    expect(page.locator(".pf-finding").first).not_to_be_empty()
    page.set_viewport_size({"width": 480, "height": 900})
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


def test_a_chart_can_be_taken_away(past: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """Its figures, its picture and the page as a report by links, and a PNG that the browser makes."""
    page = open_page(f"{past.url}/drift?span=all")
    page.get_by_role("radio", name="Files").first.click(timeout=60_000)
    for link, start in (
        ("Figures, CSV", b'"chart",'),
        ("Figures, Parquet", b"PAR1"),
        ("Picture, SVG", b"<svg"),
        ("Report, HTML that opens offline", b"<!doctype html>"),
    ):
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("link", name=link, exact=True).click()
        download.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(start), link
    page.locator(".js-plotly-plot").first.hover()
    with page.expect_download(timeout=60_000) as download:
        page.locator(".modebar-btn").first.click()
    download.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_bytes().startswith(b"\x89PNG")
