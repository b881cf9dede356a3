"""The life of an edit in a real browser: it survives a reload, becomes a version, is compared and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LONG = 60_000


def test_an_edit_lives_through_a_reload(server: Any, open_page: Callable[..., Page]) -> None:
    """Edit, reload, and the edit is there; saved it is a version, told in words; restored the old one is back."""
    address = f"{server.url}/persona?persona=tomas-lindqvist"
    page = open_page(f"{address}&part=edit")
    tagline = page.get_by_role("textbox", name="Tagline")
    expect(tagline).not_to_have_value("", timeout=LONG)
    before = tagline.input_value()
    tagline.fill("Guide to a town that is not there")
    tagline.press("Tab")
    page.locator(".pf-draft", has_text="Tagline changed").wait_for(timeout=LONG)
    page.reload()
    page.locator(".pf-draft", has_text="Tagline changed").wait_for(timeout=LONG)
    expect(tagline).to_have_value("Guide to a town that is not there", timeout=LONG)
    page.get_by_role("button", name="Save as version 2").click()
    page.locator(".pf-title .pf-chip", has_text="version 2").wait_for(timeout=LONG)
    page.goto(f"{address}&part=history")
    page.locator(".pf-diff", has_text="Guide to a town that is not there").wait_for(timeout=LONG)
    assert page.locator(".pf-graph .pf-dot").count() == 2
    page.get_by_role("combobox", name="Version").first.click()
    page.get_by_role("option", name="1 · demo persona").click()
    page.get_by_role("button", name="Restore").click()
    page.locator(".pf-history", has_text="Restore version 1").wait_for(timeout=LONG)
    page.locator(".pf-title", has_text=before).wait_for(timeout=LONG)
    page.locator(".pf-title .pf-chip", has_text="version 3").wait_for(timeout=LONG)


def test_two_versions_answer_side_by_side(server: Any, open_page: Callable[..., Page]) -> None:
    """Both sides answer the same words at once, with their readings, and the address opens them again."""
    page = open_page(f"{server.url}/compare")
    page.get_by_role("button", name="Put them side by side").click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("What matters most to you?")
    box.press("Enter")
    page.locator(".pf-compared").wait_for(timeout=LONG)
    page.locator(".pf-reply .pf-chips").nth(1).wait_for(timeout=LONG)
    assert "left=" in page.url
    page.reload()
    page.locator(".pf-reply .pf-chips").nth(1).wait_for(timeout=LONG)
    assert page.locator(".pf-user").count() == 1
