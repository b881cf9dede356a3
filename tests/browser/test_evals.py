"""A run in a real browser: ordered, watched, reloaded in the middle, read and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_run_is_ordered_watched_and_read(server: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """The estimate comes first; a reload in the middle loses nothing; the end draws the page anew by itself."""
    page = open_page(f"{server.url}/evals?view=new")
    page.get_by_role("button", name="Estimate").click()
    expect(page.get_by_text("Assumed: the understudy takes no money")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible(timeout=30_000)
    address = page.url
    assert "run=" in address
    page.reload()
    expect(page.locator(".pf-run-head h1")).to_have_text("In character", timeout=30_000)
    expect(page.locator(".pf-run-head .pf-chip")).to_have_text("done", timeout=120_000)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=30_000)
    expect(page.locator(".pf-finding")).to_contain_text("drift mean: ")
    page.get_by_text("The same figures as a table").click()
    expect(page.locator(".pf-figures table")).to_be_visible(timeout=30_000)
    page.get_by_role("radio", name="Conversations").click()
    page.locator(".pf-case a").first.click()
    expect(page.locator(".pf-measured .pf-chip").first).to_be_visible(timeout=30_000)
    page.goto(f"{address.split('&')[0]}&view=report")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="HTML, opens offline").click()
    path = tmp_path / "report.html"
    download.value.save_as(path)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("width", [480, 1360])
def test_nothing_leaves_the_window(server: Any, open_page: Callable[..., Page], width: int) -> None:
    """The new run fits a telephone and a desk."""
    page = open_page(f"{server.url}/evals?view=new", width=width)
    expect(page.get_by_role("button", name="Estimate")).to_be_visible(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
