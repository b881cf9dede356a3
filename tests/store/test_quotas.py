"""Quotas: nobody gets more than the limit, whatever happens between reserving and settling."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store as room
from brain.errors import Forbidden, InvalidInput, NotFound, QuotaReached
from brain.turn import TurnResult, TurnStatus, Usage
from store import open_store
from store.periods import window
from store.quota_values import Want
from store.run_values import RunStatus

from .made_runs import new_outcome, new_run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store import Actor, Store
    from store.quota_values import Plan, Quota
    from store.values import Persona, Session

    from .conftest import People

ROOT = Path(room.__file__).parents[1]
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def want(most: int, amount: int = 1, *, quota: Quota = "messages", at: datetime | None = None, **more: Any) -> Want:
    """So much of a quota of the day."""
    zone = more.get("zone", "UTC")
    now = at or datetime.now(UTC)
    return Want(quota=quota, amount=amount, most=most, period="day", window=window("day", now, zone), **more)


def asks(*wants: Want) -> Callable[[Plan], Sequence[Want]]:
    """Wants the same of any plan."""
    return lambda _: wants


def used(store: Store, actor: Actor, one: Want) -> int:
    """What is used of it."""
    return store.quotas.used(actor, asks(one))[0]


def finish(store: Store, actor: Actor, session: Session, one: Want, **result: Any) -> None:
    """Play a turn under a limit."""
    draft = store.conversations.begin(actor, session.id, "Hello", wants=asks(one))
    store.conversations.finish(actor, draft, TurnResult(index=draft.index, user_text="Hello", **result))


def test_a_limit_holds_to_the_last(store: Store, people: People) -> None:
    """Five of five are granted; the sixth is refused with the limit, what is left, when it resets and what to do."""
    five = want(5, plan="free", zone="Europe/Oslo")
    for _ in range(5):
        store.quotas.reserve(people.owner, asks(five))
    with pytest.raises(QuotaReached) as refused:
        store.quotas.reserve(people.owner, asks(five))
    error = refused.value
    assert (error.limit, error.left) == ("messages a day", "0 messages")
    assert error.resets_at == five.window.ends_at
    assert error.resets_at.strftime("%H:%M %Z")[:5] == "00:00"
    assert error.retry_after is not None
    assert 0 < error.retry_after <= 25 * 3_600
    assert "5 messages" in str(error)
    assert "Europe/Oslo" in error.next_step
    assert used(store, people.owner, five) == 5
    assert store.quotas.reserve(people.other, asks(five))


def test_settling_counts_what_was_really_used(store: Store, people: People) -> None:
    """More or less than was set aside; once; and only by whom it was set aside for."""
    minute = want(100_000, 60_000, quota="voice")
    hold = store.quotas.reserve(people.owner, asks(minute))
    assert used(store, people.owner, minute) == 60_000
    with pytest.raises(NotFound):
        store.quotas.settle(people.other, hold, {"voice": 0})
    assert store.quotas.settle(people.owner, hold, {"voice": 7_250})
    assert not store.quotas.settle(people.owner, hold, {"voice": 7_250})
    assert not store.quotas.refund(people.owner, hold)
    assert used(store, people.owner, minute) == 7_250
    over = store.quotas.reserve(people.owner, asks(minute))
    store.quotas.settle(people.owner, over, {"voice": 99_000})
    assert used(store, people.owner, minute) == 106_250
    with pytest.raises(QuotaReached):
        store.quotas.reserve(people.owner, asks(want(100_000, 1, quota="voice")))


def test_several_limits_are_taken_together_or_not_at_all(store: Store, people: People) -> None:
    """Where one does not fit, nothing of the others is set aside."""
    messages, money = want(10), want(50, 60, quota="cost")
    with pytest.raises(QuotaReached, match=r"\$0\.00005 is left"):
        store.quotas.reserve(people.owner, asks(messages, money))
    assert used(store, people.owner, messages) == used(store, people.owner, money) == 0


def test_a_turn_is_reserved_and_settled_in_its_own_transactions(store: Store, people: People, session: Session) -> None:
    """An answer counts, also a broken one; a failure before the first word does not; a refusal keeps nothing."""
    two = want(2)
    finish(store, people.owner, session, two, status=TurnStatus.FAILED, problem="No connection.")
    assert used(store, people.owner, two) == 0
    finish(store, people.owner, session, two, reply="Hel", status=TurnStatus.INTERRUPTED)
    finish(store, people.owner, session, two, reply="Hello.")
    with pytest.raises(QuotaReached):
        store.conversations.begin(people.owner, session.id, "Again", wants=asks(two))
    assert store.conversations.draft(people.owner, session.id) is None
    assert used(store, people.owner, two) == 2
    stopped = want(3)
    store.conversations.begin(people.owner, session.id, "More", wants=asks(stopped))
    store.conversations.stop(people.owner, session.id)
    assert used(store, people.owner, stopped) == 2


def test_what_was_never_counted_is_counted_by_the_turns(store: Store, people: People, session: Session) -> None:
    """Turns played without a limit count once there is one; copies in a fork and failures do not."""
    for result in ({"reply": "Yes."}, {"reply": "No."}, {"status": TurnStatus.FAILED}):
        draft = store.conversations.begin(people.owner, session.id, "Hello")
        store.conversations.finish(people.owner, draft, TurnResult(index=draft.index, user_text="Hello", **result))
    store.conversations.fork(people.owner, session.id, before_turn=3)
    assert used(store, people.owner, want(3)) == 2
    store.quotas.reserve(people.owner, asks(want(3)))
    with pytest.raises(QuotaReached):
        store.quotas.reserve(people.owner, asks(want(3)))


def test_the_ledger_counts_to_the_budgets(store: Store, people: People, persona: Persona) -> None:
    """What is spent without being set aside leaves less, on a persona and in all; nothing is counted twice."""
    every = want(1_000, 600, quota="cost")
    ada = want(500, 100, quota="cost", persona_id=persona.card.id)
    spent = Usage(provider="p", model="m", cost_microdollars=300)
    store.usage.add(people.owner, spent, purpose="judge", persona_id=persona.card.id)
    hold = store.quotas.reserve(people.owner, asks(every, ada))
    store.usage.add(people.owner, spent, purpose="judge")
    store.usage.add(people.other, spent, purpose="judge")
    assert (used(store, people.owner, every), used(store, people.owner, ada)) == (1_200, 400)
    store.quotas.settle(people.owner, hold, {})
    assert (used(store, people.owner, every), used(store, people.owner, ada)) == (600, 300)
    assert store.usage.total(people.owner).cost_microdollars == 600


def test_budgets_are_set_and_watched(store: Store, people: People, persona: Persona) -> None:
    """Spending, alerts at 50, 80 and 100 percent and what is unpriced are told by the ledger; each has their own."""
    store.budgets.set(people.owner, "day", 1_000)
    store.budgets.set(people.owner, "month", 5_000, persona_id=persona.card.id)
    alerts = []
    for cost in (499, 1, 300, 199, 1, None):
        spent = Usage(provider="p", model="m", cost_microdollars=cost)
        store.usage.add(people.owner, spent, purpose="judge", persona_id=persona.card.id)
        (day,) = (one for one in store.budgets.state(people.owner) if one.budget.period == "day")
        alerts.append((day.reached, day.left_microdollars, day.unpriced))
    assert alerts == [(0, 501, 0), (50, 500, 0), (80, 200, 0), (80, 1, 0), (100, 0, 0), (100, 0, 1)]
    assert [one.budget.period for one in store.budgets.state(people.owner)] == ["day", "month"]
    assert store.budgets.list(people.other) == ()
    assert store.quotas.plan(people.owner).budgets == store.budgets.list(people.owner)
    with pytest.raises(NotFound):
        store.budgets.set(people.other, "day", 5, persona_id=persona.card.id)
    with pytest.raises(InvalidInput):
        store.budgets.set(people.owner, "day", -1)
    store.budgets.set(people.owner, "day", 2_000)
    store.budgets.set(people.owner, "month", None, persona_id=persona.card.id)
    assert [one.cap_microdollars for one in store.budgets.list(people.owner)] == [2_000]


def test_a_tier_is_an_admins_to_change(store: Store, people: People) -> None:
    """New users are free, the local one has everything; what was not counted under another plan is counted anew."""
    assert store.quotas.plan(people.owner).tier == "free"
    assert store.quotas.plan(people.admin).tier == "local"
    with pytest.raises(Forbidden):
        store.users.change(people.owner, people.owner.user_id, tier="business")
    store.quotas.reserve(people.owner, asks(want(5)))
    assert store.users.change(people.admin, people.owner.user_id, tier="pro").tier == "pro"
    assert used(store, people.owner, want(5)) == 0


jumps = st.lists(
    st.tuples(
        st.integers(-72, 72),
        st.sampled_from(("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Oslo")),
        st.booleans(),
    ),
    max_size=25,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(jumps)
def test_a_clock_that_jumps_grants_and_loses_nothing(
    store: Store, people: People, course: list[tuple[int, str, bool]]
) -> None:
    """Back or forth, each day of a zone has its own three and no more, however often it comes."""
    user = store.users.add(people.admin, name="Clock")
    actor = type(people.owner)(user.id)
    granted: dict[object, int] = {}
    for hours, zone, refunded in course:
        one = want(3, at=NOON + timedelta(hours=hours), zone=zone)
        before = granted.get(one.window, 0)
        if before == 3:
            with pytest.raises(QuotaReached):
                store.quotas.reserve(actor, asks(one))
            continue
        hold = store.quotas.reserve(actor, asks(one))
        if refunded:
            store.quotas.refund(actor, hold)
        else:
            granted[one.window] = before + 1
    for seen, count in granted.items():
        again = next(
            one
            for hours, zone, _ in course
            if (one := want(3, at=NOON + timedelta(hours=hours), zone=zone)).window == seen
        )
        assert used(store, actor, again) == count


def test_what_outlives_its_lease_is_given_back_and_counted_if_it_comes_after_all(store: Store, people: People) -> None:
    """An hour later somebody else may have it; who settles then is still counted, once."""
    one = want(1)
    late = store.quotas.reserve(people.owner, asks(one), lease=timedelta(seconds=-1))
    assert store.quotas.reserve(people.owner, asks(one))
    assert used(store, people.owner, one) == 1
    assert store.quotas.settle(people.owner, late, {"messages": 1})
    assert used(store, people.owner, one) == 2
    assert not store.quotas.settle(people.owner, late, {"messages": 1})
    gone = store.quotas.reserve(people.other, asks(one), lease=timedelta(seconds=-1))
    assert store.quotas.recover() == 1
    assert store.quotas.recover(datetime.now(UTC) + timedelta(days=41)) == 1
    assert not store.quotas.settle(people.other, gone, {"messages": 1})


def test_a_run_draws_on_what_is_set_aside_for_it(store: Store, people: People) -> None:
    """Each outcome makes it less; when the run has ended, or is cancelled while it waits, the rest is given back."""
    day = want(1_000, 600, quota="cost")
    run = store.runs.create(people.owner, new_run(total=2))
    store.quotas.reserve(people.owner, asks(day), hold_id=run.id, lease=timedelta(seconds=-1))
    lease = store.leases.claim(run.id, at_once=10)
    assert lease is not None
    store.outcomes.keep(lease, new_outcome("a", cost=250), [0])
    assert used(store, people.owner, day) == 600
    store.budgets.set(people.owner, "day", 1_000)
    (state,) = store.budgets.state(people.owner)
    assert (state.spent_microdollars, state.set_aside_microdollars, state.left_microdollars) == (250, 350, 400)
    with pytest.raises(QuotaReached):
        store.quotas.reserve(people.owner, asks(want(1_000, 500, quota="cost")))
    store.leases.end(lease, RunStatus.CAPPED, seconds=1.0)
    assert used(store, people.owner, day) == 250
    waiting = store.runs.create(people.owner, new_run(total=2))
    store.quotas.reserve(people.owner, asks(day), hold_id=waiting.id)
    store.runs.cancel(people.owner, waiting.id)
    assert used(store, people.owner, day) == 250


# Forks its racers, so that the imports are paid for once; a pipe that closes is the shot they wait for.
RACES = """
import os, sys
from datetime import datetime
from brain.errors import QuotaReached
from store import Actor, open_store
from store.periods import window
from store.quota_values import Want
url, user, most, day = sys.argv[1:]
actor, at = Actor(user), datetime.fromisoformat(day)
wants = [Want(quota="messages", amount=1, most=int(most), period="day", window=window("day", at, "UTC")),
         Want(quota="cost", amount=3, most=10**9, period="month", window=window("month", at, "UTC")),
         Want(quota="cost", amount=3, most=10**9, period="day", window=window("day", at, "UTC"))]
