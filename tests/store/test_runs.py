"""Runs: one worker at a time, every outcome kept and paid once, and nothing lost by a kill."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store as room
from brain.errors import Conflict, InvalidInput, NotFound
from store import open_store
from store.leases import STALE
from store.run_values import RunStatus, RunSubject
from store.tables import runs

from .made_runs import new_outcome, new_run

if TYPE_CHECKING:
    from store import Store
    from store.run_values import Lease, RunCard
    from store.values import Persona

    from .conftest import People

ROOT = Path(room.__file__).parents[1]

# Forks for each statement of keeping an outcome a child that is killed just before it.
DIES_AT_EACH_STATEMENT = """
import os, signal, sys
sys.path.insert(0, "tests/store")
from sqlalchemy import event
from store import open_store
from store.run_values import Lease
from made_runs import new_outcome
url, run, user, worker, attempt, most = sys.argv[1:]
for place in range(int(most)):
    child = os.fork()
    if child == 0:
        store = open_store(url)
        left = place

        def count(*_):
            global left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        event.listen(store.database._reader, "before_cursor_execute", count)
        event.listen(store.database._reader, "commit", count)
        store.outcomes.keep(Lease(run, user, worker, int(attempt)), new_outcome("k"), [0])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else "done", flush=True)
"""


@pytest.fixture
def run(store: Store, people: People, persona: Persona) -> RunCard:
    """A queued run of the owner's on their persona."""
    subject = RunSubject("ada", persona.card.id, persona.version.id, 1)
    return store.runs.create(people.owner, new_run(subject))


def taken(store: Store, run: RunCard) -> Lease:
    """The lease of a run that nobody else plays."""
    lease = store.leases.claim(run.id, at_once=9)
    assert lease is not None
    return lease


def test_a_run_is_kept_with_whom_it_tests(store: Store, people: People, run: RunCard, persona: Persona) -> None:
    """Queued at first, its order as it was given, found by persona, version, suite and status."""
    assert (run.status, run.done, run.total, run.subjects[0].persona_id) == ("queued", 0, 2, persona.card.id)
    assert store.runs.order(people.owner, run.id) == '{"suite": "style"}'
    batched = store.runs.create(people.owner, replace(new_run(), suite="memory", batch_id="b"))
    found = store.runs.list(people.owner, limit=1)
    assert [one.id for one in found.items] == [batched.id]
    assert store.runs.list(people.owner, limit=1, cursor=found.next_cursor).items == (run,)
    for narrowed in (
        {"persona_id": persona.card.id},
        {"version_id": persona.version.id},
        {"suite": "style"},
    ):
        assert store.runs.list(people.owner, **narrowed).items == (run,)
    assert store.runs.list(people.owner, batch_id="b").items == (batched,)
    assert store.runs.list(people.owner, status=RunStatus.DONE).items == ()


def test_a_version_of_another_persona_is_refused(store: Store, people: People, persona: Persona) -> None:
    """What is tested is a persona in one of its own versions."""
    with pytest.raises(NotFound):
        store.runs.create(people.owner, new_run(RunSubject("ada", "", persona.version.id, 1)))
    assert store.runs.list(people.owner).items == ()


def test_of_many_workers_one_takes_a_run(store: Store, run: RunCard) -> None:
    """Eight threads that claim it at once: one gets it, and it is not to be had again."""
    ready, found = threading.Barrier(8), []

    def claim() -> None:
        ready.wait(timeout=30)
        found.append(store.leases.claim(run.id, at_once=9))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in found) == 1


def test_no_more_are_played_at_once_than_allowed(store: Store, people: People, run: RunCard) -> None:
    """The second waits, is named as the next once the first has ended, and is taken then."""
    second = store.runs.create(people.owner, new_run())
    assert store.leases.next(at_once=1) == run.id
    lease = store.leases.claim(run.id, at_once=1)
    assert lease is not None
    assert store.leases.claim(second.id, at_once=1) is None
    assert store.leases.next(at_once=1) is None
    assert store.leases.next(at_once=2) == second.id
    store.leases.end(lease, RunStatus.DONE, seconds=1.0)
    assert store.leases.next(at_once=1) == second.id
    assert store.leases.claim(second.id, at_once=1) is not None


