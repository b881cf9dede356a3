"""Runs as the pages and the command line have them: started, watched, read again, and never paid for twice."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.errors import Conflict, InvalidInput, ModelUnauthorised, ModelUnknown, NotFound
from evals.harness import Bounds
from evals.local_runner import LocalRunner
from evals.order import Order
from evals.suites.errors import InvalidSuite
from store import Actor
from store.run_values import RunStatus
from studio.evaluation.planning import plan
from studio.evaluation.queueing import new_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.casting import Casting
    from studio.wiring import Services

LOADED = """
import sys
import studio.wiring
# These are values, protocols and formulas, which load little.
light = ("harness", "spent", "simulators", "statistics")
evals = [name for name in sys.modules if name.startswith("evals.") and name.split(".")[1] not in light]
print(*evals, *{"inspect_ai", "ray", "scipy", "duckdb"} & set(sys.modules))
"""


def test_nothing_that_plays_or_scores_loads_with_the_studio() -> None:
    """Building block by building block: the services know of runs, and of evals nothing but light things is there."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == []


def test_a_run_is_played_by_a_worker_and_a_second_one_asks_nothing(
    studio: Services, order: Callable[..., Order], casting: Casting
) -> None:
    """The first ends with the outcomes the runner gives here; the second has the same, and made no call."""
    evaluation, actor = studio.evaluation, studio.actor
    seen: list[int] = []
    first = evaluation.start(actor, order(), title="  First  ")
    assert (first.title, first.status, first.total) == ("First", RunStatus.QUEUED, 4)
    first = evaluation.wait(actor, first.id, lambda card: seen.append(card.done))
    assert (first.status, first.why, first.done, first.failed, first.reused, first.calls) == ("done", "", 4, 0, 0, 8)
    assert seen == sorted(seen)
    played = LocalRunner().run(plan(casting, order()))
    value = evaluation.run_value(actor, first.id)
    assert [one.record.case_id for one in value.outcomes] == [case.id for case in value.cases]
    assert (value.order, value.harness, value.stopped) == (order(), "local", "")
    assert value.environment.drift_fit
    assert value.began is not None
    assert [one.timeless for one in played.outcomes] == [one.timeless for one in value.outcomes]
    second = evaluation.wait(actor, evaluation.start(actor, order()).id)
    assert (second.status, second.reused, second.calls) == (RunStatus.DONE, 4, 0)
    assert evaluation.run_value(actor, second.id).outcomes == value.outcomes
    assert evaluation.scores(actor, second.id)[0].value == evaluation.scores(actor, first.id)[0].value
    assert studio.store.usage.total(actor, persona_id=first.subjects[0].persona_id).calls == 4
    assert [one.id for one in evaluation.list(actor, suite="small").items] == [second.id, first.id]


