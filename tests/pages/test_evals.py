"""The evals: a new run, the list, and what a run's page shows."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evals.suites import load
from studio import again_evals
from studio.evaluation.playing import play
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.run_values import RunCard
    from studio.wiring import Services

    Tabs = Callable[..., Any]

SUITE = """
name: talks
title: Talks & more
seeds: [0, 1, 2, 3, 4, 5]
conversations:
  - {id: chat, turns: 3, simulator: {kind: bank, bank: everyday}, probes: [{id: what, after: [-1], ask: ["And you?"]}]}
scorers: [{name: drift mean}, {name: who said it}, {name: boundary held}]
gates: [{scorer: drift mean, at_least: 0.1}]
"""
OWN = "a suite of your own"
ROOT = Path(__file__).resolve().parents[2]


def played(services: Services, *personas: str) -> RunCard:
    """A run that is played here, without a worker."""
    actor, evaluation = services.actor, services.evaluation
    evaluation.workers.close()
    card = evaluation.start(actor, evaluation.order(actor, load.parse(SUITE.encode()), personas))
    lease = services.store.leases.claim(card.id, at_once=1)
    assert lease is not None
    play(services.store, services.evaluation.casting, lease)
    return services.evaluation.get(actor, card.id)


@pytest.fixture(scope="module")
def runs(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A data folder with the runs of two versions of Mira, each beside Einstein; their ids, the later one last."""
    folder = tmp_path_factory.mktemp("runs") / "data"
    shutil.copytree(stocked, folder)
    services = build(Settings(data_dir=folder, understudy_pace_ms=0, anthropic_api_key=None))
    first = played(services, "mira-okafor", "albert-einstein")
    mira = services.library.find(services.actor, "mira-okafor")
    services.editing.put(services.actor, mira, ("mind", "big_five", "openness"), 0.05)
    services.editing.put(services.actor, mira, ("mind", "communication", "verbosity"), 0.95)
    services.versions.save_draft(services.actor, mira.card.id)
    second = played(services, "mira-okafor", "albert-einstein")
    services.close()
    return folder, first.id, second.id


@pytest.fixture
def shelf(folder: Path, runs: tuple[Path, str, str], tab: Tabs) -> Tabs:
    """Opens pages over those runs."""
    shutil.rmtree(folder)
    shutil.copytree(runs[0], folder)
    return tab


def value(page: Any, key: str) -> Any:
    """What a control holds."""
    return next(one for kind in ("selectbox", "multiselect") for one in getattr(page.at, kind) if one.key == key).value


def test_nothing_was_run_yet(tab: Tabs) -> None:
    """The list says what to do; the new run needs no key."""
    page = tab("evals")
    assert "Nothing was run yet." in page.html
    assert "New run" in page.html


def test_an_empty_house_says_what_to_do(bare_tab: Tabs) -> None:
    """Without personas the new run names the command that loads them."""
    assert "--load-demo" in bare_tab("evals", view="new").html


def test_nothing_starts_before_its_estimate_was_shown(tab: Tabs) -> None:
    """The estimate counts cases and calls; a wish that changed since has none; the run then waits under its address."""
    page = tab("evals", view="new")
    page.services.evaluation.workers.close()
    page.at.selectbox(key="evals-suite").set_value("style").run()
    assert not [one for one in page.at.button if one.key == "evals-start"]
    page.press("Estimate")
    assert "Assumed: the understudy takes no money" in page.html
    assert ">$0<" in page.html
    page.at.number_input(key="evals-most").set_value(2).run()
    assert not [one for one in page.at.button if one.key == "evals-start"]
    page.press("Estimate")
    assert "2 conversations" in page.html
    page.press("Run")
    run_id = str(page.at.query_params["run"])
    card = page.services.evaluation.get(page.services.actor, run_id)
    assert (card.suite, card.total, card.status) == ("style", 2, "queued")
    assert [one.label for one in page.at.button if one.key == "evals-cancel"] == ["Cancel"]


