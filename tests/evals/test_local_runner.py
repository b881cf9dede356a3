"""The local runner: every case once, in order, and none twice after a kill."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import Conflict, InvalidInput, ModelOverloaded
from brain.models.chat import Completion, Delta, TokenCount
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.calling import PATIENT, Meter
from evals.cases import lay_out
from evals.harness import Bounds, Plan, never, nothing
from evals.kept import FILE, Kept
from evals.local_runner import LocalRunner
from evals.scorers.score import Score
from evals.spent import Spent
from evals.suites import load

from .conftest import Clock, gauge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel, ChatRequest
    from evals.harness import Results
    from evals.outcome import Outcome
    from evals.record import Readings, Record
    from evals.terms import Terms

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
GAUGE = gauge_of("albert-einstein")
SUITE = load.parse(b"""\
name: small
title: Small
seeds: [0, 1, 2, 3]
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}]
""")
CASES = lay_out(SUITE, [EINSTEIN])
ONE, TWO = Bounds(at_once=1, tries=1), Bounds(at_once=2, tries=1)
CAST = Cast(genome=EINSTEIN, model=UNDERSTUDY, detector=KeywordDetector(), gauge=GAUGE)


@dataclass
class Counts:
    """The understudy, with its calls counted; the calls in `fails` are overloaded, those in `breaks` half-way.

    Each reply is said to have taken `tokens`, of which a million cost a dollar.
    """

    fails: frozenset[int] = frozenset()
    breaks: frozenset[int] = frozenset()
    tokens: int = 0
    calls: int = 0
    id: str = "anthropic/claude-haiku-4-5"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says, or ModelOverloaded before its first word or after it."""
        self.calls += 1
        call = self.calls
        if call in self.fails:
            raise ModelOverloaded("The model is overloaded.")
        for piece in UNDERSTUDY.stream(request, cancelled=cancelled):
            if isinstance(piece, Completion):
                yield piece.model_copy(update={"tokens": TokenCount(input=self.tokens)})
            else:
                yield piece
                if call in self.breaks:
                    raise ModelOverloaded("The model is overloaded.")


@dataclass(frozen=True)
class Wanderer:
    """Plays a user who says another thing each time, for a tenth of a cent."""

    id: str = "anthropic/claude-haiku-4-5"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:  # noqa: ARG002 - it is quick
        """A question that was not asked before."""
        yield Delta(text=f"And what comes after {request.seed}?")
        yield Completion(model=self.id, tokens=TokenCount(input=1_000))


def plan(model: ChatModel | None = None) -> Plan:
    """Four cases of two turns."""
    cast = Cast(genome=EINSTEIN, model=model or UNDERSTUDY, detector=KeywordDetector(), gauge=GAUGE)
    return Plan(CASES, {"albert-einstein": cast}, tuple(one.name for one in SUITE.scorers))


def run(
    what: Plan,
    *,
    folder: Path | None = None,
    bounds: Bounds = TWO,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[int, int], None] = nothing,
    clock: Clock | None = None,
) -> Results:
    """What a local runner makes of a plan, asking once unless told otherwise, with a keeper in the folder."""
    backoff = PATIENT if clock is None else replace(PATIENT, sleep=clock.sleep, clock=clock)
    with Kept.opened(folder) if folder else nullcontext() as kept:
        return LocalRunner(backoff).run(what, keeper=kept, bounds=bounds, cancelled=cancelled, progress=progress)


def timeless(results: Results) -> list[Outcome]:
    """The outcomes without how long they took."""
    return [one.timeless for one in results.outcomes]


def test_every_case_comes_out_in_the_order_of_the_plan_whatever_the_number_of_workers() -> None:
    """One worker and four give the same outcomes."""
    one, four = run(plan(), bounds=Bounds(at_once=1)), run(plan(), bounds=Bounds(at_once=4))
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


@pytest.fixture(scope="module")
def kept_whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, bytes]:
    """A run that was played to its end, and the file it left."""
    folder = tmp_path_factory.mktemp("whole")
    whole = run(plan(Counts()), folder=folder, bounds=ONE)
    return whole, (folder / FILE).read_bytes()


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0.0, 1.0))
def test_a_file_cut_off_anywhere_is_gone_on_with(
    tmp_path_factory: pytest.TempPathFactory, kept_whole: tuple[Results, bytes], share: float
) -> None:
    """Whatever a kill left of the file, whole lines are used and the rest is played; the result is the same."""
    folder, (whole, raw) = tmp_path_factory.mktemp("cut"), kept_whole
    (folder / FILE).write_bytes(raw[: int(share * len(raw))])
    model = Counts()
    resumed = run(plan(model), folder=folder, bounds=ONE)
    assert timeless(resumed) == timeless(whole)
    assert model.calls == 2 * (len(CASES) - resumed.reused)
    assert run(plan(Counts()), folder=folder).reused == len(CASES)


def test_a_cancelled_run_keeps_what_was_done_and_goes_on(tmp_path: Path) -> None:
    """Cancelled after two cases, the next run plays the other two."""
    stop = threading.Event()

    def progress(done: int, _: int) -> None:
        if done == 2:
            stop.set()

    first = run(plan(Counts()), folder=tmp_path, bounds=ONE, cancelled=stop.is_set, progress=progress)
    assert first.stopped
    assert 2 <= len(first.outcomes) < len(CASES)
    second = run(plan(Counts()), folder=tmp_path)
    assert second.reused >= 2
    assert len(second.outcomes) == len(CASES)


