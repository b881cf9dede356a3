"""The runner on Inspect: the outcomes of the local one, called, cached, retried and logged by Inspect."""

from __future__ import annotations

import importlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from brain.models.anthropic import AnthropicModel
from brain.models.backoff import Backoff
from brain.models.understudy import Understudy
from evals.harness import Bounds, never, nothing
from evals.inspect_runner.runner import InspectRunner
from evals.inspect_runner.shelf import LOGS
from evals.kept import Kept
from evals.local_runner import LocalRunner
from evals.transcripts.conversation import Conversation
from evals.transcripts.inspect_logs import inspect_eval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evals.harness import Plan, Results
    from evals.outcome import Outcome

# Other processes import it by the same name.
sys.path.append(str(Path(__file__).parent))
plans: Any = importlib.import_module("inspect_plans")

HASTY = Backoff(base_seconds=0.01, cap_seconds=0.05)
AROUND = dict(os.environ)  # noqa: TID251 - handed on
CALLS = 8 * 2 + 4 * 2 + 4
"""Of all cases: replies, answers off the transcript, and lines of the persona that talks to Einstein."""


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Inspect writes beside its logs goes into the test's folder, and our own log is heard as before."""
    level = logging.getLogger().level
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    yield
    assert logging.getLogger().level == level


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """The file that the model of the plans writes each call into."""
    path = tmp_path / "calls"
    path.touch()
    return path


def run(
    what: Plan,
    folder: Path,
    *,
    bounds: Bounds = Bounds(at_once=2, tries=4),  # noqa: B008 - frozen
    keep: Path | None = None,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[int, int], None] = nothing,
) -> Results:
    """The plan's results, kept in `keep`."""
    runner = InspectRunner(folder, AROUND, backoff=HASTY)
    if keep is None:
        return runner.run(what, bounds=bounds, cancelled=cancelled, progress=progress)
    with Kept.opened(keep) as kept:
        return runner.run(what, keeper=kept, bounds=bounds, cancelled=cancelled, progress=progress)


def timeless(results: Results) -> list[Outcome]:
    """The outcomes without how long they took."""
    return [one.timeless for one in results.outcomes]


def made(calls: Path) -> int:
    """How many calls the model heard."""
    return len(calls.read_text().splitlines())


