"""Judging within a run: at its pace, to its end, and gone on with where it was not done; in either harness."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import ModelOverloaded
from brain.models.chat import Completion, TokenCount
from brain.models.structured import Answer
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.calling import PATIENT
from evals.cases import lay_out
from evals.harness import Bounds, Plan, never
from evals.inspect_runner.runner import InspectRunner
from evals.judging.card import lines
from evals.judging.judge import SAMPLES, ConversationJudge
from evals.judging.model_reader import ModelReader
from evals.judging.qualification import Qualification
from evals.kept import Kept
from evals.local_runner import LocalRunner
from evals.suites import load
from tests.evals.conftest import Clock, gauge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.models.chat import ChatRequest, Delta
    from brain.models.structured import Question, Shape
    from evals.harness import Harness, Results
    from evals.outcome import Outcome

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
MODEL = "anthropic/claude-haiku-4-5"
PRICE = 1_000
"""Micro-dollars of one answer of the judge: a thousand tokens read."""

SUITE = load.parse(b"""\
name: judged
title: Judged
seeds: [0, 1, 2]
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: boundary held}, {name: judge}, {name: style distance}]
""")
CASES = lay_out(SUITE, [EINSTEIN])
CALLS = len(CASES) * 2
JUDGINGS = len(CASES) * SAMPLES


class Passed:
    """A register in which every judge has passed."""

    def once(self, key: str, make: Callable[[], Qualification]) -> Qualification:
        """Known already."""
        del key, make
        return Qualification(judge="j", lines=48, asked=96, answered=96, right=1.0, low=0.9, high=1.0)


@dataclass
class Model:
    """Plays and judges; each call is noted with its time. Judgings by number in `fails` are overloaded."""

    clock: Clock
    fails: frozenset[int] = frozenset()
    begun: list[float] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    chats: int = 0
    judgings: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    id: str = MODEL
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = never) -> Iterator[Delta | Completion]:
        """What the understudy says."""
        with self.lock:
            self.chats += 1
            self.begun.append(self.clock())
        for piece in UNDERSTUDY.stream(request, cancelled=cancelled):
            yield piece.model_copy(update={"tokens": TokenCount()}) if isinstance(piece, Completion) else piece

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = never) -> Answer[Shape]:
        """No flaw, or ModelOverloaded."""
        del cancelled
        with self.lock:
            self.judgings += 1
            self.begun.append(self.clock())
            if self.judgings in self.fails:
                raise ModelOverloaded("The judge is overloaded.")
            self.answered[f"{question.sample} {question.material}"] += 1
        value = question.shape.model_validate({"enough_evidence": True, "flaws": []})
        return Answer(value=value, model=MODEL, tokens=TokenCount(input=1_000))


def plan(model: Model) -> Plan:
    """Three cases of two turns, judged three times each."""
    member = Cast(genome=EINSTEIN, model=model, detector=KeywordDetector(), gauge=gauge_of("albert-einstein"))
    judge = ConversationJudge(ModelReader(model), [EINSTEIN], register=Passed())
    return Plan(CASES, {"albert-einstein": member}, tuple(one.name for one in SUITE.scorers), judge=judge)


def run(
    model: Model,
    folder: Path,
    *,
    harness: str = "local",
    bounds: Bounds = Bounds(at_once=1, tries=1),  # noqa: B008 - frozen
    cancelled: Callable[[], bool] = never,
) -> Results:
    """The results, kept in the folder."""
    backoff = replace(PATIENT, sleep=model.clock.sleep, clock=model.clock)
    made: Harness = LocalRunner(backoff) if harness == "local" else InspectRunner(folder, {}, backoff=backoff)
    with Kept.opened(folder) as kept:
        return made.run(plan(model), keeper=kept, bounds=bounds, cancelled=cancelled)


def judged(outcome: Outcome) -> Any:
    """The value of the judge's score."""
    return next(one.value for one in outcome.scores if one.name == "judge")


