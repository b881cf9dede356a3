"""Rating by hand on its page: blind, by buttons that have keys, with what is left and how far raters agree."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from evals.suites import load
from studio import session_rating
from studio.evaluation.playing import play
from studio.settings import Settings
from studio.wiring import build

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.wiring import Services

    Tabs = Callable[..., Any]

SUITE = """
name: talks
title: Talks
seeds: [0, 1, 2, 3, 4]
conversations:
  - {id: chat, turns: 4, simulator: {kind: bank, bank: everyday}}
scorers: [{name: boundary held}]
"""


def played(services: Services) -> str:
    """A run on Mira as she is now, played here without a worker; its id."""
    actor, evaluation = services.actor, services.evaluation
    evaluation.workers.close()
    card = evaluation.start(actor, evaluation.order(actor, load.parse(SUITE.encode()), ["mira-okafor"]))
    lease = services.store.leases.claim(card.id, at_once=1)
    assert lease is not None
    play(services.store, evaluation.casting, lease)
    return card.id


@pytest.fixture(scope="module")
def two_runs(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A data folder with the runs of two versions of Mira; their ids, the later one last."""
    folder = tmp_path_factory.mktemp("rated") / "data"
    shutil.copytree(stocked, folder)
    services = build(Settings(data_dir=folder, understudy_pace_ms=0, anthropic_api_key=None))
    first = played(services)
    mira = services.library.find(services.actor, "mira-okafor")
    services.editing.put(services.actor, mira, ("mind", "big_five", "openness"), 0.05)
    services.editing.put(services.actor, mira, ("mind", "communication", "verbosity"), 0.95)
    services.versions.save_draft(services.actor, mira.card.id)
    second = played(services)
    services.close()
    return folder, first, second


@pytest.fixture
def runs(two_runs: tuple[Path, str, str], bare_tab: Tabs, folder: Path) -> tuple[Tabs, str, str]:
    """What opens pages over a copy of that folder, and the ids of the runs."""
    shutil.copytree(two_runs[0], folder)
    return bare_tab, two_runs[1], two_runs[2]


def begun(tab: Tabs, round_id: str, name: str = "Ann") -> Any:
    """The page of a round, with a rater."""
    page = tab("rate", round=round_id)
    page.at.text_input(key="rate-name").set_value(name)
    page.press("Begin")
    return page


def chosen(page: Any, label: str) -> None:
    """Choose, a while after it was shown."""
    position, shown = page.at.session_state["rate-since"]
    page.at.session_state["rate-since"] = (position, shown - session_rating.LEAST_SECONDS)
    page.press(label)


def test_a_round_is_made_and_rated_to_its_end(runs: tuple[Tabs, str, str]) -> None:
    """From the form to the thanks; then what came of it is told to who asks."""
    tab, first, second = runs
    page = tab("rate")
    page.at.text_input(key="rate-title").set_value("Which *Mira*?")
    page.at.selectbox(key="rate-first").set_value(first).run()
    page.at.selectbox(key="rate-second").set_value(second).run()
    page.at.number_input(key="rate-overlap").set_value(1).run()
    page.press("Make the round")
    assert "Which *Mira*?" in page.html
    page.at.text_input(key="rate-name").set_value("Ann")
    page.press("Begin")
    (card,) = page.services.rating.rounds(page.services.actor)
    for left in range(card.items, 0, -1):
        assert page.services.rating.progress(page.services.actor, card.id, "Ann").mine == card.items - left
        chosen(page, "Left")
    assert "There is nothing left for Ann" in page.html
    assert "The round is complete" in page.html
    assert first not in page.html
    page.at.session_state["rate-reveal"] = True
    page.at.run()
    page.sound()
    assert "Share of choices for the first run" in page.html
    assert first in page.html


def test_nothing_on_the_page_tells_which_is_which(runs: tuple[Tabs, str, str]) -> None:
    """No id of a run, no version, no model: neither in the words, nor in the keys, nor in the address."""
    tab, first, second = runs
    page = tab("rate")
    rating, actor = page.services.rating, page.services.actor
    made = rating.pairs(actor, first, second, title="Mira")
    shown = begun(tab, made.id)
    keys = [str(one.key) for one in shown.at.button]
    told = "\n".join([shown.html, *keys, *(one.label for one in shown.at.button), str(shown.at.query_params)])
    assert "Left" in told
    for secret in (first, second, "version", "understudy"):
        assert secret not in told, secret