def logs(folder: Path) -> list[Path]:
    """The logs of Inspect."""
    return sorted((folder / LOGS).glob("*.eval"))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What comes out of the local runner, whatever the model is called."""
    return timeless(LocalRunner().run(plans.plan(plans.Noting(tmp_path_factory.mktemp("usual") / "calls"))))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Path]:
    """The plan played by the understudy by way of Inspect: its results, and the log."""
    folder = tmp_path_factory.mktemp("played")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "home"))
        patch.setenv("XDG_CACHE_HOME", str(folder / "home"))
        results = run(plans.plan(Understudy()), folder)
    (log,) = logs(folder)
    return results, log


def test_the_outcomes_are_those_of_the_local_runner(played: tuple[Results, Path]) -> None:
    """Word for word and score for score, as they come and as they are read again from the log."""
    from evals.inspect_runner.outcomes import read

    there, log = played
    here = LocalRunner().run(plans.plan(Understudy()))
    assert timeless(there) == timeless(here)
    assert any(score.value is None for one in here.outcomes for score in one.scores)
    assert sorted(read(log), key=lambda one: one.key) == sorted(there.outcomes, key=lambda one: one.key)


def test_the_log_says_what_the_run_was_made_with(played: tuple[Results, Path]) -> None:
    """Versions, prices, seeds, prompts and each case are in it, and a missing score is no zero in its means."""
    from inspect_ai.log import read_eval_log

    outcomes = played[0].outcomes
    log = read_eval_log(str(played[1]), resolve_attachments="full")
    facts = log.eval.metadata or {}
    assert dict(facts["environment"]["packages"])["inspect-ai"]
    assert facts["environment"]["prices"]
    assert facts["seeds"] == [0, 1, 2, 3]
    assert set(facts["personas"]) == {"albert-einstein", "victoria-hale"}
    sample = next(one for one in log.samples or [] if " talk " in str(one.id))
    assert json.loads(sample.metadata["case"])["turns"] == 2
    prompts = [one.text for event in sample.events if event.event == "model" for one in event.input]
    assert any("Albert Einstein" in one for one in prompts)
    found = {one.name: one for one in (log.results.scores if log.results else [])}
    known = [one.value for outcome in outcomes for one in outcome.scores if one.name == "belief survival"]
    mean = found["belief survival"].metrics.get("mean_belief survival")
    assert (mean is None) == (not any(one is not None for one in known))
    assert found["whole"].metrics["mean"].value == 1.0


def test_a_log_is_read_back_as_conversations(played: tuple[Results, Path]) -> None:
    """What was played by way of Inspect can be scored again as what was held elsewhere."""
    with played[1].open("rb") as stream:
        found = [one for one in inspect_eval(stream) if isinstance(one, Conversation)]
    said = {tuple((turn.user, turn.reply) for turn in one.record.exchanges) for one in played[0].outcomes}
    assert {tuple(one.exchanges()) for one in found} == said


def test_calls_that_fail_are_asked_again(tmp_path: Path, calls: Path, usual: list[Outcome]) -> None:
    """With every tenth call overloaded all cases come out whole, and as if nothing had happened."""
    results = run(plans.plan(plans.Noting(calls, fails=10)), tmp_path)
    assert all(one.whole for one in results.outcomes)
    assert made(calls) == CALLS + made(calls) // 10
    assert timeless(results) == usual


def test_a_refused_key_is_not_asked_again(tmp_path: Path, calls: Path) -> None:
    """One call for each turn and question; such cases are told, and not kept."""
    results = run(plans.plan(plans.Noting(calls, refuses=True)), tmp_path, keep=tmp_path / "kept")
    assert not any(one.whole for one in results.outcomes)
    assert "The key was refused." in results.outcomes[0].record.exchanges[0].problem
    # A user whom the persona cannot answer is not played on: the other persona's line failed as well.
    assert made(calls) == 4 * 4 + 4 * 2
    assert run(plans.plan(plans.Noting(calls)), tmp_path, keep=tmp_path / "kept").reused == 0


def test_a_call_that_fails_every_time_spoils_its_own_case_only(tmp_path: Path) -> None:
    """After its tries it is told what the last one said; the other cases stand."""
    with plans.served(*[529] * 3) as (url, said):
        model = AnthropicModel("claude-haiku-4-5", api_key="k", base_url=url)
        what = plans.plan(model)
        results = run(replace(what, cases=what.cases[:2]), tmp_path, bounds=Bounds(at_once=1, tries=3))
    assert said[:3] == [529] * 3
    assert [one.whole for one in results.outcomes] == [False, True]
    assert "Not now." in results.outcomes[0].record.answers[0].problem
    assert results.outcomes[1].spent.tokens.input == 4 * 1_000


def test_an_overloaded_service_is_asked_again_over_the_wire(tmp_path: Path) -> None:
    """Two answers of 529 and one of 500 cost three tries more, and nothing else."""
    with plans.served(529, 200, 529, 500) as (url, said):
        what = plans.plan(AnthropicModel("claude-haiku-4-5", api_key="k", base_url=url))
        (outcome,) = run(replace(what, cases=what.cases[:1]), tmp_path, bounds=Bounds(at_once=1, tries=4)).outcomes
    assert outcome.whole
    assert outcome.record.exchanges[0].reply == "Light is a riddle."
    assert len(said) == 4 + 3


def test_a_cancelled_run_breaks_off_and_goes_on_later(tmp_path: Path, calls: Path, usual: list[Outcome]) -> None:
    """Cancelled after two cases, the next run plays what was not kept."""
    stop = threading.Event()

    def progress(done: int, _: int) -> None:
        if done == 2:
            stop.set()

    slow = plans.plan(plans.Noting(calls, seconds=0.2))
    first = run(slow, tmp_path, keep=tmp_path / "kept", cancelled=stop.is_set, progress=progress)
    assert first.stopped == "cancelled"
    assert 2 <= len(first.outcomes) < 8
    second = run(plans.plan(plans.Noting(calls)), tmp_path, keep=tmp_path / "kept")
    assert second.reused == len(first.outcomes)
    assert timeless(second) == usual


def test_at_a_cap_no_new_case_begins(tmp_path: Path) -> None:
    """Four calls of a thousand tokens each reach a cap of half a cent; what was played stands."""
    with plans.served() as (url, _):
        what = plans.plan(AnthropicModel("claude-haiku-4-5", api_key="k", base_url=url))
        results = run(what, tmp_path, bounds=Bounds(at_once=1, microdollars=4_000))
    assert results.stopped == "money"
    assert len(results.outcomes) == 1
    assert results.outcomes[0].whole
    timed = run(plans.plan(Understudy()), tmp_path, bounds=Bounds(at_once=1, seconds=0.0))
    assert (timed.stopped, timed.outcomes) == ("time", ())


def test_other_processes_play_the_same_and_their_cache_answers_a_second_run(
    tmp_path: Path, calls: Path, usual: list[Outcome]
) -> None:
    """Nothing of Inspect is imported here, and without any keeper the second run asks the model nothing."""
    first = run(plans.made_again(calls), tmp_path)
    paid = made(calls)
    assert {line.split()[1] for line in calls.read_text().splitlines()}.isdisjoint({str(os.getpid())})
    assert timeless(first) == usual
    before = made(calls)
    second = run(plans.made_again(calls), tmp_path)
    assert (paid, made(calls) - before) == (CALLS, 0)
    assert second.outcomes == first.outcomes
    assert second.reused == 0


def test_a_process_that_dies_is_replaced_and_nothing_is_lost(tmp_path: Path, calls: Path, usual: list[Outcome]) -> None:
    """Killed after its third case, the rest is played by another one."""

    def progress(done: int, _: int) -> None:
        if done == 3:
            os.kill(int(calls.read_text().splitlines()[-1].split()[1]), signal.SIGKILL)

    results = run(plans.made_again(calls, 0, 0.05), tmp_path, progress=progress)
    assert (len(results.outcomes), results.deaths) == (8, 1)
    assert timeless(results) == usual


@pytest.mark.parametrize("after", [11])
def test_a_run_that_is_killed_goes_on_and_pays_for_nothing_twice(
    tmp_path: Path, calls: Path, usual: list[Outcome], after: int
) -> None:
    """Only a call that was under way when the run was killed is made again; the outcomes are the same."""
    script = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "import os, inspect_plans\nfrom pathlib import Path\n"
        "from evals.harness import Bounds\nfrom evals.inspect_runner.runner import InspectRunner\n"
        "from evals.kept import Kept\nfolder = Path(sys.argv[3])\n"
        "with Kept.opened(folder / 'kept') as kept:\n"
        "    plan = inspect_plans.made_again(folder / 'calls', 0, 0.05)\n"
        "    InspectRunner(folder, dict(os.environ)).run(plan, keeper=kept, bounds=Bounds(at_once=2))\n"
    )
    paths = (str(Path(__file__).parent), str(Path(__file__).parents[2]))
    process = subprocess.Popen(  # noqa: S603 - the words above
        (sys.executable, "-c", script, *paths, str(tmp_path)), start_new_session=True
    )
    while made(calls) < after:
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    results = run(plans.made_again(calls, 0, 0.05), tmp_path, keep=tmp_path / "kept")
    asked = Counter(line.split()[0] for line in calls.read_text().splitlines())
    assert sum(asked.values()) - len(asked) <= 2
    assert timeless(results) == usual


def test_nothing_of_inspect_is_imported_before_an_eval_is_held() -> None:
    """Its two to three seconds are no part of the studio's start."""
    script = (
        "import sys, studio.cli, studio.wiring, evals.inspect_runner.runner, evals.local_runner\n"
        "sys.exit(any(name.split('.')[0] == 'inspect_ai' for name in sys.modules))"
    )
    assert subprocess.run((sys.executable, "-c", script), check=False).returncode == 0  # noqa: S603 - the words above
