"""A persona is made in a real browser: reloaded in the middle, gone back in, and finished."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)


def press(page: Page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def step(page: Page, name: str) -> None:
    """Wait until the step of that question is drawn."""
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_persona_is_made_through_all_five_steps(server: Any, open_page: Callable[..., Page]) -> None:
    """Drafted, renamed, reloaded, its character moved, gone back, published; what was written stands at the end."""
    page = open_page(f"{server.url}/wizard")
    page.get_by_label("Who is it?").fill("a cheerful barista in Lisbon who studies astronomy")
    press(page, "Draft it")
    step(page, "Who is it?")
    expect(page).to_have_url(re.compile(r"wizard=[0-9a-f-]{36}"))
    name = page.get_by_label(re.compile("^Name"))
    name.fill("Inês do Mar")
    name.press("Tab")
    expect(page.get_by_role("heading", name="Inês do Mar")).to_be_visible()
    page.reload()
    expect(page.get_by_label(re.compile("^Name"))).to_have_value("Inês do Mar")
    press(page, "Next: Visual")
    step(page, "What does it look like?")
    press(page, "Next: Voice")
    step(page, "How does it sound?")
    press(page, "Next: Mind")
    step(page, "How does it think and talk?")
    openness = page.get_by_role("slider", name="Openness")
    openness.focus()
    moved = f"{float(openness.input_value()) - 0.05:.2f}"
    for _ in range(5):
        openness.press("ArrowLeft")
    expect(openness).to_have_value(moved)
    page.wait_for_timeout(1_500)  # a slider tells its value only when no key came for a while
    expect(page.get_by_text("How would it answer?")).to_be_visible()
    press(page, "Back")
    step(page, "How does it sound?")
    press(page, "Next: Mind")
    expect(page.get_by_role("slider", name="Openness")).to_have_value(moved)
    press(page, "Next: Review")
    step(page, "Is it what you meant?")
    expect(page.get_by_role("heading", name="Story")).to_be_visible()
    page.get_by_label("Say something to it").fill("What do you love?")
    press(page, "Say it")
    expect(page.get_by_text("Nothing of this talk is kept.")).to_be_visible()
    press(page, "Publish as version 1")
    expect(page).to_have_url(re.compile(r"/playground"))
    expect(page.get_by_role("heading", name="Inês do Mar")).to_be_visible()


def test_two_browsers_work_on_one_persona(server: Any, open_page: Callable[..., Page]) -> None:
    """Each sees what the other wrote; where both wrote one field, both are shown until one is chosen."""
    first = open_page(f"{server.url}/wizard")
    first.get_by_label("Who is it?").fill("a stern Victorian governess")
    press(first, "Draft it")
    step(first, "Who is it?")
    expect(first).to_have_url(re.compile("wizard="))
    second = open_page(first.url)
    step(second, "Who is it?")
    line = first.get_by_label(re.compile("^Tagline"))
    line.fill("Sit up.")
    line.press("Tab")
    expect(first.get_by_label(re.compile("^Tagline · yours"))).to_be_visible()
    other = second.get_by_label(re.compile("^Tagline"))
    other.fill("Stand up.")
    other.press("Tab")
    expect(second.get_by_text("Another browser wrote this field meanwhile.")).to_be_visible()
    press(second, "Take the other")
    expect(second.get_by_label(re.compile("^Tagline"))).to_have_value("Stand up.")
    expect(second.get_by_text("Another browser wrote this field meanwhile.")).to_have_count(0)


def test_from_a_sentence_to_a_persona_without_a_mouse(server: Any, open_page: Callable[..., Page]) -> None:
    """Typing, Tab and Enter are enough."""
    page = open_page(f"{server.url}/wizard")
    words = page.get_by_label("Who is it?")
    words.fill("a villain who loves roses")
    words.press("Control+Enter")
    step(page, "Who is it?")
    page.get_by_role("button", name="Make the rest for me").focus()
    page.keyboard.press("Enter")
    step(page, "Is it what you meant?")
    page.get_by_role("button", name="Publish as version 1").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/playground"))
