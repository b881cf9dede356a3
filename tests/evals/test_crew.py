"""Cases played in several processes: the same outcomes, whatever dies, and nothing twice after a kill."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.keyword import KeywordDetector
from brain.errors import InvalidInput, PersonaForgeError
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.cases import lay_out
from evals.crew import orders
from evals.harness import Bounds, Plan
from evals.kept import Kept
from evals.local_runner import FEWEST, LocalRunner
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from evals.harness import Results
    from evals.outcome import Outcome

ROOT = Path(__file__).parents[2]
EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
SUITE = load.parse(b"""\
name: small
title: Small
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}]
""")
NUMBER = FEWEST + 4
TWO = Bounds(at_once=2)


@dataclass(frozen=True)
class Elsewhere:
    """The understudy, which speaks here only after it spoke in another process; the first `die` of those die.

    What happened is told by files in `folder`: one for each process that began to play, named by its number.
    """

    folder: str
    home: int
    die: int = 0
    id: str = "understudy"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says."""
        folder = Path(self.folder)
        if os.getpid() == self.home:
            for _ in range(1_200):
                if (folder / "played").exists() or len(list(folder.glob("pid-*"))) >= 3:
                    break
                time.sleep(0.05)
        else:
            (folder / f"pid-{os.getpid()}").touch()
            if len(list(folder.glob("pid-*"))) <= self.die:
                os._exit(7)
            (folder / "played").touch()
        yield from UNDERSTUDY.stream(request, cancelled=cancelled)


@dataclass
class Watched:
    """A keeper in memory that knows which thread of which process called it."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    callers: set[tuple[int, int]] = field(default_factory=set)

    def get(self, key: str) -> Outcome | None:
        """The outcome by that key."""
        return self.outcomes.get(key)

    def put(self, outcome: Outcome) -> None:
        """Keeps it."""
        self.callers.add((os.getpid(), threading.get_ident()))
        self.outcomes[outcome.key] = outcome


@cache
def own_gauge() -> gauge.Gauge:
    """Einstein's, made once in each process."""
    return gauge.prepare(EINSTEIN, contrast=contrast.usual(), embedder=static_embedder.shared())


def made(model: ChatModel, number: int = NUMBER) -> Plan:
    """Cases of two turns with Einstein, played by a model."""
    cast = Cast(genome=EINSTEIN, model=model, detector=KeywordDetector(), gauge=own_gauge())
    cases = lay_out(SUITE, [EINSTEIN], seeds=range(number))
    return Plan(cases, {"albert-einstein": cast}, tuple(one.name for one in SUITE.scorers))


def again() -> Plan:
    """What the understudy plays."""
    return made(Understudy())


def refused(folder: str) -> Plan:
    """A plan that cannot be made."""
    (Path(folder) / "played").touch()
    raise InvalidInput("There is no such plan.")


def longer(folder: str, model: ChatModel) -> Plan:
    """A plan with a case more."""
    plan = made(model, NUMBER + 1)
    (Path(folder) / "played").touch()
    return plan


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Plan]:
    """A plan whose cases are played in another process as well, which finds this module."""
    monkeypatch.syspath_prepend(str(ROOT))

    def plan(die: int = 0) -> Plan:
        model = Elsewhere(str(tmp_path), os.getpid(), die)
        return replace(made(model), again=partial(made, model))

    return plan


@pytest.fixture(scope="module")
def usual() -> list[Outcome]:
    """What comes out in one process."""
    return timeless(LocalRunner().run(made(Understudy())))


def timeless(results: Results) -> list[Outcome]:
    """The outcomes without how long they took."""
    return [one.timeless for one in results.outcomes]


def test_two_processes_give_what_one_gives(
    elsewhere: Callable[..., Plan], usual: list[Outcome], tmp_path: Path
) -> None:
    """The outcomes are the same and in order; the keeper is called in this process alone, by one thread."""
    kept = Watched()
    results = LocalRunner().run(elsewhere(), keeper=kept, bounds=TWO)
    assert timeless(results) == usual
    assert results.deaths == 0
    assert len(list(tmp_path.glob("pid-*"))) == 1
    assert kept.callers == {(os.getpid(), threading.get_ident())}
    assert LocalRunner().run(elsewhere(), keeper=kept, bounds=TWO).reused == NUMBER


def test_what_a_process_that_died_had_in_hand_is_played_again(
    elsewhere: Callable[..., Plan], usual: list[Outcome], caplog: pytest.LogCaptureFixture
) -> None:
    """No case is missing, and the death is told in the results and in the log."""
    results = LocalRunner().run(elsewhere(die=1), bounds=TWO)
    assert timeless(results) == usual
    assert results.deaths == 1
    assert "ended with 7; 4 cases are played again" in caplog.text


def test_a_process_that_dies_again_and_again_ends_the_run(elsewhere: Callable[..., Plan]) -> None:
    """Three deaths without an outcome are an error that says how they ended."""
    with pytest.raises(PersonaForgeError, match="3 times with 7"):
        LocalRunner().run(elsewhere(die=99), bounds=TWO)


def test_a_plan_that_cannot_be_made_again_is_told(elsewhere: Callable[..., Plan], tmp_path: Path) -> None:
    """The error of the other process is raised here."""
    with pytest.raises(InvalidInput, match="no such plan"):
        LocalRunner().run(replace(elsewhere(), again=partial(refused, str(tmp_path))), bounds=TWO)


def test_another_plan_is_not_played(elsewhere: Callable[..., Plan], tmp_path: Path) -> None:
    """What makes the plan again must make the same cases, or outcomes would be taken for others."""
    other = partial(longer, str(tmp_path), Elsewhere(str(tmp_path), os.getpid()))
    with pytest.raises(PersonaForgeError, match="has others"):
        LocalRunner().run(replace(elsewhere(), again=other), bounds=TWO)


RUN = """\
import sys
from functools import cache, partial
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from brain.models.understudy import Understudy
from evals.harness import Bounds
from evals.kept import Kept
from evals.local_runner import LocalRunner
from tests.evals.test_crew import again, made
with Kept.opened(Path(sys.argv[2])) as kept:
    plan = replace(made(Understudy()), again=again)
    LocalRunner().run(plan, keeper=kept, bounds=Bounds(at_once=2), progress=lambda done, _: print(done, flush=True))
print("done", flush=True)
"""


def test_a_run_killed_at_any_moment_goes_on(usual: list[Outcome], tmp_path: Path) -> None:
    """Killed without warning after so many cases, time and again, it ends with the outcomes of a run left alone."""
    moments = (0, 1, 3, NUMBER - 1)
    for moment in moments:
        command = (sys.executable, "-c", RUN, str(ROOT), str(tmp_path))
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own script
            assert process.stdout is not None
            while moment and int(process.stdout.readline()) < moment:
                pass
            process.send_signal(signal.SIGKILL)
    with Kept.opened(tmp_path) as kept:
        results = LocalRunner().run(made(Understudy()), keeper=kept)
    assert timeless(results) == usual
    assert results.reused >= max(moments)


def test_what_other_processes_are_told_is_written_before_anybody_plays() -> None:
    """A gauge remembers more with each reply; what was written down does not change under the hand that writes it."""
    memory = {"first": 1}
    written = orders(partial(_plan_over, memory), TWO, ())
    memory["second"] = 2
    again, bounds = pickle.loads(written.told)  # noqa: S301 - written here
    assert again.args == ({"first": 1},)
    assert bounds == TWO


def _plan_over(_: dict[str, int]) -> Plan:
    raise NotImplementedError