def test_a_suite_of_ones_own_is_told_its_faults_by_line(tab: Tabs) -> None:
    """Each with its line as it stands there; mended, it can be estimated."""
    page = tab("evals", view="new")
    page.at.selectbox(key="evals-suite").set_value(OWN).run()
    page.at.text_area(key="evals-yaml").set_value(
        "name: mine\ntitle: T\nextends: style\nscorers:\n  - name: <b>charm"
    ).run()
    page.sound()
    assert "Line 5" in page.html
    assert "- name: &lt;b&gt;charm" in page.html
    assert not [one for one in page.at.button if one.label == "Estimate"]
    page.at.text_area(key="evals-yaml").set_value("name: mine\ntitle: T\nextends: style\n").run()
    assert [one for one in page.at.button if one.label == "Estimate"]


def test_an_order_without_a_case_is_refused_in_its_place(tab: Tabs) -> None:
    """The form stays, with what failed, why and the next step under it."""
    page = tab("evals", view="new")
    page.at.selectbox(key="evals-suite").set_value(OWN).run()
    page.at.text_area(key="evals-yaml").set_value("name: mine\ntitle: T\nextends: style\npersonas: [nobody]").run()
    next(one for one in page.at.button if one.label == "Estimate").click().run()
    assert "has no case for these personas" in page.at.error[0].value
    assert page.at.selectbox(key="evals-suite").value == OWN


