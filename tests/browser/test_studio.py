from __future__ import annotations

import json
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest

from studio.ui.palette import palette

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORDS = (
    "Good morning, Professor. What are you working on these days?",
    "What do you make of quantum mechanics?",
    "How did you come to think about light as a boy?",
    "What does your violin mean to you?",
    "Do you think imagination matters more than knowledge?",
    "What would you tell a young student of physics?",
    "Why did you speak up for peace?",
    "What is time, in plain words?",
    "Do you believe the world can be understood?",
    "What did you learn in the patent office?",
)
SCORE = re.compile(r"· (\d\.\d\d) \[")
LONG = 60_000
LOADED = "name => [...document.fonts].some(f => f.status === 'loaded' && f.family.replaceAll('\"', '') === name)"


def say(page: Page, words: str, *, turn: int) -> None:
    """Type a message, and wait until its reply is complete and marked."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(words)
    box.press("Enter")
    page.locator(".pf-reply .pf-chips").nth(turn - 1).wait_for(timeout=LONG)
    page.get_by_role("button", name="Retry").wait_for(timeout=LONG)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box."""
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def evidence(page: Page, turn: int) -> str:
    """What the evidence of a reply says, opened and closed again; some words of the reply are marked in it."""
    closed = page.get_by_role("button", name="Evidence", exact=False)
    closed.nth(turn - 1).click()
    opened = page.locator(".pf-evidence")
    opened.get_by_text(f"turn {turn}", exact=False).first.wait_for()
    assert opened.locator("mark").count() >= 1
    text = opened.inner_text()
    page.get_by_role("button", name="Hide evidence").click()
    opened.wait_for(state="detached")
    return text


def test_the_main_job(server: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """Ten turns with Einstein, drift put in at turn 6: the score falls, with evidence, and it exports."""
    page = open_page(f"{server.url}/")
    page.get_by_role("button", name="Talk to Albert Einstein").click()
    page.get_by_text("Drift on purpose", exact=True).click()
    page.get_by_text("Test instrument", exact=False).wait_for()
    choose(page, "Kind", "assistant break")
    from_turn = page.get_by_label("From turn")
    from_turn.fill("6")
    from_turn.press("Enter")
    page.get_by_text("from turn 6").wait_for()
    for number, words in enumerate(WORDS, start=1):
        say(page, words, turn=number)

    scores = [SCORE.search(mark) for mark in page.locator(".pf-reply .pf-chips").all_inner_texts()]
    before, after = ([float(s.group(1)) for s in part if s] for part in (scores[:5], scores[5:]))
    assert before
    assert after
    assert sum(after) / len(after) < sum(before) / len(before) - 0.3
    assert page.locator(".pf-finding").inner_text().startswith("It began to slip at turn")
    # A page that is being drawn again holds the old chart beside the new one for a moment.
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === 1", timeout=LONG)

    # At this dose one drifted reply in fifteen has no phrase of an assistant, so five in a row are one in a million.
    assert any("assistant voice" in evidence(page, turn) for turn in range(10, 5, -1))

    page.get_by_text("Export the transcript").click()
    with page.expect_download() as download:
        # By the keyboard: evidence opened just before may move the link between press and release of a mouse.
        page.get_by_role("link", name="JSON lines").press("Enter")
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    lines = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["session", *["turn"] * 10]
    assert lines[0]["drift"]["from_turn"] == 6
    assert [line["user_text"] for line in lines[1:]] == list(WORDS)


def test_nothing_shown_is_lost(slow_server: Any, open_page: Callable[..., Page]) -> None:
    """The process is killed in mid-reply; after the restart the page shows what it had shown, as interrupted."""
    page = open_page(f"{slow_server.url}/playground?persona=albert-einstein")
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("Tell me at length how you came to think about light as a boy.")
    box.press("Enter")
    live = page.locator(".pf-live")
    page.wait_for_function("() => (document.querySelector('.pf-live')?.innerText ?? '').split(' ').length > 5")
    shown = live.inner_text().strip()
    slow_server.stop(signal.SIGKILL)
    address = page.url
    assert "session=" in address
    page.close()

    slow_server.start()
    again = open_page(address)
    reply = again.locator(".pf-reply .pf-words")
    reply.wait_for(timeout=LONG)
    assert reply.inner_text().strip().startswith(shown)
    assert "interrupted" in again.locator(".pf-chips").inner_text()
    again.get_by_role("button", name="Retry").wait_for(timeout=LONG)


def test_a_first_deep_link_is_whole_and_a_reply_can_be_stopped(
    slow_server: Any, open_page: Callable[..., Page]
) -> None:
    """The first page that a fresh process is asked for may be any; Stop ends a reply, what arrived stays as such."""
    page = open_page(f"{slow_server.url}/settings")
    page.get_by_role("heading", name="Providers").wait_for(timeout=LONG)
    assert page.get_by_text("Page not found").count() == 0
    page.goto(f"{slow_server.url}/playground?persona=victoria-hale")
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("Argue at length that museums should be free.")
    box.press("Enter")
    page.wait_for_function("() => (document.querySelector('.pf-live')?.innerText ?? '').split(' ').length > 3")
    page.get_by_role("button", name="Stop").click()
    page.locator(".pf-problem").wait_for(timeout=LONG)
    assert "interrupted" in page.locator(".pf-chips").inner_text()
    assert len(page.locator(".pf-reply .pf-words").inner_text().split()) >= 3


def test_markup_stays_text(server: Any, open_page: Callable[..., Page]) -> None:
    """A message of markup draws no element and loads nothing."""
    page = open_page(f"{server.url}/playground?persona=mira-okafor")
    words = "<img src=x onerror=alert(1)><script>alert(2)</script> ![p](http://example.invalid/p.png) $x^2$ :smile:"
    say(page, words, turn=1)
    assert page.locator(".pf-user .pf-words").inner_text() == words
    assert page.locator(".pf-user img, .pf-reply img, .pf-user script").count() == 0


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_every_page_has_its_look(
    server: Any, open_page: Callable[..., Page], tmp_path_factory: pytest.TempPathFactory, appearance: str
) -> None:
    """Each page draws in the theme's ground and fonts, light and dark; pictures of them are kept in a folder."""
    shots = tmp_path_factory.mktemp(f"screenshots-{appearance}")
    talk = open_page(f"{server.url}/playground?persona=tomas-lindqvist", appearance=appearance)
    say(talk, "Which piece in your museum would you save first?", turn=1)
    talk.screenshot(path=shots / "playground.png")
    for name, sign in (("home", ".pf-card"), ("playground", ".pf-empty"), ("settings", ".pf-provider")):
        page = open_page(f"{server.url}/{'' if name == 'home' else name}", appearance=appearance)
        page.locator(sign).first.wait_for(timeout=LONG)
        ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        paper = palette(appearance).paper
        assert ground == f"rgb({', '.join(str(int(paper[i : i + 2], 16)) for i in (1, 3, 5))})"
        for family in ("Brygada", "Hanken Grotesk"):
            page.wait_for_function(LOADED, arg=family, timeout=LONG)
        page.screenshot(
            path=shots / f"{name}-empty.png" if name == "playground" else shots / f"{name}.png", full_page=True
        )
    assert len(list(shots.iterdir())) == 4
