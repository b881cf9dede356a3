"""The local runner: every case once, in order, and none twice after a kill."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.keyword import KeywordDetector
from brain.errors import Conflict, InvalidInput, ModelOverloaded
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.cases import lay_out
from evals.harness import Plan
from evals.kept import FILE, Kept
from evals.local_runner import run
from evals.scorers.score import Score
from evals.spent import Spent
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from evals.harness import Results
    from evals.outcome import Outcome
    from evals.record import Readings, Record

EINSTEIN = demo.load("albert-einstein")
GAUGE = gauge.prepare(EINSTEIN, contrast=contrast.usual(), embedder=static_embedder.load())
SUITE = load.parse(b"""\
name: small
title: Small
seeds: [0, 1, 2, 3]
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}]
""")
CASES = lay_out(SUITE, [EINSTEIN])
CAST = Cast(genome=EINSTEIN, model=Understudy(), detector=KeywordDetector(), gauge=GAUGE)


@dataclass
class Counts:
    """The understudy, with its calls counted; the calls in `fails` are overloaded."""

    fails: frozenset[int] = frozenset()
    calls: int = 0
    id: str = "fake"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says, or ModelOverloaded."""
        self.calls += 1
        if self.calls in self.fails:
            raise ModelOverloaded("The model is overloaded.")
        yield from Understudy().stream(request, cancelled=cancelled)


def plan(model: ChatModel | None = None) -> Plan:
    """Four cases of two turns."""
    cast = Cast(genome=EINSTEIN, model=model or Understudy(), detector=KeywordDetector(), gauge=GAUGE)
    return Plan(CASES, {"albert-einstein": cast}, tuple(one.name for one in SUITE.scorers))


def timeless(results: Results) -> list[Outcome]:
    """The outcomes without how long they took."""
    return [one.timeless for one in results.outcomes]


def test_every_case_comes_out_in_the_order_of_the_plan_whatever_the_number_of_workers() -> None:
    """One worker and four give the same outcomes."""
    one, four = run(plan(), workers=1), run(plan(), workers=4)
    assert timeless(one) == timeless(four)
    assert [outcome.record.case_id for outcome in one.outcomes] == [case.id for case in CASES]
    assert not one.stopped
    assert {score.name for score in one.outcomes[0].scores} == {"drift mean", "boundary held"}


def test_a_second_run_in_the_same_folder_asks_the_model_nothing(tmp_path: Path) -> None:
    """What was played is kept, word for word and score for score."""
    first = run(plan(Counts()), folder=tmp_path)
    again = Counts()
    second = run(plan(again), folder=tmp_path)
    assert again.calls == 0
    assert second.reused == len(CASES)
    assert second.outcomes == first.outcomes


def test_another_model_or_scorer_is_played_anew(tmp_path: Path) -> None:
    """The key follows what the outcome follows from."""
    run(plan(Counts()), folder=tmp_path)
    assert run(plan(Counts(id="other")), folder=tmp_path).reused == 0
    assert run(replace(plan(Counts()), scorers=("signals",)), folder=tmp_path).reused == 0


def test_another_persona_in_the_run_is_another_run(tmp_path: Path) -> None:
    """Voices are told apart among all personas, so what one of them says of itself counts for all."""
    run(plan(Counts()), folder=tmp_path)
    other = replace(CAST, genome=demo.load("mira-okafor"))
    wider = replace(plan(Counts()), casts={**plan(Counts()).casts, "mira-okafor": other})
    assert run(wider, folder=tmp_path).reused == 0


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0.0, 1.0))
def test_a_file_cut_off_anywhere_is_gone_on_with(tmp_path_factory: pytest.TempPathFactory, share: float) -> None:
    """Whatever a kill left of the file, whole lines are used and the rest is played; the result is the same."""
    folder = tmp_path_factory.mktemp("cut")
    whole = run(plan(Counts()), folder=folder, workers=1)
    raw = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(raw[: int(share * len(raw))])
    model = Counts()
    resumed = run(plan(model), folder=folder, workers=1)
    assert timeless(resumed) == timeless(whole)
    assert model.calls == 2 * (len(CASES) - resumed.reused)
    assert run(plan(Counts()), folder=folder).reused == len(CASES)


