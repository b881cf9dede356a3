"""The worker process: killed at any moment, asked to end, or unable to begin."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.harness import Bounds
from evals.local_runner import LocalRunner
from store.run_values import RunStatus
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.evaluation.processes import Workers, document, log_path
from studio.evaluation.queueing import new_run
from studio.settings import Settings
from studio.wiring import build

from .conftest import PRICED

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from evals.order import Order
    from studio.wiring import Services
    from tests.studio.conftest import ModelServer

PATIENCE = 240.0
"""Seconds that a test waits for what must come; a busy machine is slow."""


@pytest.fixture
def paid(studio: Services, model_server: ModelServer) -> Iterator[Services]:  # noqa: ARG001 - its data folder
    """A studio whose priced model is the model server, which takes its time."""
    answer, nap = model_server.answer, threading.Event()

    def slowly(to: object) -> None:
        nap.wait(0.1)
        answer(to)  # type: ignore[arg-type]

    model_server.answer = slowly  # type: ignore[method-assign]
    made = build(Settings(anthropic_api_key="none", anthropic_base_url=model_server.url))
    yield made
    made.close()


def until(what: Callable[[], object]) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def worker(services: Services) -> subprocess.Popen[bytes]:
    """The process of the only run that is on its way."""
    (process,) = services.evaluation.workers.begun.values()
    return process


def test_killed_again_and_again_the_result_is_the_same_and_nothing_is_paid_twice(
    paid: Services, order: Callable[..., Order], model_server: ModelServer
) -> None:
    """Killed with SIGKILL at two moments: after each, the calls of the cases that are kept are not made again."""
    evaluation, actor, asked = paid.evaluation, paid.actor, order(model=PRICED)
    expected = LocalRunner().run(plan(Casting(paid.settings), asked)).outcomes
    model_server.asked = 0
    run = evaluation.start(actor, asked, Bounds(at_once=1))
    for calls in (1, 3):
        before = model_server.asked
        until(lambda: model_server.asked - before >= calls)  # noqa: B023 - called at once
        process = worker(paid)
        process.kill()
        until(lambda: not evaluation.workers.begun)
        killed = evaluation.get(actor, run.id)
        assert killed.status is RunStatus.INTERRUPTED
        before = model_server.asked
        evaluation.resume(actor, run.id)
    done = evaluation.wait(actor, run.id)
    assert (done.status, done.done, done.attempt) == (RunStatus.DONE, 4, 3)
    assert model_server.asked - before == 2 * (4 - killed.done)
    assert [one.timeless for one in evaluation.outcomes(actor, run.id)] == [one.timeless for one in expected]
    total = paid.store.usage.total(actor)
    assert (total.calls, total.cost_microdollars) == (4, done.microdollars) == (4, 8 * 46)


def test_a_killed_worker_leaves_no_process_behind(studio: Services, order: Callable[..., Order]) -> None:
    """Those that play the understudy's cases end with it."""
    evaluation, actor = studio.evaluation, studio.actor
    many = order().model_copy(update={"seeds": tuple(range(400))})
    run = evaluation.start(actor, many, Bounds(at_once=2))
    until(lambda: evaluation.get(actor, run.id).done > 0)
    process = worker(studio)
    process.kill()
    until(lambda: not of_session(process.pid))
    assert evaluation.get(actor, run.id).status is RunStatus.INTERRUPTED


def of_session(leader: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                mine = os.getsid(int(entry.name)) == leader
                ended = (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            except (OSError, ValueError):
                continue
            found += [int(entry.name)] if mine and not ended else []
    return found


def test_a_worker_that_is_asked_to_end_leaves_its_run_to_be_gone_on_with(
    paid: Services, order: Callable[..., Order], model_server: ModelServer
) -> None:
    """SIGTERM interrupts the run in good order, and says so."""
    evaluation, actor = paid.evaluation, paid.actor
    run = evaluation.start(actor, order(model=PRICED), Bounds(at_once=1))
    until(lambda: model_server.asked)
    worker(paid).send_signal(signal.SIGTERM)
    ended = evaluation.wait(actor, run.id)
    assert (ended.status, ended.why) == (RunStatus.INTERRUPTED, "The process that played it was asked to end.")
    assert ended.done < ended.total


def test_a_worker_that_cannot_begin_fails_its_run_and_says_why(
    studio: Services, order: Callable[..., Order], tmp_path: Path
) -> None:
    """What it last wrote is the reason; nothing waits for ever."""
    broken = studio.settings.model_copy(update={"prices_file": tmp_path / "missing.toml"})
    workers = Workers(studio.store, broken)
    waiting = new_run(studio.evaluation.casting, order(), Bounds(), harness="local")
    run = studio.store.runs.create(studio.actor, waiting)
    workers.call()
    until(lambda: studio.store.runs.get(studio.actor, run.id).status is RunStatus.FAILED)
    assert "missing.toml" in studio.store.runs.get(studio.actor, run.id).why
    assert log_path(broken, run.id).is_file()
    workers.close()


def test_a_studio_that_closes_leaves_its_runs_playing(studio: Services, order: Callable[..., Order]) -> None:
    """Whoever opens it again finds the run done."""
    run = studio.evaluation.start(studio.actor, order())
    studio.close()
    again = build(studio.settings)
    assert again.evaluation.wait(again.actor, run.id).status is RunStatus.DONE
    again.close()


def test_a_worker_goes_by_what_its_studio_was_set_to(studio: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by its own environment, which may say otherwise: the folder, the models, and that there is no key."""
    told = document(studio.settings)
    for name, value in (
        ("PERSONAFORGE_DATA_DIR", "/elsewhere"), ("ANTHROPIC_API_KEY", "another"), ("PERSONAFORGE_MODEL", "other"),
        ("PERSONAFORGE_EVAL_WORKERS", "7"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    assert Settings.model_validate_json(told) == studio.settings


def test_as_many_are_played_at_once_as_is_set(paid: Services, order: Callable[..., Order]) -> None:
    """With two workers the second run does not wait for the first."""
    two = build(paid.settings.model_copy(update={"eval_workers": 2}))
    evaluation, actor = two.evaluation, two.actor
    batch = evaluation.new_batch()
    for persona in ("mira-okafor", "albert-einstein"):
        asked = order(model=PRICED, persona=persona).model_copy(update={"seeds": tuple(range(40))})
        evaluation.start(actor, asked, Bounds(at_once=1), batch_id=batch)

    def status() -> list[str]:
        return [run.status for run in evaluation.list(actor, batch_id=batch).items]

    until(lambda: status() == ["running", "running"])
    for run in evaluation.list(actor, batch_id=batch).items:
        evaluation.cancel(actor, run.id)
        evaluation.wait(actor, run.id)
    assert status() == ["cancelled", "cancelled"]
    two.close()
