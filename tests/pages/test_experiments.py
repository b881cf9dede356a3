"""The experiments: a new one, the list, and what the page of one shows."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from evals.suites import load
from studio.evaluation.playing import play
from studio.experiments.wishing import design_of, settings
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tabs = Callable[..., Any]

SUITE = """
name: talks
title: Talks & more
seeds: [0, 1, 2, 3, 4, 5]
conversations: [{id: chat, turns: 2, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}, {name: style distance}]
"""
LONG = "Is it the words? " * 7


@pytest.fixture(scope="module")
def experiment(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with an experiment of two arms that was played; its id."""
    folder = tmp_path_factory.mktemp("experiment") / "data"
    shutil.copytree(stocked, folder)
    services = build(Settings(data_dir=folder, understudy_pace_ms=0, anthropic_api_key=None))
    services.evaluation.workers.close()
    design = design_of(
        load.parse(SUITE.encode()), ["mira-okafor"], ["understudy"], settings("mind.communication.verbosity = 0.0")
    )
    assert design is not None
    started = services.varying.start(services.actor, services.varying.plan(services.actor, design), title=LONG)
    for card in started.cards:
        lease = services.store.leases.claim(card.id, at_once=1)
        assert lease is not None
        play(services.store, services.evaluation.casting, lease)
    services.close()
    return folder, started.id


@pytest.fixture
def shelf(folder: Path, experiment: tuple[Path, str], tab: Tabs) -> Tabs:
    """Opens pages over that experiment."""
    shutil.rmtree(folder)
    shutil.copytree(experiment[0], folder)
    return tab


def test_nothing_was_varied_yet(tab: Tabs) -> None:
    """The list says what to do, and what is asked on the command line."""
    page = tab("experiments")
    assert "No experiment yet." in page.html
    assert "personaforge eval fork" in page.html


def test_an_empty_house_says_what_to_do(bare_tab: Tabs) -> None:
    """Without personas the new experiment names the command that loads them."""
    assert "--load-demo" in bare_tab("experiments", view="new").html


def test_nothing_starts_before_its_estimate_was_shown(tab: Tabs) -> None:
    """Nothing varied has no estimate; a wish that changed since has none; all arms then wait under its address."""
    page = tab("experiments", view="new")
    page.services.evaluation.workers.close()
    assert not [one for one in page.at.button if one.key == "experiments-estimate"]
    page.at.selectbox(key="evals-suite").set_value("style").run()
    page.at.text_input(key="evals-experiment-memory").set_value("0").run()
    page.at.number_input(key="evals-most").set_value(3).run()
    page.sound()
    assert "2 arms" in page.html
    page.press("Estimate")
    assert "6 conversations" in page.html
    page.at.text_input(key="evals-experiment-warm").set_value("0.2").run()
    assert not [one for one in page.at.button if one.key == "experiments-start"]
    page.press("Estimate")
    assert "12 conversations" in page.html
    page.press("Start")
    found = page.services.varying.get(page.services.actor, str(page.at.query_params["experiment"]))
    assert (len(found.arms), found.total, found.ended) == (4, 12, False)
    assert [one.label for one in page.at.button if one.key == "experiments-cancel"] == ["Cancel"]
    page.press("Cancel")
    assert "cancelled" in page.html
    page.press("All experiments")
    assert "0 of 12" in page.html


@pytest.mark.parametrize(("key", "typed", "told"), [
    ("evals-experiment-warm", "hot", "is no number"),
    ("evals-experiment-memory", "1, 1", "there twice"),
])  # fmt: skip
def test_what_cannot_be_varied_is_told_in_its_place(tab: Tabs, key: str, typed: str, told: str) -> None:
    """The form stays."""
    page = tab("experiments", view="new")
    page.at.text_input(key=key).set_value(typed).run()
    assert told in page.at.error[0].value
    assert page.at.text_input(key=key).value == typed


def test_a_field_that_is_not_there_is_told_by_the_estimate(tab: Tabs) -> None:
    """Before anything is started."""
    page = tab("experiments", view="new")
    page.at.text_area(key="evals-experiment-fields").set_value("mind.charm = 1").run()
    next(one for one in page.at.button if one.label == "Estimate").click().run()
    assert "mind" in page.at.error[0].value
    assert not [one for one in page.at.button if one.key == "experiments-start"]


def test_what_came_of_one_is_shown_by_score(shelf: Tabs, experiment: tuple[Path, str]) -> None:
    """A finding with each chart, on what it rests, the arms as links to their runs, files, and the way to it again."""
    page = shelf("experiments", experiment=experiment[1])
    findings = [one.value for one in page.at.html if one.value.startswith('<p class="pf-finding"')]
    assert len(findings) == 4
    assert "drift mean" in findings[0]
    assert "varies by" in findings[1] or "cannot be told" in findings[1]
    assert "6 conversations stand beside each other in all arms" in page.html
    page.at.selectbox(key="experiments-score").set_value("style distance").run()
    page.sound()
    assert page.at.query_params["score"] in (["style distance"], "style distance")
    assert "Is it the words?" in page.html
    assert "/files/experiments/" in page.html


def test_one_that_is_not_there_is_told(tab: Tabs) -> None:
    """With the next step, and no traceback."""
    with pytest.raises(AssertionError, match="There is no such experiment"):
        tab("experiments", experiment="nothing")
