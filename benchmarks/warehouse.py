"""The warehouse: dashboards' questions over many turns, a sync of 10,000 new ones, and what a sync costs a chat turn.

Run: python benchmarks/warehouse.py [turns] [folder]

Turns are written straight into the files of a warehouse, at random within a year of conversations of 20 turns with 12
personas, 30 versions and 4 models; random numbers can be compressed least of all. A folder is kept and used again. No
answer is given from memory. Floors, in the same run: DuckDB alone, averaging one column of the same files; sqlite3
alone, reading the rows that a sync reads; and turns with a process beside them that does nothing but compute, as
willing to give way as a sync is. Beside the elapsed time stands the processor time, which a busy machine blurs less: on
two idle cores, a question takes half of it or a little more.
"""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - as the command line does, before numpy

import numpy as np
import pyarrow as pa

from brain.turn import Turn
from store.tables import interactions, readings, usage
from store.warehouse import changes, engine, manifest
from store.warehouse.columns import TABLES
from store.warehouse.parts import MOST_ROWS, Parts
from store.warehouse.warehouse import Warehouse
from store.warehouse.window import Window
from studio.analytics.costs import Costs
from studio.analytics.drift import DriftHistory
from studio.analytics.emotions import EmotionHistory
from studio.settings import Settings
from studio.warehousing import Warehousing
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from store import Store
    from store.actor import Actor
    from store.warehouse.manifest import File
    from studio.wiring import Services

DAYS: Final = 365
LAST: Final = date(2026, 10, 31)
NEW: Final = 10_000
REPEATS: Final = 5
TURNS: Final = 30
ROUNDS: Final = 4

OWN: Final = {
    "how many": "SELECT count(*) FROM turns",
    "score by day": "SELECT day, avg(score), avg(high - low), count(*) FROM turns WHERE NOT copied GROUP BY day",
    "score by persona and day": "SELECT persona_id, day, avg(score), count(score) FROM turns GROUP BY ALL",
    "verdicts": "SELECT verdict, severity, count(*) FROM turns GROUP BY ALL",
    "cost by model": "SELECT model, sum(cost_microdollars), sum(input_tokens), count(*) FROM usage GROUP BY ALL",
    "cost by day and purpose": "SELECT day, purpose, sum(cost_microdollars), count(*) FROM usage GROUP BY ALL",
    "signals by turn": "SELECT turn_index, avg(z_who_said_it), avg(z_similarity), avg(z_warmth), avg(z_vocabulary), "
    "avg(z_humour), avg(z_register), avg(z_habits), avg(z_flattery) FROM turns GROUP BY ALL",
    "the last week": "SELECT count(*), count(DISTINCT session_id), avg(score) FROM turns WHERE day > DATE '2026-10-24'",
    "the worst": "SELECT id, session_id, score FROM turns ORDER BY score LIMIT 20",
    "conversations by persona": "SELECT persona_id, count(DISTINCT session_id) FROM turns GROUP BY ALL",
}
"""Questions of this benchmark's own, beside those of the dashboards."""


class Timed(Warehouse):
    """A warehouse that notes what each question took."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store.database, folder)
        self.taken: dict[str, list[tuple[float, float]]] = {}
        self.chart = ""

    def read(self, actor: Actor, query: str, values: Mapping[str, object] | None = None) -> pa.Table:
        """The same answer, never from memory."""
        if self._state is not None:
            self._state.answers.clear()
        at, used = time.perf_counter(), time.process_time()
        found = super().read(actor, query, values)
        taken = (time.perf_counter() - at, time.process_time() - used)
        self.taken.setdefault(f"{self.chart}: {' '.join(query.split())[:40]}", []).append(taken)
        return found


def main() -> None:
    """Measure on a folder of its own, or the one that is given, and print tables."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary)  # noqa: PLR2004 - the second argument
        settings = Settings(data_dir=folder, understudy_pace_ms=0)
        services = build(settings)
        services.library.load_demo(services.actor)
        if manifest.load(settings.warehouse_path) is None:
            write(services, turns)
        timed = Timed(services.store, settings.warehouse_path)
        print(f"{turns:,} turns, load {os.getloadavg()[0]:.1f}, milliseconds\n")
        asked(dataclasses.replace(services, store=dataclasses.replace(services.store, warehouse=timed)), timed)
        synced(services)
        beside(services)
        timed.close()
        services.close()


def write(services: Services, turns: int) -> None:
    """So many turns and entries of the ledger, as a sync would leave them once they were merged."""
    folder = services.settings.warehouse_path
    duck = engine.opened(folder, threads=2, memory="3GB")
    state = manifest.empty("", "")
    files = [file for table in ("turns", "usage") for file in made(duck, folder, table, turns, services.actor)]
    new = state.next(Parts(duck, folder).with_sums(files, ()))
    manifest.replace_with(folder, new)
    changes.settle(services.store.database, warehouse=new.warehouse, token=new.token, after="")
    duck.close()