def test_an_outcome_is_kept_scored_counted_and_paid(store: Store, people: People, run: RunCard) -> None:
    """All four at once; a chart finds the score with its persona and version."""
    assert store.outcomes.keep(taken(store, run), new_outcome("a"), [1])
    now = store.runs.get(people.owner, run.id)
    assert (now.done, now.calls, now.microdollars, now.unpriced, now.reused, now.failed) == (1, 2, 7, False, 0, 0)
    (kept,) = store.outcomes.of_run(people.owner, run.id)
    assert (kept.position, kept.reused, kept.body) == (1, False, '{"key": "a"}')
    (score,) = store.outcomes.scores(people.owner, run.id)
    assert (score.name, score.value, score.persona_id) == ("drift mean", 0.5, run.subjects[0].persona_id)
    assert (score.version_id, score.case_id, score.seed) == (run.subjects[0].version_id, "case a", 3)
    total = store.usage.total(people.owner, persona_id=run.subjects[0].persona_id)
    assert (total.calls, total.cost_microdollars, total.input_tokens) == (1, 7, 10)


def test_an_outline_is_kept_by_what_it_was_made_of(store: Store, people: People, run: RunCard) -> None:
    """Asked for by another key there is none; a new one takes the place of the old one."""
    store.outcomes.keep(taken(store, run), new_outcome("a"), [1])
    (place,) = store.outlines.places(people.owner, run.id)
    assert (place.position, place.case_id, place.persona) == (1, "case a", "ada")
    assert place.id == store.outcomes.of_run(people.owner, run.id)[0].id
    assert store.outlines.get(people.owner, run.id, "one") is None
    for key, body in (("one", "[1]"), ("two", '[2, "ü"]')):
        store.outlines.put(people.owner, run.id, key, body)
        assert store.outlines.get(people.owner, run.id, key) == body
    assert store.outlines.get(people.owner, run.id, "one") is None


def test_an_unknown_price_is_told_and_not_taken_for_nothing(store: Store, people: People, run: RunCard) -> None:
    """The run says that some of it is unpriced, and so does the ledger."""
    lease = taken(store, run)
    store.outcomes.keep(lease, new_outcome("a", cost=None), [0])
    store.outcomes.keep(lease, new_outcome("b", cost=5), [1])
    now = store.runs.get(people.owner, run.id)
    assert (now.microdollars, now.unpriced) == (5, True)
    assert store.usage.total(people.owner).unpriced == 1


def test_a_missing_score_keeps_its_reason(store: Store, people: People, run: RunCard) -> None:
    """There is no value, and it says why."""
    store.outcomes.keep(taken(store, run), new_outcome("a", value=None), [0])
    (score,) = store.outcomes.scores(people.owner, run.id)
    assert (score.value, score.reason) == (None, "nothing was said")


def test_a_later_run_uses_what_was_kept_for_nothing(store: Store, people: People, run: RunCard) -> None:
    """The ledger has one entry for both, and each run has the outcome with its scores."""
    store.outcomes.keep(taken(store, run), new_outcome("a"), [0])
    later = store.runs.create(people.owner, new_run(*run.subjects))
    lease, found = taken(store, later), store.outcomes.body(people.owner, "a")
    assert found is not None
    assert store.outcomes.reuse(lease, [(0, found[0], new_outcome("a").scores)])
    assert store.outcomes.reuse(lease, [(0, found[0], new_outcome("a").scores)])
    now = store.runs.get(people.owner, later.id)
    assert (now.done, now.reused, now.calls, now.microdollars) == (1, 1, 0, 0)
    assert len(store.outcomes.scores(people.owner, later.id)) == 1
    assert store.usage.total(people.owner).calls == 1


def test_nobody_uses_what_another_paid_for(store: Store, people: People, run: RunCard) -> None:
    """The same key of another owner is another outcome."""
    store.outcomes.keep(taken(store, run), new_outcome("a"), [0])
    assert store.outcomes.body(people.other, "a") is None
    other = store.runs.create(people.other, new_run())
    store.outcomes.keep(taken(store, other), new_outcome("a"), [0])
    assert (store.usage.total(people.owner).calls, store.usage.total(people.other).calls) == (1, 1)


def test_a_case_that_failed_is_shown_paid_and_played_again(store: Store, people: People, run: RunCard) -> None:
    """It is never reused; once it came out whole that stands in its place, and both are in the ledger."""
    lease = taken(store, run)
    store.outcomes.keep(lease, new_outcome("a", whole=False, value=None), [0])
    now = store.runs.get(people.owner, run.id)
    assert (now.done, now.failed) == (1, 1)
    assert store.outcomes.find(people.owner, ["a"]) == {}
    store.leases.end(lease, RunStatus.DONE, seconds=1.0)
    store.runs.requeue(people.owner, run.id)
    store.outcomes.keep(taken(store, run), new_outcome("a"), [0])
    now = store.runs.get(people.owner, run.id)
    assert (now.done, now.failed, now.microdollars) == (1, 0, 14)
    (kept,) = store.outcomes.of_run(people.owner, run.id)
    assert kept.whole
    assert [one.value for one in store.outcomes.scores(people.owner, run.id)] == [0.5]
    assert store.usage.total(people.owner).calls == 2