@pytest.fixture(params=["local", "inspect"])
def harness(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of both; what Inspect writes beside its logs goes into the test's folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return cast("str", request.param)


def test_no_minute_sees_more_calls_of_players_and_judges_together_than_allowed(harness: str, tmp_path: Path) -> None:
    """Of any five calls in a row the last begins a minute after the first, whoever is asked."""
    model = Model(Clock())
    results = run(model, tmp_path, harness=harness, bounds=Bounds(at_once=1, calls_a_minute=4))
    assert all(one.whole for one in results.outcomes)
    assert len(model.begun) == CALLS + JUDGINGS
    assert all(late - early > 59.9 for early, late in zip(model.begun, model.begun[4:], strict=False))


def test_a_cancelled_run_asks_its_judge_nothing_more_and_goes_on_where_it_was(harness: str, tmp_path: Path) -> None:
    """What was played and answered is kept; going on asks the rest, and nobody is asked anything twice."""
    model = Model(Clock())
    first = run(model, tmp_path, harness=harness, cancelled=lambda: model.judgings >= SAMPLES + 1)
    assert (first.stopped, model.judgings) == ("cancelled", SAMPLES + 1)
    (cut,) = [one for one in first.outcomes if one.unjudged]
    assert "cancelled before the judge was done" in cut.unjudged
    assert cut.spent.calls == 2 + 1
    second = run(model, tmp_path, harness=harness)
    assert (second.stopped, second.reused) == ("", 1)
    assert [judged(one) for one in second.outcomes] == [0.0] * len(CASES)
    assert (model.chats, model.judgings) == (CALLS, JUDGINGS)
    assert set(model.answered.values()) == {1}
    assert [one.spent.calls for one in second.outcomes] == [2 + SAMPLES] * len(CASES)
    assert [one.judged.microdollars for one in second.outcomes] == [SAMPLES * PRICE] * len(CASES)


def test_at_a_cap_of_money_the_judge_stops_and_a_wider_one_lets_it_go_on(tmp_path: Path) -> None:
    """Four answers are within a cap of three and a half; the run says that money stopped it."""
    model = Model(Clock())
    first = run(model, tmp_path, bounds=Bounds(at_once=1, microdollars=3 * PRICE + PRICE // 2))
    assert (first.stopped, len(first.outcomes), model.judgings) == ("money", 2, 4)
    assert "most it may cost" in first.outcomes[1].unjudged
    assert run(model, tmp_path).stopped == ""
    assert (model.chats, model.judgings) == (CALLS, JUDGINGS)


def test_only_what_failed_is_asked_again_and_the_run_says_what_is_left(harness: str, tmp_path: Path) -> None:
    """Two of three samples of the second case fail: its conversation stands, and two questions are asked later."""
    model = Model(Clock(), fails=frozenset({4, 5}))
    first = run(model, tmp_path, harness=harness)
    assert [one.whole for one in first.outcomes] == [True, False, True]
    assert all(one.played for one in first.outcomes)
    told = next(line for line in lines(first.outcomes) if "not judged yet" in line)
    assert "1 conversation is not judged yet (1: Of 3 samples 1 could judge; 2 had no answer" in told
    second = run(model, tmp_path, harness=harness)
    assert (second.reused, [one.whole for one in second.outcomes]) == (2, [True, True, True])
    assert (model.chats, model.judgings) == (CALLS, JUDGINGS + 2)
    kept = [one.scores for one in first.outcomes]
    assert [one.name for one in second.outcomes[1].scores] == [one.name for one in kept[0]]
    assert [one for one in second.outcomes[1].scores if "judge" not in one.name] == [
        one for one in kept[1] if "judge" not in one.name
    ]
    assert not any("not judged yet" in line for line in lines(second.outcomes))


def test_a_run_that_judges_first_and_plays_then_keeps_its_pace(tmp_path: Path) -> None:
    """By way of Inspect, where what plays has a pace of its own: it begins when the judge's minute is over."""
    model = Model(Clock(), fails=frozenset({1, 2, 3}))
    bounds = Bounds(at_once=1, calls_a_minute=3, tries=1)
    run(model, tmp_path, harness="inspect", bounds=bounds, cancelled=lambda: model.judgings >= 3)
    model.begun.clear()
    results = run(model, tmp_path, harness="inspect", bounds=bounds)
    assert all(one.whole for one in results.outcomes)
    assert all(late - early > 59.9 for early, late in zip(model.begun, model.begun[3:], strict=False))


@settings(max_examples=8, deadline=None)
@given(fails=st.frozensets(st.integers(1, JUDGINGS)))
def test_whatever_failed_a_later_run_comes_to_what_a_quiet_one_does(
    tmp_path_factory: pytest.TempPathFactory, fails: frozenset[int]
) -> None:
    """The same scores as on a day when nothing fails, with no conversation played twice and no answer asked twice."""
    folder, model = tmp_path_factory.mktemp("kept"), Model(Clock(), fails=fails)
    run(model, folder)
    results = run(model, folder)
    assert [judged(one) for one in results.outcomes] == [0.0] * len(CASES)
    assert model.chats == CALLS
    assert set(model.answered.values()) == {1}
    # A sample that failed beside enough others is not missed.
    assert model.judgings <= JUDGINGS + len(fails)