def test_runs_are_listed_and_opened_by_their_address(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """Newest first, each a link with its versions, its status and what it took."""
    page = shelf("evals")
    assert page.html.index(runs[2]) < page.html.index(runs[1])
    assert "mira-okafor 2, albert-einstein 1" in page.html
    assert "12 of 12" in page.html
    opened = shelf("evals", run=runs[1])
    assert "Talks &amp; more" in opened.html
    assert "12 of 12 conversations" in opened.html


def test_a_long_list_is_narrowed(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """By suite and persona once there are six runs; what is left out is not shown, and all of it comes back."""
    page = shelf("evals")
    assert not [one for one in page.at.selectbox if one.key == "evals-narrow-suite"]
    services = page.services
    services.evaluation.workers.close()
    order = services.evaluation.order(services.actor, "style", ["mira-okafor"], most=1)
    for _ in range(4):
        services.evaluation.cancel(services.actor, services.evaluation.start(services.actor, order).id)
    page.at.run()
    page.at.selectbox(key="evals-narrow-suite").set_value("talks").run()
    assert page.html.count('role="listitem"') == 2
    einstein = services.library.find(services.actor, "albert-einstein").card.id
    page.at.selectbox(key="evals-narrow-suite").set_value("style").run()
    page.at.selectbox(key="evals-narrow-persona").set_value(einstein).run()
    assert "No such run." in page.html
    page.at.selectbox(key="evals-narrow-suite").set_value("").run()
    assert runs[1] in page.html
    page.sound()


def test_a_run_that_is_not_there_is_told(shelf: Tabs) -> None:
    """With the next step, and no traceback."""
    with pytest.raises(AssertionError, match="There is no such run"):
        shelf("evals", run="nothing")


def test_gates_say_whether_the_run_passes(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """Each demand on each persona with its figure."""
    page = shelf("evals", run=runs[2], view="gates", against=runs[1])
    assert "2 demands passed: nothing blocks" in page.html
    assert "drift mean at least 0.1" in page.html


def test_scores_stand_with_their_intervals(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """A finding, the chart, and the same figures as a table once it is opened."""
    page = shelf("evals", run=runs[1])
    assert 'class="pf-finding"' in page.html
    assert "drift mean: " in page.html
    page.at.selectbox(key="evals-scorer").set_value("who said it").run()
    assert "who said it: " in page.html
    assert len(page.at.get("plotly_chart")) == 1


def test_the_worst_conversation_is_first_and_opens_with_its_evidence(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """By the chosen score; its address shows each turn with what was measured, emotions and answers."""
    page = shelf("evals", run=runs[1], view="conversations")
    run = page.services.evaluation.run_value(page.services.actor, runs[1])
    worst = min(run.outcomes, key=lambda one: next(s.value or 9.0 for s in one.scores if s.name == "drift mean"))
    addresses = [part.split('"')[0] for part in page.html.split("case=")[1:]]
    assert addresses[0] == worst.record.case_id
    one = shelf("evals", run=runs[1], view="conversations", case=worst.record.case_id)
    assert one.html.count('class="pf-reply pf-measured"') == 3
    assert "persona: " in one.html
    assert "And you?" in one.html
    one.press("All conversations")
    assert "case" not in one.at.query_params


def test_the_other_views_draw_what_they_have(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """Course, who said it and cost each say a finding; a questionnaire is not offered, since none was asked."""
    course = shelf("evals", run=runs[1], view="course")
    assert "chat: " in course.html
    assert "are taken for the right persona" in shelf("evals", run=runs[1], view="bleed").html
    assert "cost no money" in shelf("evals", run=runs[1], view="cost").html
    assert "answers" not in course.at.segmented_control(key="evals-view").options


def test_two_runs_are_held_against_each_other(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """By the control or by the address: a forest, what it rests on, and what flipped."""
    page = shelf("evals", run=runs[2], view="compare")
    page.at.selectbox(key="evals-against").set_value(runs[1]).run()
    page.sound()
    assert "12 conversations are in both runs." in page.html
    assert "conversations came out otherwise" in page.html
    again = shelf("evals", run=runs[2], view="compare", against=runs[1])
    assert value(again, "evals-against") == runs[1]
    assert "12 conversations are in both runs." in again.html
    assert "before: understudy" not in again.html


def test_the_report_is_downloaded_by_a_signed_address(shelf: Tabs, runs: tuple[Path, str, str]) -> None:
    """Both forms, against the earlier run if one is named; the ways to have the figures again name the runs."""
    page = shelf("evals", run=runs[2], view="report", against=runs[1])
    links = [part.split('"')[0] for part in page.html.split('href="')[1:] if part.startswith("/files/reports/")]
    assert len(links) == 2
    assert all(f"against={runs[1]}" in link and "t=" in link for link in links)


def test_a_run_that_stopped_can_be_gone_on_with_and_deleted(tab: Tabs) -> None:
    """A waiting run is cancelled at once, gone on with, and taken out of the list."""
    page = tab("evals")
    services = page.services
    services.evaluation.workers.close()
    order = services.evaluation.order(services.actor, "style", ["mira-okafor"])
    card = services.evaluation.start(services.actor, order)
    opened = tab("evals", run=card.id)
    opened.press("Cancel")
    assert "cancelled" in opened.html
    assert "ended before a conversation did" in opened.html
    opened.press("Resume")
    assert services.evaluation.get(services.actor, card.id).status == "queued"
    opened.press("Cancel")
    opened.press("Delete")
    assert "Nothing was run yet." in opened.html


def test_figures_can_be_had_again(shelf: Tabs, folder: Path, runs: tuple[Path, str, str]) -> None:
    """The Python and the SQL of a run's page run as they stand, over the same data, and name the same scores."""
    page = shelf("evals", run=runs[2])
    run = page.services.evaluation.run_value(page.services.actor, runs[2])
    ways = (
        again_evals.of_run(run),
        again_evals.of_run(run, against=runs[1]),
        again_evals.of_run(run, against=runs[1], gates=True),
        again_evals.runs(),
    )
    code = "\nprint('- - -')\n".join(again.python for again in ways)
    told = subprocess.run(  # noqa: S603 - the page's own words
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("- - -\n")
    for again, words in zip(ways, told, strict=True):
        assert "talks" in words if again == ways[-1] else "drift mean" in words
        with closing(sqlite3.connect(folder / "personaforge.db")) as database:
            assert all(database.execute(one).fetchall() for one in again.sql.split(";") if one.strip())
