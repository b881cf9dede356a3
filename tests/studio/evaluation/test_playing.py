"""A run that is played here: caps, cancelling, failures, and going on, counted on a model server."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from brain import demo
from brain.errors import Conflict, InvalidInput
from brain.models.chat import TokenCount
from evals.harness import Bounds, Results
from evals.inspect_runner import shelf
from evals.local_runner import LocalRunner
from evals.order import Order, Subject, cases_of
from evals.outcome import Outcome
from evals.record import Record
from evals.scorers.score import Score
from evals.spent import Spent
from evals.suites import load
from store import open_store
from store.run_values import NewRun, RunStatus
from studio.casting import Casting
from studio.evaluation.estimating import estimate
from studio.evaluation.harnesses import sweep
from studio.evaluation.keeping import StoreKeeper
from studio.evaluation.noting import Notes
from studio.evaluation.planning import plan
from studio.evaluation.playing import BEAT_SECONDS, play
from studio.evaluation.queueing import new_run
from studio.settings import Settings
from tests.conftest import ReadingServer, knows

from .conftest import PRICED, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from evals.harness import Plan
    from store.run_values import Lease, RunCard
    from studio.wiring import Services
    from tests.studio.conftest import ModelServer

ONE = Bounds(at_once=1)
PURPOSES = ("eval", "eval judge")
PRICE = 46
"""Micro-dollars of a call to the model server: 11 tokens read at 1 and 7 written at 5."""


@dataclass
class Heard:
    """How many replies of a model have begun to arrive."""

    calls: int = 0
    nap: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Hearing:
    """A model of which it is known when a reply has begun: from then on it is known what it was given to read."""

    inner: ChatModel
    heard: Heard

    @property
    def id(self) -> str:
        """The inner model's."""
        return self.inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self.inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The inner model's reply."""
        for number, piece in enumerate(self.inner.stream(request, cancelled=cancelled)):
            self.heard.calls += number == 0
            yield piece


class Stage:
    """A studio whose runs are played here, by the model server."""

    def __init__(self, studio: Services, order: Order, casting: Casting) -> None:
        self.store, self.actor, self.order, self.casting = studio.store, studio.actor, order, casting

    def queue(self, bounds: Bounds = ONE) -> RunCard:
        """A run that waits."""
        return self.store.runs.create(self.actor, new_run(self.casting, self.order, bounds, harness="local"))

    def lease(self, run: RunCard) -> Lease:
        """The right to play it."""
        lease = self.store.leases.claim(run.id, at_once=1)
        assert lease is not None
        return lease

    def play(self, run: RunCard, **options: Any) -> RunCard:
        """The run after it was played."""
        play(self.store, self.casting, self.lease(run), **options)
        return self.store.runs.get(self.actor, run.id)


@pytest.fixture
def stage(studio: Services, order: Callable[..., Order], model_server: ModelServer) -> Stage:
    """Four cases of two turns of a priced model."""
    settings = Settings(anthropic_api_key="none", anthropic_base_url=model_server.url)
    return Stage(studio, order(model=PRICED), Casting(settings))


def test_a_run_stops_at_its_cap_of_money_and_goes_on_within_a_wider_one(
    stage: Stage, model_server: ModelServer
) -> None:
    """What is under way is played to its end, the reason is told, and going on pays for the rest alone."""
    run = stage.queue(Bounds(at_once=1, microdollars=3 * PRICE))
    capped = stage.play(run)
    assert (capped.status, capped.done, capped.microdollars) == (RunStatus.CAPPED, 2, 4 * PRICE)
    assert "cost" in capped.why
    stage.store.runs.requeue(stage.actor, run.id)
    again = stage.play(run)
    assert (again.status, again.done, again.microdollars) == (RunStatus.CAPPED, 2, 4 * PRICE)
    assert model_server.asked == 4
    stage.store.runs.requeue(stage.actor, run.id, bounds='{"at_once": 1, "microdollars": 1000}')
    done = stage.play(run)
    assert (done.status, done.done, done.microdollars, done.why) == (RunStatus.DONE, 4, 8 * PRICE, "")
    assert model_server.asked == 8
    total = stage.store.usage.total(stage.actor)
    assert (total.calls, total.cost_microdollars) == (4, 8 * PRICE)


