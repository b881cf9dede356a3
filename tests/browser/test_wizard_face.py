"""The wizard's step VISUAL in a real browser: what only it can show is that every picture arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ARRIVED = "els => els.length > 0 && els.every(one => one.complete && one.naturalWidth > 0)"


def test_every_face_of_a_persona_in_the_making_arrives(server: Any, open_page: Callable[..., Page]) -> None:
    """The face, four others and 21 expressions are loaded by their links; choosing another shows another picture."""
    page = open_page(f"{server.url}/wizard")
    page.locator("textarea").first.fill("a jazz singer with a warm laugh, she")
    page.get_by_role("button", name="Draft it").click()
    page.get_by_role("button", name="Next: Visual").click()
    faces = page.locator(".pf-expressions img")
    faces.last.scroll_into_view_if_needed()
    for number in range(21):
        # They are loaded as they come into view.
        faces.nth(number).scroll_into_view_if_needed()
    page.wait_for_function(f"({ARRIVED})([...document.querySelectorAll('.pf-expressions img')])")
    page.wait_for_function(f"({ARRIVED})([...document.querySelectorAll('.pf-other')])")
    assert (faces.count(), page.locator(".pf-other").count()) == (21, 4)
    before = page.locator(".pf-sitter img").get_attribute("src")
    page.get_by_role("button", name="Choose").first.click()
    page.wait_for_function("old => document.querySelector('.pf-sitter img')?.getAttribute('src') !== old", arg=before)
    page.wait_for_function(f"({ARRIVED})([...document.querySelectorAll('.pf-sitter img')])")
