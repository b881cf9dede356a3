"""Rating by keys in a real browser, where nothing in the document tells which conversation is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from brain import demo
from evals.harness import Bounds
from evals.order import Order, Subject, cases_of
from evals.outcome import Outcome
from evals.record import Exchange, Record
from evals.suites import load
from store.run_values import RunStatus
from studio.evaluation.keeping import StoreKeeper
from studio.evaluation.noting import Notes
from studio.evaluation.queueing import new_run
from studio.settings import Settings
from studio.wiring import build

from .conftest import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from studio.wiring import Services

pytestmark = pytest.mark.browser

LONG = 60_000
SUITE = b"""
name: talks
title: Talks
seeds: [0, 1, 2, 3]
conversations: [{id: chat, turns: 30, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: boundary held}]
"""


def kept(services: Services, word: str) -> str:
    """A run in which every reply begins with this word; its id."""
    order = Order(suite=load.parse(SUITE), subjects=(Subject(genome=demo.load("mira-okafor")),))
    card = services.store.runs.create(
        services.actor, new_run(services.evaluation.casting, order, Bounds(), harness="local")
    )
    lease = services.store.leases.claim(card.id, at_once=1)
    assert lease is not None
    keeper = StoreKeeper(services.store, lease, cases_of(order), Notes(), model="understudy")
    for case in cases_of(order):
        said = tuple(
            Exchange(turn=at, user=f"Question {at}?", reply=f"{word} {case.seed}, {at}. <b>x</b>")
            for at in range(1, 31)
        )
        record = Record(case_id=case.id, persona=case.persona, seed=case.seed, exchanges=said)
        keeper.put(Outcome(key=f"{word} {case.id}", record=record))
    services.store.leases.end(lease, RunStatus.DONE, seconds=1.0)
    return card.id


@pytest.fixture(scope="module")
def rated(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, str, str]]:  # noqa: ARG001 - skips first
    """A studio with a round of four pairs; the ids of the round and of both runs."""
    folder = tmp_path_factory.mktemp("rated") / "data"
    services = build(Settings(data_dir=folder, anthropic_api_key=None))
    first, second = kept(services, "Old"), kept(services, "New")
    made = services.rating.pairs(services.actor, first, second, title="Which one?", overlap=1)
    services.close()
    server = Server(folder, pace_ms=0)
    try:
        server.start()
        yield server, made.id, first, second
    finally:
        server.stop()


def begun(page: Page, name: str) -> None:
    """Say who rates."""
    box = page.get_by_role("textbox", name="Your name")
    box.wait_for(timeout=LONG)
    box.fill(name)
    page.get_by_role("button", name="Begin").click()
    page.locator(".pf-pair .pf-reply").first.wait_for(timeout=LONG)


def test_keys_rate_and_take_back(rated: tuple[Server, str, str, str], open_page: Callable[..., Page]) -> None:
    """1, 0 and 2 choose, U takes back, digits in the name's field do not, and a pressed key counts once."""
    server, round_id, first, second = rated
    page = open_page(f"{server.url}/rate?round={round_id}")
    begun(page, "Ann 120")
    told = page.get_by_text("0 rated by Ann 120")
    expect(told).to_be_visible(timeout=LONG)
    for key, count in (("1", 1), ("0", 2), ("2", 3)):
        page.wait_for_timeout(700)
        for _ in range(3):
            page.keyboard.press(key)
        expect(page.get_by_text(f"{count} rated by Ann 120")).to_be_visible(timeout=LONG)
    page.keyboard.press("u")
    expect(page.get_by_text("2 rated by Ann 120")).to_be_visible(timeout=LONG)
    written = page.content()
    assert "Left" in written
    assert not any(secret in written or secret in page.url for secret in (first, second, "understudy"))


@pytest.mark.parametrize("appearance", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 420])
def test_long_conversations_scroll_while_the_choices_stay(
    rated: tuple[Server, str, str, str], open_page: Callable[..., Page], appearance: str, width: int
) -> None:
    """Sixty replies scroll within their frame, words of models are text, and nothing is wider than the window."""
    server, round_id, *_ = rated
    page: Any = open_page(f"{server.url}/rate?round={round_id}", appearance=appearance, width=width)
    begun(page, f"Ben {appearance} {width}")
    frame = page.locator("[class*='st-key-rate-talks']")
    inner, outer = frame.evaluate("node => [node.scrollHeight, node.clientHeight]")
    assert inner > 2 * outer
    assert page.locator(".pf-reply b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