def test_each_model_is_entered_for_what_it_took(stage: Stage) -> None:
    """The played model, a played user and a judge under their own names; together they are what the outcome took."""
    run = stage.queue()
    lease = stage.lease(run)
    cases = cases_of(stage.order)
    keeper = StoreKeeper(
        stage.store, lease, cases, Notes(), model=PRICED, user_model="anthropic/user", judge_model="anthropic/judge"
    )
    spoken, judged = Spent(calls=2, microdollars=30), Spent(calls=3, microdollars=500)
    score = Score(name="judge flaws", unit="flaws", higher_is="worse", of=1, what="turns", reason="none", spent=judged)
    outcome = Outcome(
        key="k",
        record=Record(case_id=cases[0].id, persona=cases[0].persona, seed=1),
        scores=(score,),
        spent=Spent(calls=9, microdollars=531, tokens=TokenCount(input=40)),
        spoken=spoken,
    )
    keeper.put(outcome)
    entries = stage.store.usage.entries(stage.actor).items
    found = {one.purpose: (f"{one.provider}/{one.model}", one.cost_microdollars) for one in entries}
    assert found == {
        "eval": (PRICED, 1),
        "eval user": ("anthropic/user", 30),
        "eval judge": ("anthropic/judge", 500),
    }
    assert stage.store.runs.get(stage.actor, run.id).microdollars == 531


def test_the_suites_own_budget_holds_too(
    studio: Services, order: Callable[..., Order], stage: Stage, model_server: ModelServer
) -> None:
    """The smaller of both caps counts."""
    stage.order = order(model=PRICED, extra=f"budget: {{microdollars: {PRICE}}}\n")
    assert stage.play(stage.queue(Bounds(at_once=1, microdollars=1_000_000))).done == 1
    assert model_server.asked == 2
    assert studio.store.usage.total(stage.actor).calls == 1


def test_a_run_stops_at_its_cap_of_time(stage: Stage) -> None:
    """No case begins after it."""
    ended = stage.play(stage.queue(Bounds(at_once=1, seconds=0.0)))
    assert (ended.status, ended.done) == (RunStatus.CAPPED, 0)
    assert "take" in ended.why


def test_a_cap_of_money_over_an_unknown_price_is_refused(stage: Stage, order: Callable[..., Order]) -> None:
    """It could not be kept."""
    stage.order = order(model="anthropic/nobody-knows")
    with pytest.raises(InvalidInput, match="cap"):
        stage.queue(Bounds(microdollars=5))


def test_a_run_that_is_cancelled_keeps_what_was_done(stage: Stage, model_server: ModelServer) -> None:
    """The worker hears of it, going on asks for the rest alone, and the ledger has the case that was broken off too."""
    run, heard = stage.queue(), Heard()

    class CancelsWithinTheFifthCall:
        def run(self, laid: Plan, *, cancelled: Callable[[], bool], **options: Any) -> Results:
            def asks() -> bool:
                if heard.calls == 5:
                    stage.store.runs.cancel(stage.actor, run.id)
                    while not cancelled():
                        heard.nap.wait(BEAT_SECONDS / 10)
                return cancelled()

            casts = {slug: replace(cast, model=Hearing(cast.model, heard)) for slug, cast in laid.casts.items()}
            return LocalRunner().run(replace(laid, casts=casts), cancelled=asks, **options)

    ended = stage.play(run, harness=CancelsWithinTheFifthCall())
    assert ended.status is RunStatus.CANCELLED
    kept = ended.done
    assert 1 <= kept < 4
    asked = model_server.asked
    stage.store.runs.requeue(stage.actor, run.id)
    done = stage.play(run)
    assert (done.status, done.done) == (RunStatus.DONE, 4)
    assert model_server.asked - asked == 2 * (4 - kept)
    paid = stage.store.usage.total(stage.actor)
    assert paid.input_tokens == 11 * model_server.asked
    assert 8 * PRICE < paid.cost_microdollars == done.microdollars
    assert done.calls == model_server.asked == 9


