"""Experiments that vary several things: estimated, capped, played as runs, followed, read and taken away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput, NotFound
from evals.design import MEMORY, Factor
from evals.harness import Bounds
from evals.suites import load
from store.run_values import RunStatus
from studio.charts import contrasts
from studio.experiments.wishing import design_of, numbers, settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.design import Design
    from studio.experiments.varying import Varied
    from studio.wiring import Services

SUITE = """
name: small
title: Small & short
seeds: [0, 1, 2, 3, 4, 5]
conversations: [{id: talk, turns: 3, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}, {name: style distance}]
"""
SCORES = ("drift mean", "style distance")
TERSE = Factor(kind="field", path="mind.communication.verbosity", levels=(None, 0.0))


def design(*factors: Factor, crossed: bool = True, models: tuple[str, ...] = ()) -> Design:
    """Mira by the understudy and other models; without either varied, terse or not, with memories or not."""
    varied = factors or (() if models else (TERSE, *numbers(MEMORY, "0")))
    made = design_of(load.parse(SUITE.encode()), ["mira-okafor"], ["understudy", *models], varied, crossed=crossed)
    assert made is not None
    return made


@pytest.fixture
def played(services: Services) -> Varied:
    """An experiment of four arms that was played."""
    planned = services.varying.plan(services.actor, design())
    return services.varying.start(services.actor, planned, title="Terse <i>?")


def test_what_was_typed_becomes_factors() -> None:
    """Numbers in a line, fields by lines; what is neither is told."""
    assert numbers(MEMORY, " 0, 3 ")[0].levels == (None, 0, 3)
    assert numbers(MEMORY, "") == []
    (one, other) = settings('mind.quirks = []\n\nmind.temper = steady\nmind.quirks=["hums"]')
    assert (one.path, one.levels) == ("mind.quirks", (None, [], ["hums"]))
    assert other.levels == (None, "steady")
    assert design_of(load.parse(SUITE.encode()), ["a"], ["understudy"], []) is None
    for typed in ("hot", "true", "1,,x"):
        with pytest.raises(InvalidInput):
            numbers(MEMORY, typed)
    with pytest.raises(InvalidInput):
        settings("mind.quirks")
    with pytest.raises(InvalidInput, match="cannot be varied"):
        design(TERSE, TERSE)


@pytest.mark.usefixtures("plays_here")
def test_arms_are_runs_and_what_came_of_them_is_read(services: Services, played: Varied) -> None:
    """One run each, titled by what it changes; every conversation of one arm stands beside those of the others."""
    actor, varying = services.actor, services.varying
    assert [one.words for one in played.arms] == [
        "communication.verbosity: its own, memory: its own", "memory: at most 0", "communication.verbosity: 0.0",
        "communication.verbosity: 0.0, memory: at most 0",
    ]  # fmt: skip
    now = varying.get(actor, played.id)
    assert (now.done, now.total, now.ended, now.whole) == (24, 24, True, True)
    assert [one.status for one in now.cards] == [RunStatus.DONE] * 4
    assert now.cards[2].title == "Terse <i>? · communication.verbosity: 0.0"
    assert [one.subjects[0].version for one in now.cards] == [1, None, None, None]
    assert {one.batch_id for one in now.cards} == {played.id}
    found = varying.found(actor, now)
    assert {one.name for one in found.kinds} == {"drift mean", "style distance"}
    assert found.shared == 6
    memory = next(one for one in found.contrasts if one.factor == "memory")
    assert memory.effects["drift mean"].pairs == 12
    assert varying.find(actor, "last").id == played.id
    assert [one.id for one in varying.list(actor).items] == [played.id]
    again = varying.plan(actor, design())
    assert again.estimate.kept_cases == again.estimate.cases == 24


@pytest.mark.usefixtures("plays_here")
def test_an_experiment_is_taken_away(services: Services, played: Varied) -> None:
    """As a report with its title as text, as figures of all charts, and a chart of one score as a picture."""
    actor, taking = services.actor, services.taking
    report = taking.file(actor, played.id, "html").data.decode()
    assert "Terse &lt;i&gt;?" in report
    assert "personaforge eval vary mira-okafor" in report
    rows = list(csv.DictReader(io.StringIO(taking.file(actor, played.id, "csv").data.decode())))
    drawn = {row["chart"] for row in rows}
    assert drawn >= {f"{score}: {name}" for score in SCORES for name in ("effects", "means", "variance")}
    assert drawn <= {f"{score}: {name}" for score in SCORES for name in contrasts.NAMES}
    one = taking.file(actor, played.id, "svg", score="drift mean", chart="variance")
    assert one.data.startswith(b"<svg")
    assert one.filename == f"experiment-{played.id[:8]}-drift-mean-variance.svg"
    for score, chart in (("", ""), ("charm", "effects"), ("drift mean", "pie")):
        with pytest.raises(InvalidInput):
            taking.file(actor, played.id, "svg", score=score, chart=chart)


@pytest.mark.usefixtures("plays_here")
def test_an_experiment_is_restored_and_a_deleted_arm_is_left_out(services: Services, played: Varied) -> None:
    """Its runs stay; an arm whose run was deleted counts no more, and says that not all is there."""
    actor, varying = services.actor, services.varying
    varying.delete(actor, played.id)
    with pytest.raises(NotFound):
        varying.get(actor, played.id)
    varying.restore(actor, played.id)
    services.evaluation.delete(actor, played.arms[3].run_id)
    now = varying.get(actor, played.id)
    assert (len(now.cards), now.whole, now.total) == (3, False, 18)
    assert len(varying.found(actor, now).arms) == 3


@pytest.fixture
def keyed(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - which takes keys away
    """A key, so that models of a service can be named; none is called."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "none")