ready, shot = os.pipe()
told, tell = os.pipe()
for racer in range(8):
    if os.fork() == 0:
        os.close(shot)
        store = open_store(url, busy_seconds=60)
        os.read(ready, 1)
        granted = refunded = 0
        try:
            while True:
                hold = store.quotas.reserve(actor, lambda plan: wants)
                if (granted + refunded) % 5 == 4 and refunded < 3:
                    store.quotas.refund(actor, hold)
                    refunded += 1
                else:
                    store.quotas.settle(actor, hold, {"messages": 1})
                    granted += 1
        except QuotaReached:
            os.write(tell, f"{granted}\\n".encode())
        store.close()
        os._exit(0)
os.close(shot)
ended = [os.wait()[1] for _ in range(8)]
os.close(tell)
print(os.read(told, 4096).decode())
sys.exit(any(ended))
"""


def test_eight_processes_at_the_limit_get_exactly_the_limit(store: Store, people: People) -> None:
    """However they race, with refunds among them, what was settled is the limit, and the counter says so."""
    address = store.database.url.render_as_string(hide_password=False)
    one = want(60, at=NOON)
    racing = _spawn(RACES, address, people.owner.user_id, "60", NOON.isoformat())
    granted = [int(count) for count in racing.communicate(timeout=120)[0].split()]
    assert racing.returncode == 0
    assert len(granted) == 8
    assert sum(granted) == 60
    assert used(store, people.owner, one) == 60


DIES = """
import os, signal, sys
from datetime import UTC, datetime
from store import Actor, open_store
from store.periods import window
from store.quota_values import Want
url, user, session = sys.argv[1:]
store = open_store(url)
one = Want(quota="messages", amount=1, most=2, period="day", window=window("day", datetime.now(UTC), "UTC"))
store.quotas.reserve(Actor(user), lambda plan: [one])
draft = store.conversations.begin(Actor(user), session, "Hello", wants=lambda plan: [one])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_had_set_aside_is_given_back(store: Store, people: People, session: Session) -> None:
    """Of a call when somebody needs it or a process starts, of a turn when the turn is recovered."""
    address = store.database.url.render_as_string(hide_password=False)
    dead = _spawn(DIES, address, people.owner.user_id, session.id)
    dead.communicate(timeout=60)
    assert dead.returncode == -signal.SIGKILL
    two = want(2)
    assert used(store, people.owner, two) == 2
    store.quotas.reserve(people.owner, asks(two))
    assert used(store, people.owner, two) == 2
    again = open_store(address)
    again.conversations.recover()
    assert again.quotas.recover() == 0
    again.close()
    assert used(store, people.owner, two) == 1


def _spawn(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 (our own scripts)
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