def test_a_worker_asked_to_end_leaves_an_interrupted_run(stage: Stage) -> None:
    """It can be gone on with, and says why it ended."""
    ended = stage.play(stage.queue(), stopped=lambda: True)
    assert (ended.status, ended.done) == (RunStatus.INTERRUPTED, 0)
    assert "asked to end" in ended.why


def test_a_call_that_fails_is_told_in_its_place_and_played_again(stage: Stage, model_server: ModelServer) -> None:
    """The run ends, its cases are shown as failed with the reason, and going on plays them."""
    run = stage.queue(Bounds(at_once=1, tries=1))
    model_server.will("unauthorised")
    ended = stage.play(run)
    assert (ended.status, ended.done, ended.failed) == (RunStatus.DONE, 4, 4)
    assert "4 of 4 cases" in ended.why
    assert all(one.reason for one in stage.store.outcomes.scores(stage.actor, run.id))
    model_server.will("answer")
    stage.store.runs.requeue(stage.actor, run.id)
    again = stage.play(run)
    assert (again.done, again.failed, again.why) == (4, 0, "")


def test_a_case_whose_judge_failed_is_judged_when_the_run_goes_on(
    studio: Services, stage: Stage, tmp_path: Path
) -> None:
    """Its conversation is not played again, and the ledger holds each call of the judge once, under its own name."""
    server = ReadingServer({"WhoSpeaks": knows([demo.load("mira-okafor")]), "TalkReport": {}})
    stage.casting = Casting(Settings(data_dir=tmp_path, anthropic_base_url=server.url, anthropic_api_key="none"))
    suite = load.parse(SMALL.replace("held}]", "held}, {name: judge}]").encode())
    stage.order = studio.evaluation.order(studio.actor, suite, ["mira-okafor"], judge_model=PRICED)
    run = stage.queue()
    ended = stage.play(run)
    assert (ended.status, ended.done, ended.failed) == (RunStatus.DONE, 4, 4)
    assert "4 conversations are not judged yet" in ended.why
    laid = plan(stage.casting, stage.order)
    found = estimate(stage.store, stage.actor, laid, model="understudy", judge_model=PRICED, bounds=ONE)
    assert (found.calls, found.kept_calls) == (4 * 2 + 4 * 3, 4 * 2)
    server.answers = {"TalkReport": {"enough_evidence": True, "flaws": []}}
    stage.store.runs.requeue(stage.actor, run.id)
    again = stage.play(run)
    server.close()
    assert (again.done, again.failed, again.why, again.reused) == (4, 0, "", 0)
    scored = [one for one in stage.store.outcomes.scores(stage.actor, run.id) if one.name == "judge"]
    assert [one.value for one in scored] == [0.0] * 4
    # Each bad answer is asked for once more by the call itself, and both are paid for.
    asked = [body for body in server.asked if body["tools"][0]["input_schema"]["title"] == "TalkReport"]
    assert len(asked) == 4 * 3 * 2 + 4 * 3
    entries = stage.store.usage.entries(stage.actor, limit=100).items
    spent = {
        purpose: sum(one.cost_microdollars or 0 for one in entries if one.purpose == purpose)
        for purpose in ("eval", "eval judge")
    }
    assert spent == {"eval": 0, "eval judge": len(server.asked) * (1_000 + 50 * 5)}
    assert again.microdollars == spent["eval judge"]
    assert sum(one.purpose == "eval" for one in entries) == 4