@pytest.mark.usefixtures("keyed")
def test_caps_are_shared_among_arms(services: Services) -> None:
    """Together they are no more than the cap; an arm that costs nothing needs none; the estimate says what is over."""
    services.evaluation.workers.close()
    planned = services.varying.plan(
        services.actor, design(*numbers(MEMORY, "0"), models=("anthropic/claude-haiku-4-5",)),
        Bounds(microdollars=1_001, seconds=10.0),
    )  # fmt: skip
    money = [one.microdollars for one in planned.bounds]
    assert money[:2] == [None, None]
    assert 990 < sum(one or 0 for one in money) <= 1_001
    assert sum(one.seconds or 0.0 for one in planned.bounds) == pytest.approx(10.0)
    assert planned.estimate.capped
    assert planned.estimate.cases == 24


@pytest.mark.usefixtures("keyed")
def test_where_an_arm_is_refused_none_is_left_waiting(services: Services) -> None:
    """A cap cannot be kept with a model without a price: the arm before it is cancelled, and nothing is kept."""
    services.evaluation.workers.close()
    actor, varying = services.actor, services.varying
    planned = varying.plan(actor, design(models=("anthropic/claude-priceless",)), Bounds(microdollars=1_000))
    with pytest.raises(InvalidInput, match="cap of money"):
        varying.start(actor, planned)
    assert [one.status for one in services.evaluation.list(actor).items] == [RunStatus.CANCELLED]
    assert varying.list(actor).items == ()


def test_one_is_cancelled_and_gone_on_with(services: Services) -> None:
    """All arms that wait are cancelled, and wait again."""
    services.evaluation.workers.close()
    actor, varying = services.actor, services.varying
    started = varying.start(actor, varying.plan(actor, design(crossed=False)))
    assert (len(started.arms), started.ended, started.title) == (3, False, "Small & short")
    with pytest.raises(InvalidInput, match="No conversation"):
        varying.found(actor, started)
    varying.cancel(actor, started.id)
    assert varying.get(actor, started.id).ended
    varying.resume(actor, started.id)
    assert [one.status for one in varying.get(actor, started.id).cards] == [RunStatus.QUEUED] * 3


@pytest.mark.usefixtures("plays_here")
def test_from_the_command_line(run: Callable[..., tuple[int, str]]) -> None:
    """The estimate, the play, and the same again by its id; what varies nothing is refused."""
    command = ("eval", "vary", "mira", "--suite", "style", "--most", "6", "--set", "mind.communication.verbosity=0")
    code, estimate = run(*command, "--estimate")
    assert (code, "2 arms, 12 conversations" in estimate) == (0, True)
    code, told = run(*command, "--title", "Terse")
    assert code == 0
    assert "communication.verbosity: 0 instead of its own: " in told
    assert "style distance varies by" in told
    code, listed = run("eval", "experiments")
    assert "12 of 12  Terse: communication.verbosity" in listed
    code, again = run("eval", "experiment", listed[:8], "--score", "drift mean")
    assert code == 0
    assert "style distance" not in again
    assert run("eval", "experiment", "--score", "charm")[0] == 1
    assert run("eval", "vary", "mira")[0] == 1
