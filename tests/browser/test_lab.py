"""The lab in a real browser: a ready notebook run to its end, in light and dark, on a telephone, and taken away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_ready_notebook_is_run(server: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """Copied with a click, run to its end, drawn with a finding, in dark too; its file is a notebook."""
    page = open_page(f"{server.url}/lab", appearance="light")
    page.locator(".st-key-lab-copy-models").get_by_role("button").click(timeout=60_000)
    title = page.get_by_label("Title", exact=True).first
    expect(title).to_have_value("Which model keeps Albert Einstein in character for less?")
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".pf-finding")).to_contain_text("score: understudy has 0.9", timeout=90_000)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0, timeout=90_000)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    page.get_by_role("button", name="Take it away").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Jupyter notebook").click()
    download.value.save_as(tmp_path / "file")
    assert json.loads((tmp_path / "file").read_bytes())["nbformat"] == 4
    dark = open_page(page.url, appearance="dark")
    expect(dark.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=60_000)
    dark.set_viewport_size({"width": 480, "height": 900})
    dark.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