def test_orders_name_personas_versions_and_suites(studio: Services) -> None:
    """By slug, with a number for a version; none means the demo personas; what there is not is refused."""
    evaluation, actor = studio.evaluation, studio.actor
    mine = studio.library.copy(actor, studio.library.find(actor, "mira-okafor").card.id)
    changed = mine.genome.model_copy(update={"metadata": mine.genome.metadata.model_copy(update={"tagline": "New"})})
    studio.library.store.personas.save_version(actor, mine.card.id, changed, message="new")
    newest, first = (evaluation.order(actor, "style", [name]) for name in (mine.card.slug, f"{mine.card.slug}@1"))
    assert (newest.subjects[0].version, first.subjects[0].version) == (2, 1)
    assert first.subjects[0].genome == mine.genome
    assert newest.subjects[0].persona_id == first.subjects[0].persona_id == mine.card.id
    everybody = evaluation.order(actor, "style")
    assert len(everybody.subjects) == len(demo.load_all())
    assert all(one.persona_id for one in everybody.subjects)
    assert {one.name for one in evaluation.suites()} >= {"boundaries", "style"}
    for suite, persona, error in (
        ("style", "nobody", NotFound), ("style", f"{mine.card.slug}@9", NotFound),
        ("style", f"{mine.card.slug}@x", InvalidInput), ("nothing", mine.card.slug, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            evaluation.order(actor, suite, [persona])


def test_a_suite_of_a_file_is_read(studio: Services, tmp_path: Path) -> None:
    """By its path; what is wrong in it is told."""
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ntitle: Mine\nextends: style\n", encoding="utf-8")
    assert studio.evaluation.suite(str(path)).name == "mine"
    path.write_text("name: mine\ntitle: Mine\nextends: style\nscorers: [{name: charm}]\n", encoding="utf-8")
    with pytest.raises(InvalidSuite):
        studio.evaluation.suite(str(path))


def test_what_cannot_be_played_is_refused_before_it_is_queued(studio: Services, order: Callable[..., Order]) -> None:
    """An unknown model, one without a key, no cases, a persona twice, an unknown harness."""
    evaluation, actor = studio.evaluation, studio.actor
    good = order()
    refused: tuple[tuple[Order, dict[str, object], type[Exception]], ...] = (
        (order(model="nobody/x"), {}, ModelUnknown),
        (order(model="anthropic/x"), {}, ModelUnauthorised),
        (order(extra="personas: [ada]\n"), {}, InvalidInput),
        (Order(suite=good.suite, subjects=good.subjects * 2), {}, InvalidInput),
        (good, {"harness": "none"}, InvalidInput),
    )
    for wrong, options, error in refused:
        with pytest.raises(error):
            evaluation.start(actor, wrong, **options)  # type: ignore[arg-type]
    assert evaluation.list(actor).items == ()


def test_nobody_else_sees_or_touches_a_run(studio: Services, order: Callable[..., Order]) -> None:
    """For another member there is no such run, and their list is empty."""
    evaluation, other = studio.evaluation, Actor("somebody")
    waiting = new_run(studio.evaluation.casting, order(), Bounds(), harness="local")
    run = studio.store.runs.create(studio.actor, waiting)
    for call in (evaluation.get, evaluation.cancel, evaluation.resume, evaluation.delete, evaluation.restore,
                 evaluation.run_value, evaluation.outcomes, evaluation.scores, evaluation.wait):  # fmt: skip
        with pytest.raises(NotFound):
            call(other, run.id)
    assert evaluation.list(other).items == ()
    assert studio.store.runs.get(studio.actor, run.id) == run


def test_runs_wait_their_turn_and_are_deleted_and_restored(studio: Services, order: Callable[..., Order]) -> None:
    """Two started together are both played, the second by a worker that the first one's end begins."""
    evaluation, actor = studio.evaluation, studio.actor
    batch = evaluation.new_batch()
    one = evaluation.start(actor, order(), batch_id=batch)
    two = evaluation.start(actor, order(persona="albert-einstein"), batch_id=batch)
    assert {run.id for run in evaluation.list(actor, batch_id=batch).items} == {one.id, two.id}
    ended = [evaluation.wait(actor, run.id) for run in (two, one)]
    assert [run.status for run in ended] == [RunStatus.DONE, RunStatus.DONE]
    assert ended[0].began_at is not None
    assert ended[1].ended_at is not None
    assert ended[0].began_at >= ended[1].ended_at
    evaluation.delete(actor, one.id)
    assert [run.id for run in evaluation.list(actor).items] == [two.id]
    assert [run.id for run in evaluation.list(actor, deleted=True).items] == [one.id]
    assert evaluation.restore(actor, one.id).deleted_at is None
    again = evaluation.resume(actor, one.id, Bounds(at_once=1))
    assert again.status is RunStatus.QUEUED
    with pytest.raises(Conflict):
        evaluation.resume(actor, one.id)
    assert evaluation.wait(actor, one.id).reused == 0