def made(duck: Any, folder: Path, table: str, turns: int, actor: Actor) -> Iterator[File]:
    """Files of consecutive days, each as large as merging makes them."""
    a_day = max(1, turns // DAYS)
    step = max(1, min(DAYS, MOST_ROWS // a_day))
    told = ", ".join(
        f"({random(field, a_day, actor)})::{sql_type(field.type)} AS {field.name}" for field in TABLES[table]
    )
    for start in range(0, DAYS, step):
        first = LAST - timedelta(days=DAYS - 1 - start)
        last = min(first + timedelta(days=step - 1), LAST)
        path = f"{table}/day={first}--{last}/{uuid4().hex}.parquet"
        (folder / path).parent.mkdir(parents=True)
        number = ((last - first).days + 1) * a_day
        rows = f"SELECT range AS i FROM range({start * a_day}, {start * a_day + number})"  # noqa: S608 - numbers
        duck.execute(f"COPY (SELECT {told} FROM ({rows})) TO '{folder / path}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608
        yield manifest.enter(folder, table, path, first, last, owner=actor.user_id, rows=number)


def random(field: pa.Field, a_day: int, actor: Actor) -> str:
    """A value of a column, as SQL over the number `i` of the row."""
    begin = LAST - timedelta(days=DAYS - 1)
    known = {
        "id": "uuid()",
        "session_id": "md5((i // 20)::VARCHAR)",
        "user_id": f"'{actor.user_id}'",
        "persona_id": "'p' || (i // 20) % 12",
        "version_id": "'v' || (i // 20) % 30",
        "interaction_id": "uuid()",
        "turn_index": "i % 20 + 1",
        "mode": "'chat'",
        "status": "'complete'",
        "purpose": "['turn', 'judge', 'speech'][(hash(i) % 3 + 1)::INT]",
        "operation": "['text', 'text', 'speech'][(hash(i) % 3 + 1)::INT]",
        "provider": "['local', 'anthropic'][((i // 20) % 2 + 1)::INT]",
        "model": "['a', 'b', 'c', 'understudy'][((i // 20) % 4 + 1)::INT]",
        "verdict": "['in character', 'drifting', 'out of character', 'cannot tell'][(hash(i) % 4 + 1)::INT]",
        "severity": "['none', 'minor', 'moderate'][(hash(i, 1) % 3 + 1)::INT]",
        "day": f"DATE '{begin}' + (i // {a_day})::INT",
        "created_at": f"TIMESTAMPTZ '{begin} 00:00:00+00' + to_microseconds((i * 86400000000) // {a_day})",
        "score": "random()",
        "copied": "false",
        "user_triggers": "CASE WHEN hash(i, 2) % 3 = 0 THEN 'so glad' || chr(10) || 'hate it' ELSE '' END",
        "persona_triggers": "CASE WHEN hash(i, 3) % 3 = 0 THEN 'so glad' || chr(10) || 'hate it' ELSE '' END",
    }
    if field.name in known:
        return known[field.name]
    if field.name.endswith("_tokens"):
        return "floor(random() * 5)"
    if pa.types.is_string(field.type):
        return f"['joyful', 'angry', 'calm', 'sad', 'neutral'][(hash(i, '{field.name}') % 5 + 1)::INT]"
    if pa.types.is_boolean(field.type):
        return "random() < 0.02"
    if pa.types.is_floating(field.type):
        return "CASE WHEN random() < 0.3 THEN NULL ELSE random() END"
    return "CASE WHEN random() < 0.2 THEN NULL ELSE floor(random() * 5) END"


def sql_type(kind: pa.DataType) -> str:
    """The type of DuckDB that an Arrow type becomes."""
    plain = {
        pa.int8(): "TINYINT",
        pa.int32(): "INTEGER",
        pa.int64(): "BIGINT",
        pa.float32(): "FLOAT",
        pa.float64(): "DOUBLE",
        pa.bool_(): "BOOLEAN",
        pa.string(): "VARCHAR",
        pa.date32(): "DATE",
    }
    return plain.get(kind, "TIMESTAMPTZ")


def asked(services: Services, timed: Timed) -> None:
    """Every chart of every dashboard, and the questions above; a line for each question."""
    for _ in range(REPEATS + 1):
        # New ones each time: they too keep what was answered.
        for history in (DriftHistory(services.store), EmotionHistory(services.store), Costs(services.store)):
            dashboard = history.dashboard()
            for name, draw in dashboard.charts.items():
                timed.chart = f"{dashboard.name}, {name}"
                draw(services.actor, Window(), UTC)
        timed.chart = "own"
        for query in OWN.values():
            timed.read(services.actor, query)
    floor = alone(services)
    print(f"{'question':60}{'p50':>8}{'p95':>8}{'ratio':>7}{'cpu p50':>9}")
    every = []
    for name, taken in timed.taken.items():
        # The first opens the files.
        figures = np.array(taken[len(taken) // (REPEATS + 1) :]).T * 1e3
        every.append(figures)
        (elapsed, used), late = np.median(figures, axis=1), np.percentile(figures[0], 95)
        print(f"{name[:59]:60}{elapsed:8.1f}{late:8.1f}{elapsed / floor:7.1f}{used:9.1f}")
    print(f"{'floor: DuckDB alone, the mean of one column':60}{floor:8.1f}")
    (elapsed, used), (late, late_used) = np.percentile(np.concatenate(every, axis=1), [50, 95], axis=1)
    print(f"{'all of them':60}{elapsed:8.1f}{late:8.1f}{elapsed / floor:7.1f}{used:9.1f} (p95 {late_used:.1f})\n")


def alone(services: Services) -> float:
    """Milliseconds of DuckDB for the mean of one column of all turns."""
    folder = services.settings.warehouse_path
    state = manifest.load(folder)
    if state is None:
        raise SystemExit("There is no manifest.")
    duck = engine.opened(folder, threads=2)
    query = f"SELECT avg(score) FROM {engine.scan(folder, [one.path for one in state.of('turns')])}"  # noqa: S608
    taken = []
    for _ in range(REPEATS):
        at = time.perf_counter()
        duck.sql(query).fetchall()
        taken.append((time.perf_counter() - at) * 1e3)
    duck.close()
    return float(np.median(taken))


def synced(services: Services) -> None:
    """A sync of new turns that are copies of one that was played, beside reading their rows by sqlite3 alone."""
    played(services, 1)
    with services.store.database.write() as connection:
        turn, reading, entry = (
            dict(connection.execute(table.select().limit(1)).mappings().one())
            for table in (interactions, readings, usage)
        )
        ids = [str(uuid4()) for _ in range(NEW)]
        at = datetime.now(UTC)
        again = [turn | {"id": one, "turn_index": n + 100, "created_at": at} for n, one in enumerate(ids)]
        connection.execute(interactions.insert(), again)
        connection.execute(readings.insert(), [reading | {"interaction_id": one} for one in ids])
        connection.execute(usage.insert(), [entry | {"id": f"u{one}", "interaction_id": one} for one in ids])
    raw = sqlite3.connect(services.settings.data_dir / "personaforge.db")
    start = time.perf_counter()
    raw.execute("SELECT * FROM interactions JOIN readings ON interaction_id = id").fetchall()
    raw.execute("SELECT * FROM usage").fetchall()
    floor = time.perf_counter() - start
    raw.close()
    at_start, used = time.perf_counter(), time.process_time()
    services.store.warehouse.read(services.actor, "SELECT count(*) FROM turns")
    read, read_used = time.perf_counter() - at_start, time.process_time() - used
    at_start, used = time.perf_counter(), time.process_time()
    done = services.store.warehouse.sync()
    taken, cpu = time.perf_counter() - at_start, time.process_time() - used
    print(
        f"sync of {NEW:,} new turns: {taken:.2f} s, {cpu:.2f} s cpu, {taken / floor:.1f} times their reading by sqlite3"
    )
    print(f"  {done.learnt:,} entries; asked before it, live: {read:.2f} s, {read_used:.2f} s cpu\n")


def beside(services: Services) -> None:
    """Turns with syncs running beside them without a pause, with a process that only computes, and alone."""
    warehousing = Warehousing(store=services.store, settings=services.settings)
    print(f"{'a chat turn':60}{'p50':>8}{'p95':>8}")
    taken: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, work in {
            "alone": None,
            "beside a process that computes": _computed,
            "beside syncs": warehousing.sync,
        }.items():
            over = threading.Event()
            thread = threading.Thread(target=_again, args=(work, over))
            thread.start()
            taken.setdefault(name, []).extend(played(services, TURNS))
            over.set()
            thread.join()
    for name, seconds in taken.items():
        print(f"  {name:58}{np.median(seconds) * 1e3:8.1f}{np.percentile(seconds, 95) * 1e3:8.1f}")


def _again(work: Callable[[], object] | None, over: threading.Event) -> None:
    while work is not None and not over.is_set():
        work()


def _computed() -> None:
    """A second or so of processor time in a process that gives way to others."""
    busy = "import os; os.nice(10); sum(n * n for n in range(20_000_000))"
    subprocess.run([sys.executable, "-c", busy], check=True)  # noqa: S603 - our own words


def played(services: Services, number: int) -> list[float]:
    """Seconds of so many turns of a new conversation."""
    persona = services.library.find(services.actor, "albert-einstein")
    session = services.conversations.start(services.actor, persona.card.id, seed=1)
    taken = []
    for place in range(number):
        start = time.perf_counter()
        *_, turn = services.conversations.say(services.actor, session.id, f"What is light, for the {place}th time?")
        taken.append(time.perf_counter() - start)
        if not isinstance(turn, Turn):
            raise SystemExit(f"This turn was not what is measured: {turn}")
    return taken


if __name__ == "__main__":
    main()