def test_a_case_with_a_call_that_failed_is_told_but_not_kept(tmp_path: Path) -> None:
    """It stands in this run's outcomes as failed, and the next run plays it again."""
    first = run(plan(Counts(fails=frozenset({3}))), folder=tmp_path, bounds=ONE)
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
    own = gauge_of("victoria-hale")
    casts = dict(plan().casts) | {
        "victoria-hale": Cast(genome=hale, model=UNDERSTUDY, detector=KeywordDetector(), gauge=own)
    }
    cases = lay_out(load.parse(text.replace("SIM", simulator).encode()), [EINSTEIN])
    (outcome,) = run(Plan(cases, casts, ("own script",))).outcomes
    assert len(outcome.record.exchanges) == 3
    assert outcome.scores[0].value == 1.0


class Costly:
    """A judge that always finds one flaw, and takes a thousandth of a dollar for it."""

    def __init__(self, name: str, meter: Meter | None = None) -> None:
        self.id, self._meter = name, meter or Meter()

    def within(self, terms: Terms) -> Costly:
        """The same, counted by the run."""
        return Costly(self.id, terms.meter)

    def again(self, genome: PersonaGenome, record: Record, before: Sequence[Score]) -> tuple[Score, ...]:
        """It is always done."""
        raise AssertionError(genome, record, before)

    def __call__(self, _: PersonaGenome, record: Record, __: Readings) -> tuple[Score, ...]:
        """One flaw in all replies."""
        spent = Spent(calls=3, microdollars=1_000)
        self._meter.add(spent.microdollars)
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


@pytest.mark.parametrize("fault", ["fails", "breaks"])
def test_one_call_in_ten_failing_leaves_no_case_unplayed(fault: str) -> None:
    """A call that is overloaded, or breaks off half-way, is asked again; the outcomes are those of a quiet day."""
    clock, model = Clock(), Counts(**{fault: frozenset(range(1, 200, 10)) | {2}})
    results = run(plan(model), bounds=Bounds(at_once=1), clock=clock)
    quiet = run(plan(Counts()))
    assert timeless(results) == timeless(quiet)
    assert all(one.whole for one in results.outcomes)
    assert model.calls == 8 + 2
    assert clock.now > 0


def test_a_call_is_not_tried_more_often_than_allowed() -> None:
    """After its tries the call has failed, and its case with it; the others stand."""
    model = Counts(fails=frozenset({1, 2, 3}))
    results = run(plan(model), bounds=Bounds(at_once=1, tries=3), clock=Clock())
    assert [one.whole for one in results.outcomes] == [False, True, True, True]
    assert model.calls == 8 + 2


@pytest.mark.parametrize("at_once", [1, 4])
def test_no_minute_sees_more_calls_than_allowed(at_once: int) -> None:
    """Eight calls at three a minute begin in the minutes 0, 1 and 2, whatever the number of cases at once."""
    clock = Clock()
    results = run(plan(Counts()), bounds=Bounds(at_once=at_once, calls_a_minute=3), clock=clock)
    assert len(results.outcomes) == len(CASES)
    assert clock.now >= 120


def test_a_cap_of_money_stops_before_the_next_case(tmp_path: Path) -> None:
    """Two dollars a case: with a cap of three, two cases are played to their end, and the run says why it stopped."""
    model = Counts(tokens=1_000_000)
    bounds = Bounds(at_once=1, microdollars=3_000_000)
    first = run(plan(model), folder=tmp_path, bounds=bounds)
    assert (first.stopped, len(first.outcomes), model.calls) == ("money", 2, 4)
    assert sum(one.spent.microdollars or 0 for one in first.outcomes) == 4_000_000
    second = run(plan(model), folder=tmp_path, bounds=bounds)
    assert (second.stopped, second.reused, len(second.outcomes)) == ("", 2, 4)


def test_what_a_judge_takes_counts_towards_the_cap() -> None:
    """Each case costs a tenth of a cent of judging: one is within a cap of that."""
    judged = replace(plan(), scorers=("judge",), judge=Costly("one"))
    results = run(judged, bounds=Bounds(at_once=1, microdollars=1_000))
    assert (results.stopped, len(results.outcomes)) == ("money", 1)


def test_a_cap_of_time_stops_before_the_next_case() -> None:
    """Calls begin at 0, 60, 120 and 180 s: the second case begins before 70 s have passed, and is played to its end."""
    bounds = Bounds(at_once=1, calls_a_minute=1, seconds=70.0)
    results = run(plan(Counts()), bounds=bounds, clock=Clock())
    assert (results.stopped, len(results.outcomes)) == ("time", 2)


def test_a_cap_over_an_unknown_price_is_refused() -> None:
    """What nobody can count, nobody can cap."""
    model = Counts(id="anthropic/unheard-of")
    with pytest.raises(InvalidInput, match="price of 'anthropic/unheard-of' is not known"):
        run(plan(model), bounds=Bounds(microdollars=1))
    assert model.calls == 0


@pytest.mark.parametrize(
    ("simulator", "calls"),
    [("{kind: persona, persona: albert-einstein, opening: Hello.}", 5), ("{kind: model, instructions: Hurry.}", 6)],
)
def test_what_a_played_user_costs_is_counted(simulator: str, calls: int) -> None:
    """Three turns: three replies, and a call of the user's for each line that is not its written opening."""
    text = "name: s\ntitle: S\nconversations: [{id: t, turns: 3, simulator: SIM}]\nscorers: [{name: own script}]"
    cases = lay_out(load.parse(text.replace("SIM", simulator).encode()), [EINSTEIN], seeds=[0])
    model = Counts(tokens=1_000)
    (outcome,) = run(replace(plan(model), cases=cases, user_model=Wanderer())).outcomes
    assert outcome.spent.calls == calls
    assert outcome.spent.tokens.input == calls * 1_000
    assert outcome.spent.microdollars == calls * 1_000
