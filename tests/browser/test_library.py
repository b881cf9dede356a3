from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LONG = 60_000


def cards(page: Page, number: int) -> list[str]:
    """The names on the cards, once there are so many."""
    page.wait_for_function(
        "number => document.querySelectorAll('.pf-face').length === number"
        " && !document.querySelector('[data-stale=\"true\"]')",
        arg=number,
        timeout=LONG,
    )
    return page.locator(".pf-face h3").all_inner_texts()


def test_search_filter_delete_and_undo(server: Any, open_page: Callable[..., Page]) -> None:
    """Words and filters narrow the cards and stand in the address; what is deleted comes back by one press."""
    page = open_page(f"{server.url}/library")
    cards(page, 6)
    assert page.locator('.pf-face img[alt="Portrait of Albert Einstein"]').count() == 1
    page.wait_for_function("() => [...document.querySelectorAll('.pf-face img')].some(one => one.naturalWidth > 0)")

    box = page.get_by_role("textbox", name="Search")
    box.fill("violin")
    box.press("Enter")
    assert cards(page, 1) == ["Albert Einstein"]
    assert page.locator(".pf-hit mark").first.inner_text().lower() == "violin"
    page.wait_for_url("**/library?q=violin")
    page.reload()
    assert cards(page, 1) == ["Albert Einstein"]
    page.get_by_role("button", name="Clear filters").click()
    cards(page, 6)

    page.get_by_role("button", name=re.compile("Filters")).click()
    page.get_by_role("radio", name=re.compile("Synthetic")).or_(
        page.get_by_role("button", name=re.compile("Synthetic"))
    ).first.click()
    cards(page, 5)
    page.wait_for_url("**/library?kind=synthetic")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Select all").click()
    page.get_by_text("5 selected").wait_for(timeout=LONG)
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_text("5 personas deleted.").wait_for(timeout=LONG)
    cards(page, 0)
    page.get_by_role("button", name="Undo").click()
    cards(page, 5)


def test_it_is_usable_with_keys_and_on_a_narrow_screen(server: Any, open_page: Callable[..., Page]) -> None:
    """Boxes and buttons can be reached and pressed with keys, and nothing is wider than a narrow screen."""
    page = open_page(f"{server.url}/library?sort=name", width=400)
    cards(page, 6)
    box = page.get_by_role("checkbox", name="Select Albert Einstein")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_text("1 selected").wait_for(timeout=LONG)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Talk").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/playground?persona=albert-einstein", timeout=LONG)