def test_a_case_that_is_none_of_the_runs_is_refused(store: Store, people: People, run: RunCard) -> None:
    """Nothing is kept and nothing entered."""
    with pytest.raises(InvalidInput):
        store.outcomes.keep(taken(store, run), new_outcome("a"), [])
    assert store.usage.total(people.owner).calls == 0


def test_a_worker_that_lost_its_run_pays_but_does_not_count(store: Store, people: People, run: RunCard) -> None:
    """What it paid for is kept for whoever goes on; the run is not touched by it."""
    first = taken(store, run)
    store.leases.end(first, RunStatus.INTERRUPTED, seconds=1.0)
    store.runs.requeue(people.owner, run.id)
    second = taken(store, run)
    assert second.attempt == 2
    assert not store.outcomes.keep(first, new_outcome("a"), [0])
    assert not store.outcomes.reuse(first, [])
    for late in (lambda: store.leases.beat(first, seconds=1.0), lambda: store.leases.run(first),
                 lambda: store.leases.end(first, RunStatus.DONE, seconds=1.0)):  # fmt: skip
        with pytest.raises(Conflict):
            late()
    assert store.runs.get(people.owner, run.id).done == 0
    assert store.usage.total(people.owner).calls == 1
    assert list(store.outcomes.find(people.owner, ["a"])) == ["a"]
    assert not store.leases.beat(second, seconds=1.0)


def test_a_worker_that_died_is_noticed_at_once(url: str, store: Store, people: People, run: RunCard) -> None:
    """Its process lets go of its lock, and the run is interrupted; one that lives is left alone."""
    other = open_store(url)
    lease = other.leases.claim(run.id, at_once=1)
    assert lease is not None
    assert store.leases.reap() == 0
    assert store.runs.get(people.owner, run.id).status is RunStatus.RUNNING
    other.close()
    assert store.leases.reap() == 1
    found = store.runs.get(people.owner, run.id)
    assert (found.status, bool(found.why)) == (RunStatus.INTERRUPTED, True)
    assert store.runs.requeue(people.owner, run.id).status is RunStatus.QUEUED
    assert taken(store, run).attempt == 2


def test_a_worker_that_hangs_counts_as_dead(store: Store, people: People, run: RunCard) -> None:
    """Its process is there, but it has said nothing for too long."""
    lease = taken(store, run)
    long_ago = datetime.now(UTC) - STALE - timedelta(seconds=1)
    with store.database.write() as connection:
        connection.execute(runs.update().where(runs.c.id == run.id).values(heartbeat_at=long_ago))
    assert store.leases.reap() == 1
    assert store.runs.get(people.owner, run.id).status is RunStatus.INTERRUPTED
    with pytest.raises(Conflict):
        store.leases.beat(lease, seconds=1.0)


def test_a_run_is_cancelled_where_it_is(store: Store, people: People, run: RunCard) -> None:
    """A waiting one at once; the worker of one that is played is told; one that ended stays what it is."""
    waiting = store.runs.create(people.owner, new_run())
    assert store.runs.cancel(people.owner, waiting.id).status is RunStatus.CANCELLED
    assert store.leases.claim(waiting.id, at_once=9) is None
    lease = taken(store, run)
    assert store.leases.beat(lease, seconds=2.5) is False
    assert store.runs.cancel(people.owner, run.id).cancel_requested
    assert store.leases.beat(lease, seconds=2.5) is True
    store.leases.end(lease, RunStatus.CANCELLED, why="It was cancelled.", seconds=3.0)
    ended = store.runs.cancel(people.owner, run.id)
    assert (ended.status, ended.seconds, ended.why) == (RunStatus.CANCELLED, 3.0, "It was cancelled.")
    again = store.runs.requeue(people.owner, run.id, bounds='{"at_once": 1}')
    assert (again.status, again.cancel_requested, again.bounds) == (RunStatus.QUEUED, False, '{"at_once": 1}')
    with pytest.raises(Conflict, match="queued"):
        store.runs.requeue(people.owner, run.id)


