"""What it takes to ask whether somebody may, and whether eight processes at a limit get exactly the limit.

Run: python benchmarks/quota.py [postgresql+psycopg://user@host/empty_database]

A check is what a message adds to the transaction that keeps its words: the plan is read, one counter is taken from by a
conditional UPDATE, and what is set aside is noted. Beside it stands the same with two budgets, and as a transaction of
its own with its commit. Floor: one bare conditional UPDATE of the same counter by the driver alone, in the same run and
in a transaction too; `alone` is that UPDATE with its own commit.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from brain.errors import QuotaReached
from store import LOCAL_ACTOR, open_store, quota_rows
from store.periods import window
from store.quota_values import Want

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store import Store
    from store.periods import Period
    from store.quota_values import Plan

TIMES: Final = 2_000
RACERS: Final = 8
LIMIT: Final = 500
Clock = NDArray[np.float64]
"""Elapsed and processor time, in seconds: the latter is not blurred by what else the machine does."""

GOAL: Final = 1.0
"""Milliseconds at the 95th percentile that are promised for a check."""

PERIODS: Final[tuple[Period, ...]] = ("day", "month")
BARE: Final = (
    "UPDATE quota_counters SET used = used + 1"
    " WHERE user_id = '{user}' AND quota = 'messages' AND used + 1 <= 1000000000"
)


def main() -> None:
    """Measure on SQLite in a folder of its own, or on the database that is named, and print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'quota.db'}"
        store = open_store(url, migrate=True, busy_seconds=60)
        store.users.ensure_local()
        show(url, measure(store))
        store.close()
        race(url)


def measure(store: Store) -> dict[str, list[Clock]]:
    """Each way in turns, so that what else the machine does falls on all of them alike."""
    one, three = wants(10**9, budgets=0), wants(10**9, budgets=2)
    store.quotas.reserve(LOCAL_ACTOR, three)
    taken: dict[str, list[Clock]] = {name: [] for name in ("floor", "floor alone", *CHECKS)}
    for _ in range(TIMES):
        with store.database.write() as connection:
            start = now()
            connection.exec_driver_sql(BARE.format(user=LOCAL_ACTOR.user_id))
            taken["floor"].append(now() - start)
        start = now()
        store.database.put(BARE.format(user=LOCAL_ACTOR.user_id), {})
        taken["floor alone"].append(now() - start)
        taken["check within a turn"].append(within(store, one))
        taken["check with two budgets"].append(within(store, three))
        start = now()
        hold = store.quotas.reserve(LOCAL_ACTOR, one)
        taken["reserve alone"].append(now() - start)
        start = now()
        store.quotas.settle(LOCAL_ACTOR, hold, {"messages": 1})
        taken["settle alone"].append(now() - start)
    return taken


CHECKS: Final = ("check within a turn", "check with two budgets", "reserve alone", "settle alone")


def within(store: Store, asked: Callable[[Plan], Sequence[Want]]) -> Clock:
    """The check inside a transaction that is open already; what it set aside is let go afterwards."""
    hold, until, owner_id = str(uuid4()), datetime.now(UTC) + timedelta(minutes=15), store.owner.hold()
    with store.database.write() as connection:
        start = now()
        wanted = asked(quota_rows.plan(connection, LOCAL_ACTOR.user_id))
        quota_rows.take(connection, LOCAL_ACTOR.user_id, hold, wanted, owner_id=owner_id, until=until)
        took = now() - start
        quota_rows.release(connection, hold, {"messages": 1})
    return took


def wants(most: int, *, budgets: int) -> Callable[[Plan], Sequence[Want]]:
    """One message of so many a day, and what it may cost at most of so many budgets."""

    def asked(plan: Plan) -> Sequence[Want]:
        now, zone = datetime.now(UTC), plan.time_zone
        found = [Want(quota="messages", amount=1, most=most, period="day", window=window("day", now, zone))]
        for period in PERIODS[:budgets]:
            this = window(period, now, zone)
            found.append(Want(quota="cost", amount=5, most=10**15, period=period, window=this))
        return found

    return asked


def now() -> Clock:
    """Elapsed and processor time, in seconds."""
    return np.array([time.perf_counter(), time.process_time()])


def show(url: str, taken: dict[str, list[Clock]]) -> None:
    """Print the table; ratios are between medians of the elapsed time."""
    print(f"{url.partition(':')[0]}, {TIMES:,} times each, milliseconds\n")
    print(f"{'':26}{'p50':>8}{'p95':>8}{'ratio':>8}{'cpu p50':>10}{'cpu p95':>9}")
    for name, values in taken.items():
        (middle, cpu), (late, cpu_late) = np.percentile(np.array(values), [50, 95], axis=0) * 1e3
        least = np.median(np.array(taken["floor alone" if name.endswith("alone") else "floor"])[:, 0]) * 1e3
        goal = f"  goal p95 {GOAL:.0f}: {'met' if late <= GOAL else 'MISSED'}" if name.startswith("check") else ""
        print(f"{name:26}{middle:8.3f}{late:8.3f}{middle / least:8.1f}{cpu:10.3f}{cpu_late:9.3f}{goal}")


def race(url: str) -> None:
    """Have eight processes ask until they are refused, three times, and print what was granted."""
    print(f"\n{RACERS} processes at a limit of {LIMIT}")
    for turn in range(3):
        reader, writer = os.pipe()
        day = datetime(2026, 1, 1 + turn, 12, tzinfo=UTC)
        for _ in range(RACERS):
            if os.fork() == 0:
                os.write(writer, f"{ask(url, day)}\n".encode())
                os._exit(0)
        started = now()
        for _ in range(RACERS):
            os.wait()
        took = float((now() - started)[0])
        os.close(writer)
        granted = sum(map(int, os.read(reader, 4_096).split()))
        os.close(reader)
        print(f"  granted {granted}, overspent {max(0, granted - LIMIT)}, {granted / took:,.0f} a second")


def ask(url: str, day: datetime) -> int:
    """How many were granted to this process."""
    store = open_store(url, busy_seconds=60)
    one = Want(quota="messages", amount=1, most=LIMIT, period="day", window=window("day", day, "UTC"))
    granted = 0
    try:
        while True:
            hold = store.quotas.reserve(LOCAL_ACTOR, lambda _: [one])
            store.quotas.settle(LOCAL_ACTOR, hold, {"messages": 1})
            granted += 1
    except QuotaReached:
        store.close()
    return granted


if __name__ == "__main__":
    main()