def test_a_deleted_run_takes_its_logs_and_replies_with_it(studio: Services, stage: Stage) -> None:
    """At once where nobody plays it, else once its worker has stopped; another run keeps its own."""
    inspect = studio.settings.data_dir / "evals" / "inspect"
    waiting, played, kept = (stage.queue() for _ in range(3))
    for run in (waiting, played, kept):
        shelf.use(inspect, inspect / shelf.LOGS / run.id, "shared" if run is not played else "own").mkdir(
            parents=True, exist_ok=True
        )
    lease = stage.lease(played)
    for run in (waiting, played):
        studio.evaluation.delete(stage.actor, run.id)
    assert set(shelf.runs(inspect)) == {played.id, kept.id}
    stage.store.leases.end(lease, RunStatus.CANCELLED, seconds=0.0)
    sweep(stage.store, studio.settings)
    assert set(shelf.runs(inspect)) == {kept.id}
    assert [one.name for one in (inspect / shelf.CACHE).iterdir()] == ["shared"]
    assert studio.evaluation.restore(stage.actor, waiting.id).deleted_at is None


def test_two_workers_do_not_play_one_run(stage: Stage, model_server: ModelServer) -> None:
    """The second has no lease; one whose lease went to another writes nothing more into the run."""
    run = stage.queue()
    lease = stage.lease(run)
    assert stage.store.leases.claim(run.id, at_once=9) is None
    stage.store.leases.end(lease, RunStatus.INTERRUPTED, seconds=0.0)
    stage.store.runs.requeue(stage.actor, run.id)
    other = stage.lease(run)
    with pytest.raises(Conflict):
        play(stage.store, stage.casting, lease)
    assert model_server.asked == 0
    play(stage.store, stage.casting, other)
    assert stage.store.runs.get(stage.actor, run.id).status is RunStatus.DONE


def test_an_order_that_cannot_be_read_fails_its_run(stage: Stage) -> None:
    """The run says so, instead of looking as if it went on."""
    run = stage.queue()
    broken = stage.store.runs.create(stage.actor, NewRun(title="x", suite="x", order="{}", total=1, subjects=()))
    assert stage.play(broken).status is RunStatus.FAILED
    assert stage.play(run).status is RunStatus.DONE


@pytest.mark.postgres
def test_on_postgresql_a_second_run_asks_nothing(stage: Stage, postgres: str, model_server: ModelServer) -> None:
    """The same as on SQLite: eight calls for the first, none for the second, one entry for each case."""
    store = open_store(postgres, migrate=True)
    store.users.ensure_local()
    stage.store = store
    loose = tuple(Subject(genome=one) for one in stage.order.genomes)
    stage.order = stage.order.model_copy(update={"subjects": loose})
    assert stage.play(stage.queue()).calls == 8
    second = stage.play(stage.queue())
    assert (second.status, second.reused, second.calls) == (RunStatus.DONE, 4, 0)
    assert model_server.asked == 8
    assert store.usage.total(stage.actor).calls == 4
    store.close()


def test_an_outcome_that_was_paid_for_waits_for_a_busy_database(stage: Stage, model_server: ModelServer) -> None:
    """Somebody else writes for longer than a transaction waits; nothing is lost, and nothing asked again."""
    run, store = stage.queue(), open_store(Settings().url, busy_seconds=0.1)
    holding, locked = sqlite3.connect(Settings().data_dir / "personaforge.db", check_same_thread=False), []

    class Holds:
        def run(self, laid: Plan, **options: Any) -> Results:
            holding.execute("BEGIN IMMEDIATE")
            release = threading.Timer(1.0, holding.commit)
            release.start()
            locked.append(release)
            return LocalRunner().run(laid, **options)

    lease = store.leases.claim(run.id, at_once=1)
    assert lease is not None
    play(store, stage.casting, lease, harness=Holds())
    locked[0].join()
    assert store.runs.get(stage.actor, run.id).status is RunStatus.DONE
    assert model_server.asked == store.runs.get(stage.actor, run.id).calls == 8
    holding.close()
    store.close()