def test_a_deleted_run_is_stopped_and_comes_back(store: Store, people: People, run: RunCard) -> None:
    """It is in no list but that of the deleted ones; a waiting one is played by nobody."""
    lease = taken(store, run)
    waiting = store.runs.create(people.owner, new_run())
    for one in (run, waiting):
        store.runs.delete(people.owner, one.id)
        with pytest.raises(NotFound):
            store.runs.get(people.owner, one.id)
    assert store.leases.beat(lease, seconds=1.0)
    assert store.leases.next(at_once=9) is None
    assert store.runs.list(people.owner).items == ()
    assert {one.id for one in store.runs.list(people.owner, deleted=True).items} == {run.id, waiting.id}
    assert store.runs.restore(people.owner, waiting.id).status is RunStatus.CANCELLED


def test_what_no_worker_could_begin_has_failed(store: Store, people: People, run: RunCard) -> None:
    """A waiting run can be given up with the reason; one that was taken cannot."""
    assert store.leases.give_up(run.id, "The worker could not start.")
    assert store.runs.get(people.owner, run.id).status is RunStatus.FAILED
    assert not store.leases.give_up(run.id, "Again.")


def test_what_cases_took_is_there_for_an_estimate(store: Store, people: People, run: RunCard) -> None:
    """Whole ones of the model alone, with their tokens, money and time."""
    lease = taken(store, run)
    store.outcomes.keep(lease, new_outcome("a"), [0])
    store.outcomes.keep(lease, new_outcome("b", whole=False), [1])
    (sample,) = store.outcomes.samples(people.owner, "understudy")
    assert (sample.calls, sample.tokens.output, sample.microdollars, sample.seconds) == (2, 4, 7, 0.5)
    assert store.outcomes.samples(people.owner, "other") == ()


STEP = st.tuples(st.sampled_from(["keep", "fail", "reuse", "die"]), st.integers(0, 5))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25))
def test_the_ledger_and_the_counters_agree_with_what_was_kept(
    store: Store, people: People, steps: list[tuple[str, int]]
) -> None:
    """In whatever order cases come out, fail, are kept twice or found, and workers die: nothing is paid twice."""
    start, mark = store.usage.total(people.owner).calls, str(uuid4())
    run = store.runs.create(people.owner, new_run(total=6))
    lease, played, whole, failed = taken(store, run), 0, set[int](), set[int]()
    for what, place in steps:
        key = f"{mark} {place}"
        if what == "keep":
            played += place not in whole
            store.outcomes.keep(lease, new_outcome(key), [place])
            whole.add(place)
        elif what == "fail" and place not in whole:
            played += 1
            store.outcomes.keep(lease, new_outcome(key, whole=False, value=None), [place])
            failed.add(place)
        elif what == "reuse" and (found := store.outcomes.body(people.owner, key)) is not None:
            store.outcomes.reuse(lease, [(place, found[0], new_outcome(key).scores)])
        elif what == "die":
            store.leases.end(lease, RunStatus.INTERRUPTED, seconds=0.0)
            store.runs.requeue(people.owner, run.id)
            lease = taken(store, run)
        failed -= whole
    now = store.runs.get(people.owner, run.id)
    assert (now.done, now.failed, now.calls) == (len(whole | failed), len(failed), 2 * played)
    assert store.usage.total(people.owner).calls - start == played
    assert [one.position for one in store.outcomes.of_run(people.owner, run.id)] == sorted(whole | failed)
    assert len(store.outcomes.scores(people.owner, run.id)) == now.done
    store.leases.end(lease, RunStatus.DONE, seconds=0.0)


def test_killed_while_keeping_there_is_all_of_it_or_nothing(store: Store, people: People, run: RunCard) -> None:
    """Killed before each statement in turn: outcome, scores, ledger and counters are there together or not at all."""
    lease = taken(store, run)
    address = store.database.url.render_as_string(hide_password=False)
    process = subprocess.Popen(  # noqa: S603 (our own script)
        [sys.executable, "-c", DIES_AT_EACH_STATEMENT, address, run.id, lease.user_id, lease.worker, "1", "24"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    out, _ = process.communicate(timeout=120)
    ends = out.split()
    assert ends.count("killed") >= 8
    assert "done" in ends
    now = store.runs.get(people.owner, run.id)
    assert (now.done, now.calls, now.microdollars) == (1, 2, 7)
    assert len(store.outcomes.of_run(people.owner, run.id)) == len(store.outcomes.scores(people.owner, run.id)) == 1
    assert store.usage.total(people.owner).calls == 1
    store.check()