def test_a_cancelled_run_keeps_what_was_done_and_goes_on(tmp_path: Path) -> None:
    """Cancelled after two cases, the next run plays the other two."""
    stop = threading.Event()

    def progress(done: int, _: int) -> None:
        if done == 2:
            stop.set()

    first = run(plan(Counts()), folder=tmp_path, workers=1, cancelled=stop.is_set, progress=progress)
    assert first.stopped
    assert 2 <= len(first.outcomes) < len(CASES)
    second = run(plan(Counts()), folder=tmp_path)
    assert second.reused >= 2
    assert len(second.outcomes) == len(CASES)


def test_a_case_with_a_call_that_failed_is_told_but_not_kept(tmp_path: Path) -> None:
    """It stands in this run's outcomes as failed, and the next run plays it again."""
    first = run(plan(Counts(fails=frozenset({3}))), folder=tmp_path, workers=1)
    assert [outcome.whole for outcome in first.outcomes] == [True, False, True, True]
    assert first.outcomes[1].scores[1].value is None
    second = run(plan(Counts()), folder=tmp_path)
    assert second.reused == 3
    assert all(outcome.whole for outcome in second.outcomes)


def test_two_runs_do_not_share_a_folder_at_once(tmp_path: Path) -> None:
    """The second is refused before anything is paid for."""
    model = Counts()
    with Kept.opened(tmp_path), pytest.raises(Conflict, match="Another run"):
        run(plan(model), folder=tmp_path)
    assert model.calls == 0


@pytest.mark.parametrize(
    "simulator",
    [
        "{kind: persona, persona: nobody, opening: Hello.}",
        "{kind: model, instructions: You are in a hurry.}",
    ],
)
def test_a_user_that_cannot_be_had_is_refused_before_anything_is_played(simulator: str) -> None:
    """A persona or a model that is missing is told at once."""
    text = "name: s\ntitle: S\nconversations: [{id: t, turns: 1, simulator: SIM}]\nscorers: [{name: signals}]"
    suite = load.parse(text.replace("SIM", simulator).encode())
    with pytest.raises(InvalidInput):
        run(replace(plan(), cases=lay_out(suite, [EINSTEIN])))


def test_a_persona_can_talk_to_a_persona() -> None:
    """Another genome of the run plays the user, watched by its own gauge."""
    text = "name: s\ntitle: S\nconversations: [{id: t, turns: 3, simulator: SIM}]\nscorers: [{name: own script}]"
    simulator = "{kind: persona, persona: victoria-hale, opening: Good evening.}"
    hale = demo.load("victoria-hale")
    own = gauge.prepare(hale, contrast=contrast.usual(), embedder=static_embedder.load())
    casts = dict(plan().casts) | {
        "victoria-hale": Cast(genome=hale, model=Understudy(), detector=KeywordDetector(), gauge=own)
    }
    cases = lay_out(load.parse(text.replace("SIM", simulator).encode()), [EINSTEIN])
    (outcome,) = run(Plan(cases, casts, ("own script",))).outcomes
    assert len(outcome.record.exchanges) == 3
    assert outcome.scores[0].value == 1.0


class Costly:
    """A judge that always finds one flaw, and takes a thousandth of a dollar for it."""

    def __init__(self, name: str) -> None:
        self.id = name

    def __call__(self, _: PersonaGenome, record: Record, __: Readings) -> tuple[Score, ...]:
        """One flaw in all replies."""
        spent = Spent(calls=3, microdollars=1_000)
        number = len(record.exchanges)
        return (Score(name="judge", value=10.0 / number, unit="flaws in 10 replies", higher_is="worse", spent=spent),)


def test_what_a_judge_takes_is_part_of_what_the_case_took(tmp_path: Path) -> None:
    """Its calls are counted with those of the conversation, and another judge is asked anew."""
    first = replace(plan(), scorers=("judge",), judge=Costly("one"))
    assert {one.spent.calls for one in run(first, folder=tmp_path).outcomes} == {2 + 3}
    assert {one.spent.microdollars for one in run(first, folder=tmp_path).outcomes} == {1_000}
    assert run(replace(first, judge=Costly("other")), folder=tmp_path).reused == 0


def test_a_suite_that_asks_for_a_judge_without_one_has_no_such_score() -> None:
    """It is missing with the reason, and every other score stands."""
    scores = run(replace(plan(), scorers=("judge", "boundary held"))).outcomes[0].scores
    assert [(one.name, one.value is None) for one in scores] == [("judge", True), ("boundary held", False)]
    assert scores[0].reason == "No judge was named for this run."