def test_a_side_an_undo_and_another_rater(runs: tuple[Tabs, str, str]) -> None:
    """The choice counts for the rater who made it, is taken back, and somebody else begins at none."""
    tab, first, second = runs
    page = tab("rate")
    rating, actor = page.services.rating, page.services.actor
    made = rating.pairs(actor, first, second, title="Mira")
    shown = begun(tab, made.id)
    chosen(shown, "Neither")
    assert [one.value for one in page.services.store.ratings.of(actor, made.id)] == [0.0]
    shown.press("Take the last one back")
    assert rating.progress(actor, made.id).ratings == 0
    chosen(shown, "Right")
    shown.press("Somebody else rates")
    shown.at.text_input(key="rate-name").set_value("Ben")
    shown.press("Begin")
    chosen(shown, "Left")
    assert {one.rater for one in page.services.store.ratings.of(actor, made.id)} == {"Ann", "Ben"}


def test_what_comes_quicker_than_anybody_reads_is_not_kept(runs: tuple[Tabs, str, str]) -> None:
    """A key that is held down repeats itself: only what comes after a while counts."""
    tab, first, _ = runs
    page = tab("rate")
    made = page.services.rating.singles(page.services.actor, first, title="Mira")
    shown = begun(tab, made.id)
    position, at = shown.at.session_state["rate-since"]
    shown.at.session_state["rate-since"] = (position, at + 3_600.0)
    shown.press("5 · in character throughout")
    assert page.services.rating.progress(page.services.actor, made.id).ratings == 0
    assert [one.value for one in shown.at.toast]
    shown.at.session_state["rate-since"] = (position, at - 1.0)
    shown.press("5 · in character throughout")
    (kept,) = page.services.store.ratings.of(page.services.actor, made.id)
    assert kept.value == 5.0
    assert 1.0 <= kept.seconds < 3_600.0


def test_agreement_is_shown_as_it_grows(runs: tuple[Tabs, str, str]) -> None:
    """Not known at first; with five shared conversations it has its interval or its reason."""
    tab, first, _ = runs
    page = tab("rate")
    rating, actor = page.services.rating, page.services.actor
    made = rating.singles(actor, first, title="Mira", overlap=3)
    for rater, step in (("Ann", 0), ("Ben", 1)):
        while (task := rating.next(actor, made.id, rater)) is not None:
            rating.rate(actor, made.id, rater, task.position, 2 + (task.position + step * (task.position == 1)) % 4)
    shown = begun(tab, made.id, "Cid")
    found = rating.agreement(actor, made.id).raters
    assert f"{found.value:.2f} (" in shown.html
    assert "5 conversations" in shown.html


@pytest.mark.parametrize("name", ["", "=1+1", "<b>x</b>"])
def test_a_name_that_is_none_is_explained(runs: tuple[Tabs, str, str], name: str) -> None:
    """The page says what a name is, and rates nothing."""
    tab, first, _ = runs
    page = tab("rate")
    made = page.services.rating.singles(page.services.actor, first, title="Mira")
    shown = tab("rate", round=made.id)
    shown.at.text_input(key="rate-name").set_value(name)
    next(one for one in shown.at.button if one.label == "Begin").click().run()
    assert "no name to rate under" in shown.at.error[0].value


def test_what_was_preferred_stands_in_the_comparison_of_both_runs(runs: tuple[Tabs, str, str]) -> None:
    """The page of a run shows it as soon as it was said, and no longer once it was taken back."""
    tab, first, second = runs
    page = tab("rate")
    rating, actor = page.services.rating, page.services.actor
    made = rating.pairs(actor, first, second, title="Mira", overlap=1)

    def compared() -> str:
        shown = tab("evals", run=second, view="compare", against=first)
        return str([one.proto for one in shown.at.get("plotly_chart")])

    assert "boundary held" in compared()
    assert "human rating: preference" not in compared()
    while (task := rating.next(actor, made.id, "Ann")) is not None:
        rating.rate(actor, made.id, "Ann", task.position, "left")
    assert "human rating: preference" in compared()
    while rating.undo(actor, made.id, "Ann"):
        pass
    assert "human rating: preference" not in compared()


def test_an_unknown_round_is_explained(tab: Tabs) -> None:
    """A link to a round that is gone says where the rounds are."""
    page = tab()
    page.at.query_params["round"] = "nothing"
    page.at.switch_page(str(ROOT / "pages" / "rate.py")).run()
    assert "no such round of rating" in page.at.error[0].value


def test_an_empty_house_says_what_to_do(bare_tab: Tabs) -> None:
    """Without runs the page names where they are made."""
    assert "There is nothing to rate yet" in bare_tab("rate").html
