"""Files of the warehouse beside the live tail: whatever happens between, an answer is that of the database."""

from __future__ import annotations

import csv
import itertools
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

import store as room
from brain.errors import Conflict, InvalidInput, StoreBusy
from brain.turn import TurnResult
from store.run_values import RunSubject
from store.tables import interactions, readings, usage, warehouse_changes
from store.turn_ratings import TurnRating
from store.values import Session
from store.warehouse import manifest, parts, rows, sums
from store.warehouse import warehouse as module
from store.warehouse.syncing import locked
from store.warehouse.verifying import Difference
from store.warehouse.warehouse import Warehouse

from .conftest import new_outcome, new_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from store import Store
    from store.values import Persona

    from .conftest import People

ROOT = Path(room.__file__).parents[1]
START = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)


@dataclass
class House:
    """A database with a turn to copy, a folder, and the warehouses over both: with files, and without."""

    store: Store
    people: People
    folder: Path
    turn: dict[str, Any]
    reading: dict[str, Any]
    entry: dict[str, Any]
    ids: list[str] = field(default_factory=list)
    index: int = 1
    kept: int = 1

    def add(self, *, at: datetime = START, score: float = 0.5, cost: int | None = 7) -> str:
        """One more turn of the owner's, with its entry in the ledger."""
        new = str(uuid4())
        with self.store.database.write() as connection:
            self._put(connection, new, at, score, cost)
        self.ids.append(new)
        return new

    def add_many(self, number: int, *, at: datetime = START, step: timedelta = timedelta(0)) -> None:
        """So many turns in one transaction."""
        with self.store.database.write() as connection:
            for place in range(number):
                self.ids.append(str(uuid4()))
                self._put(connection, self.ids[-1], at + place * step, 0.5, 7)

    def _put(self, connection: Connection, new: str, at: datetime, score: float, cost: int | None) -> None:
        self.index += 1
        turn = {"id": new, "turn_index": self.index, "created_at": at}
        connection.execute(interactions.insert(), self.turn | turn)
        connection.execute(readings.insert(), self.reading | {"interaction_id": new, "score": score})
        entry = {"id": f"u{new}", "interaction_id": new, "created_at": at, "cost_microdollars": cost}
        connection.execute(usage.insert(), self.entry | entry)

    def erase(self, one: str) -> None:
        """Take a turn out of the database."""
        with self.store.database.write(erase=True) as connection:
            connection.execute(usage.delete().where(usage.c.interaction_id == one))
            connection.execute(readings.delete().where(readings.c.interaction_id == one))
            connection.execute(interactions.delete().where(interactions.c.id == one))
        self.ids.remove(one)

    def change(self, one: str, *, score: float) -> None:
        """Measure a turn anew."""
        with self.store.database.write() as connection:
            connection.execute(readings.update().where(readings.c.interaction_id == one).values(score=score))

    def move(self, one: str, at: datetime) -> None:
        """Have a turn be of another time."""
        with self.store.database.write() as connection:
            connection.execute(interactions.update().where(interactions.c.id == one).values(created_at=at))

    def open(self) -> Warehouse:
        """A warehouse over the folder, as another process would have it."""
        return Warehouse(self.store.database, self.folder)

    def files(self, table: str = "turns") -> list[Path]:
        """The files that hold a table."""
        return [self.folder / one.path for one in manifest_of(self).of(table)]


@pytest.fixture
def house(store: Store, people: People, session: Session, tmp_path: Path) -> House:
    """A turn of the owner's, as the studio writes one."""
    draft = store.conversations.begin(people.owner, session.id, "hello")
    turn = store.conversations.finish(people.owner, draft, TurnResult(index=1, user_text="hello", reply="Good day"))
    with store.database.read() as connection:
        rows = [
            dict(connection.execute(query).mappings().one())
            for query in (interactions.select(), readings.select(), usage.select())
        ]
    assert turn.id == rows[0]["id"]
    return House(store, people, tmp_path / "ware [1]* it's", rows[0], rows[1], rows[2])


# Two files may each have a cell of the same quarter.
CELLS = """SELECT user_id, persona_id, version_id, mode, purpose, operation, provider, model, day, created_at,
  sum(calls)::BIGINT AS calls, sum(unpriced)::BIGINT AS unpriced, sum(microdollars) AS microdollars,
  sum(input_tokens)::BIGINT AS input_tokens, sum(output_tokens)::BIGINT AS output_tokens,
  min(first) AS first, max(last) AS last FROM sums GROUP BY ALL ORDER BY ALL"""
ORDER = {"turns": "id", "usage": "id", "runs": "id", "scores": "run_id, position, ordinal"}


def agrees(house: House, warehouse: Warehouse) -> None:
    """Files and tail together say what the database says, to each who asks."""
    live = Warehouse(house.store.database)
    for actor in (house.people.owner, house.people.admin):
        for name, order in ORDER.items():
            query = f"SELECT * FROM {name} ORDER BY {order}"  # noqa: S608
            found, told = (one.read(actor, query) for one in (warehouse, live))
            assert found == told, (found.to_pylist(), told.to_pylist())
            if actor is house.people.owner and name == "turns":
                assert found.num_rows == len(house.ids) + house.kept
        assert warehouse.read(actor, CELLS) == live.read(actor, f"{sums.of('usage')} ORDER BY ALL")
    nothing = " UNION ALL ".join(f"SELECT user_id FROM {name}" for name in ("turns", "usage", "sums"))  # noqa: S608
    assert warehouse.read(house.people.other, nothing).num_rows == 0
    live.close()


def right(house: House, warehouse: Warehouse) -> None:
    """The same for the scores of turns and what they cost, more quickly."""
    scored = select(readings.c.interaction_id, readings.c.score).order_by(readings.c.interaction_id)
    spent = select(usage.c.id, usage.c.cost_microdollars).order_by(usage.c.id)
    with house.store.database.read() as connection:
        told = [[tuple(row) for row in connection.execute(query)] for query in (scored, spent)]
    queries = "SELECT id, score FROM turns ORDER BY id", "SELECT id, cost_microdollars FROM usage ORDER BY id"
    found = [warehouse.read(house.people.owner, query) for query in queries]
    assert [list(zip(*(column.to_pylist() for column in one.columns), strict=True)) for one in found] == told
    (summed,) = warehouse.read(
        house.people.owner, "SELECT sum(calls) AS n, sum(microdollars) AS sum FROM sums"
    ).to_pylist()
    priced = [cost for _, cost in told[1] if cost is not None]
    assert (summed["n"] or 0, summed["sum"] or 0) == (len(told[1]), sum(priced))


def manifest_of(house: House) -> manifest.Manifest:
    """What the folder is said to hold."""
    found = manifest.load(house.folder)
    assert found is not None
    return found


def waiting(house: House) -> int:
    """How many entries wait in the queue."""
    with house.store.database.read() as connection:
        return len(connection.execute(warehouse_changes.select()).all())


def test_what_is_synced_lies_in_files_and_nothing_waits(house: House) -> None:
    """Days become files, the queue is empty, and the answers are those of the database, with no day and with some."""
    warehouse = house.open()
    agrees(house, warehouse)
    house.add_many(30, step=timedelta(minutes=20))
    done = warehouse.sync()
    assert (done.anew, done.repaired) == (True, 0)
    assert waiting(house) == 0
    assert {path.parent.name for path in house.files()} == {
        "day=2026-03-29", "day=2026-03-30", f"day={house.turn['created_at'].date()}"
    }  # fmt: skip
    agrees(house, warehouse)
    assert warehouse.sync().learnt == 0
    warehouse.close()


def test_new_changed_moved_and_erased_turns_are_seen_at_once(house: House) -> None:
    """Before a sync and after it, in the warehouse that was open and in one that opens now."""
    house.add_many(5)
    warehouse = house.open()
    warehouse.sync()
    agrees(house, warehouse)
    session_id = house.turn["session_id"]
    changes = (
        lambda: house.add(at=START + timedelta(days=1)),
        lambda: house.add(at=START - timedelta(days=400)),
        lambda: house.change(house.ids[1], score=0.9),
        lambda: house.move(house.ids[2], START + timedelta(days=3)),
        lambda: house.erase(house.ids[0]),
        lambda: house.store.turn_ratings.put(house.people.owner, session_id, 1, TurnRating(thumb=1, stars=4)),
        lambda: house.store.conversations.fork(house.people.owner, session_id, before_turn=2),
    )
    for change in changes:
        house.kept += isinstance(change(), Session)
        agrees(house, warehouse)
    other = house.open()
    agrees(house, other)
    assert warehouse.sync().anew is False
    agrees(house, warehouse)
    agrees(house, other)
    for one in (warehouse, other):
        one.close()


def test_runs_and_their_scores_come_go_and_come_back(house: House, persona: Persona) -> None:
    """Scores follow their run when it is deleted and restored, whether they lie in files or not."""
    owner, store = house.people.owner, house.store
    run = store.runs.create(owner, new_run(RunSubject("ada", persona.card.id, persona.version.id, 1)))
    warehouse = house.open()
    warehouse.sync()
    lease = store.leases.claim(run.id, at_once=9)
    assert lease is not None
    store.outcomes.keep(lease, new_outcome("a"), [0])
    agrees(house, warehouse)
    assert len(warehouse.read(owner, "SELECT * FROM scores")) == 1
    for act, number in ((store.runs.delete, 0), (store.runs.restore, 1), (store.runs.delete, 0)):
        act(owner, run.id)
        agrees(house, warehouse)
        warehouse.sync()
        agrees(house, warehouse)
        assert len(warehouse.read(owner, "SELECT * FROM scores")) == number
    warehouse.close()


def test_what_was_erased_is_in_no_file_after_compacting(house: House) -> None:
    """Neither in those that count nor in any that lies about."""
    house.add_many(3)
    gone = house.add()
    warehouse = house.open()
    warehouse.sync()
    house.erase(gone)
    assert not warehouse.read(house.people.owner, f"SELECT id FROM turns WHERE id = '{gone}'").num_rows  # noqa: S608
    done = warehouse.compact()
    left = list(house.folder.glob("*/*/*.parquet"))
    assert len(left) == done.files
    for path in left:
        assert gone not in str(pq.read_table(path).to_pylist())
    agrees(house, warehouse)
    warehouse.close()


def test_many_small_files_are_merged_and_the_newest_day_stays_apart(house: House) -> None:
    """Compacting leaves one file for what is past and one for the newest day, with the same rows."""
    warehouse = house.open()
    for day in range(4):
        house.add_many(2, at=START - timedelta(days=day))
        warehouse.sync()
    assert len(house.files()) == 5
    warehouse.compact()
    assert len(house.files()) == 2
    agrees(house, warehouse)
    warehouse.close()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwrite(path: Path) -> None:
    kept = path.read_bytes()
    path.write_bytes(kept[:4] + b"\0" * (len(kept) - 8) + kept[-4:])


@pytest.mark.parametrize("table", ["turns", "sums"])
@pytest.mark.parametrize("harm", [Path.unlink, _truncate, _overwrite])
def test_a_damaged_file_is_noticed_and_made_anew(house: House, harm: Callable[[Path], None], table: str) -> None:
    """Missing, cut off or overwritten: answers stay right, in a warehouse that is open and in a new one."""
    house.add_many(4)
    warehouse = house.open()
    warehouse.sync()
    agrees(house, warehouse)
    harm(house.files(table)[0])
    other = house.open()
    agrees(house, other)
    house.add()
    right(house, other)
    right(house, warehouse)
    assert warehouse.sync(thorough=harm is _overwrite).repaired == 1
    assert not warehouse.standing().damaged
    assert other.sync().repaired == 0
    agrees(house, other)
    for one in (warehouse, other):
        one.close()


def _told_anew(house: House, table: str) -> None:
    """Have the manifest say what the files of a table are now."""
    state = manifest_of(house)
    again = [
        manifest.enter(house.folder, table, one.path, one.first, one.last, owner=one.owner, rows=one.rows, of=one.of)
        for one in state.of(table)
    ]
    kept = [one for one in state.files if one.table != table]
    manifest.replace_with(house.folder, replace(state, files=(*kept, *again)))


def _other_layout(folder: Path) -> None:
    told = json.loads((folder / manifest.NAME).read_text())
    (folder / manifest.NAME).write_text(json.dumps(told | {"layout": told["layout"] - 1}))


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / manifest.NAME).unlink(),
        lambda folder: (folder / manifest.NAME).write_text("{"),
        lambda folder: (folder / manifest.NAME).write_text("[1]"),
        _other_layout,
        shutil.rmtree,
    ],
)
def test_without_a_manifest_that_counts_all_is_read_and_then_made_anew(
    house: House, harm: Callable[[Path], object]
) -> None:
    """A manifest that is missing, unreadable or of other columns counts for nothing; the next sync makes all again."""
    house.add_many(3)
    warehouse = house.open()
    warehouse.sync()
    harm(house.folder)
    house.add()
    agrees(house, warehouse)
    assert warehouse.sync().anew
    agrees(house, warehouse)
    warehouse.close()


def test_files_of_another_state_of_the_database_count_for_nothing(house: House, tmp_path: Path) -> None:
    """After an older folder was put back, as after an older database, nothing old is shown and all is made anew."""
    warehouse = house.open()
    warehouse.sync()
    shutil.copytree(house.folder, tmp_path / "backup")
    house.add()
    warehouse.sync()
    shutil.rmtree(house.folder)
    shutil.copytree(tmp_path / "backup", house.folder)
    agrees(house, warehouse)
    assert warehouse.sync().anew
    agrees(house, warehouse)
    warehouse.close()


def test_a_database_feeds_one_warehouse(house: House, tmp_path: Path) -> None:
    """A new folder takes over; the one before it is not shown any more, and takes over again only when told to."""
    first, second = house.open(), Warehouse(house.store.database, tmp_path / "other")
    first.sync()
    second.sync()
    house.add()
    second.sync()
    agrees(house, first)
    agrees(house, second)
    with pytest.raises(Conflict, match="does not feed"):
        first.sync()
    assert first.sync(rebuild=True).anew
    house.add()
    for one in (first, second):
        agrees(house, one)
        one.close()


def test_two_do_not_sync_at_once(house: House) -> None:
    """The second is told at once, and answers are right meanwhile."""
    warehouse = house.open()
    with locked(house.folder):
        with pytest.raises(StoreBusy, match="synced already"):
            warehouse.sync()
        house.add()
        agrees(house, warehouse)
    assert warehouse.sync().anew
    agrees(house, warehouse)
    warehouse.close()


def test_a_day_of_many_turns_is_merged_into_pieces(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many turns one session has in one day, no file is merged beyond its size and no batch beyond its own."""
    for name, number in (("MOST_ROWS", 40), ("BUFFERED", 10)):
        monkeypatch.setattr(parts, name, number)
    monkeypatch.setattr(rows, "BATCH", 7)
    house.add_many(100)
    warehouse = house.open()
    warehouse.sync()
    assert max(pq.read_metadata(path).num_rows for path in house.files()) <= 40
    agrees(house, warehouse)
    warehouse.close()


class Stopped(BaseException):
    """Nothing catches it, so that whatever comes after does not happen."""


@dataclass(eq=False)
class Steps:
    """Counts what changes the disk: statements that write, and files written, renamed or removed, and folders made.

    The step at which `left` is 0 does not happen.
    """

    folder: str
    left: int = -1

    def __call__(self, *about: Any) -> None:
        """Before a statement."""
        if about[2].startswith(("UPDATE", "INSERT", "DELETE")):
            self._step()

    def audit(self, name: str, about: tuple[Any, ...]) -> None:
        """Before what the interpreter does."""
        changes = name in {"os.rename", "os.remove", "os.mkdir"} or (name == "open" and about[1] == "w")
        if changes and self.left >= 0 and self._below(about[0]):
            self._step()

    def _below(self, path: object) -> bool:
        return isinstance(path, str | Path) and str(path).startswith(self.folder)

    def _step(self) -> None:
        if self.left == 0:
            self.left = -1
            raise Stopped
        self.left -= self.left > 0


@pytest.fixture
def steps(house: House) -> Iterator[Steps]:
    """The steps of whatever is done to the house."""
    counted = Steps(str(house.folder))
    engine = house.store.database._reader
    event.listen(engine, "before_cursor_execute", counted)
    sys.addaudithook(counted.audit)
    yield counted
    counted.left = -1
    event.remove(engine, "before_cursor_execute", counted)


@pytest.mark.parametrize("anew", [True, False])
def test_stopped_before_any_step_nothing_is_lost_or_doubled(house: House, steps: Steps, *, anew: bool) -> None:
    """For every step of a first sync, and of later ones one upon the other: right at once, and after a whole one."""
    warehouse = house.open()
    house.add_many(2)
    if not anew:
        warehouse.sync()
    for place in itertools.count():
        if anew:
            shutil.rmtree(house.folder, ignore_errors=True)
        house.change(house.ids[0], score=place / 1_000)
        house.erase(house.ids[1])
        house.add(at=START + timedelta(days=place % 2))
        steps.left = place
        try:
            warehouse.sync()
            break
        except Stopped:
            right(house, warehouse)
    assert place >= 12
    assert not waiting(house)
    agrees(house, warehouse)
    warehouse.close()


# Killed once the manifest was replaced, before the database knows of it.
DIES = """
import os, signal, sys
from pathlib import Path
from store.database import Database
from store.warehouse import changes
from store.warehouse.verifying import Difference
from store.warehouse.warehouse import Warehouse
changes.settle = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
Warehouse(Database(sys.argv[1]), Path(sys.argv[2])).sync()
"""


def test_a_killed_sync_leaves_the_lock_and_a_state_that_counts(house: House) -> None:
    """The next process syncs at once, from the files of the one that was killed."""
    warehouse = house.open()
    warehouse.sync()
    house.add()
    url = house.store.database.url.render_as_string(hide_password=False)
    died = subprocess.run([sys.executable, "-c", DIES, url, str(house.folder)], cwd=ROOT, check=False)  # noqa: S603
    assert died.returncode == -signal.SIGKILL
    agrees(house, warehouse)
    done = warehouse.sync()
    assert (done.anew, done.learnt) == (False, 2)
    agrees(house, warehouse)
    warehouse.close()


def test_verifying_says_which_days_differ_and_how(house: House) -> None:
    """Rows, money and other values, on days that only one side has too; what waits in the queue is no difference."""
    house.add_many(3)
    house.add(at=START - timedelta(days=1))
    late = house.add(at=START + timedelta(days=1), cost=11)
    warehouse = house.open()
    assert not warehouse.verify().counts
    warehouse.sync()
    house.change(house.ids[0], score=0.75)
    house.erase(house.ids[1])
    found = warehouse.verify()
    assert (found.sound, found.damaged, found.differences) == (True, (), ())
    assert found.rows == 4 + 5
    warehouse.sync()
    house.change(house.ids[0], score=0.25)
    with house.store.database.write() as connection:
        connection.execute(usage.update().where(usage.c.interaction_id == late).values(cost_microdollars=None))
        connection.execute(usage.delete().where(usage.c.interaction_id == house.ids[2]))
        # As if nobody had told of it.
        connection.execute(warehouse_changes.delete())
    found = warehouse.verify()
    day = START.date()
    assert found.differences == (
        Difference("turns", day, (2, 0), (2, 0)),
        Difference("usage", day - timedelta(days=1), (1, 7), (0, 0)),
        Difference("usage", day + timedelta(days=1), (1, 11), (1, 0)),
    )
    harmed = house.files("sums")[0]
    cells = pq.read_table(harmed)
    pq.write_table(cells.set_column(cells.column_names.index("calls"), "calls", [[9] * len(cells)]), harmed)
    _told_anew(house, "sums")
    assert [one for one in warehouse.verify().differences if one.table == "sums"] == [
        Difference("sums", day - timedelta(days=1), (9, 7), (1, 7))
    ]
    _overwrite(house.files()[0])
    assert [one.startswith("turns/") for one in warehouse.verify().damaged] == [True]
    assert warehouse.sync(rebuild=True).anew
    assert warehouse.verify().sound
    warehouse.close()


def test_tables_are_exported_for_whom_they_belong_to(house: House, tmp_path: Path) -> None:
    """As Parquet with every value, as CSV without anything that a spreadsheet would compute; others get nothing."""
    house.add_many(3)
    with house.store.database.write() as connection:
        connection.execute(interactions.update().values(model="=1+1"))
    warehouse = house.open()
    warehouse.sync()
    house.add()
    owner = house.people.owner
    assert warehouse.export(owner, "turns", tmp_path / "out" / "turns.parquet") == 5
    written = pq.read_table(tmp_path / "out" / "turns.parquet").sort_by("id")
    assert written.equals(warehouse.read(owner, "SELECT * FROM turns ORDER BY id"))
    assert warehouse.export(owner, "turns", tmp_path / "turns.csv", form="csv") == 5
    with (tmp_path / "turns.csv").open(newline="") as told:
        assert {row["model"] for row in csv.DictReader(told)} == {"'=1+1", house.turn["model"]}
    assert warehouse.export(house.people.other, "turns", tmp_path / "none.parquet") == 0
    with pytest.raises(InvalidInput, match="no table"):
        warehouse.export(owner, "users", tmp_path / "users.parquet")
    with pytest.raises(InvalidInput, match="could not be written"):
        warehouse.export(owner, "turns", tmp_path / "turns.csv" / "below")
    assert not list(tmp_path.glob("**/*.new"))
    warehouse.close()


def test_files_of_several_owners_show_each_their_own(house: House) -> None:
    """Merged into one file, the rows of two people are still told apart, also behind a change to one of them."""
    store, other = house.store, house.people.other
    with store.database.write() as connection:
        connection.execute(interactions.update().values(created_at=START))
    warehouse = house.open()
    warehouse.sync()
    assert {one.owner for one in manifest_of(house).of("turns")} == {house.people.owner.user_id}
    theirs = house.add()
    with store.database.write() as connection:
        connection.execute(interactions.update().where(interactions.c.id == theirs).values(user_id=other.user_id))
    for act in (warehouse.sync, warehouse.compact, lambda: house.change(theirs, score=0.3)):
        act()
        for actor, wanted in ((house.people.owner, [house.turn["id"]]), (other, [theirs])):
            found = warehouse.read(actor, "SELECT id FROM turns").to_pylist()
            assert [one["id"] for one in found] == wanted
        assert len(warehouse.read(house.people.admin, "SELECT id FROM turns")) == 2
    assert "" in {one.owner for one in manifest_of(house).of("turns")}
    warehouse.close()


def test_an_answer_is_given_again_only_while_it_is_true(house: House) -> None:
    """The same question costs nothing as long as no row changed; another user's answer is never given."""
    warehouse = house.open()
    owner, other, query = (
        house.people.owner,
        house.people.other,
        "SELECT count(*) AS number FROM turns WHERE score < $most",
    )
    first = warehouse.read(owner, query, {"most": 2.0})
    assert warehouse.read(owner, query, {"most": 2.0}) is first
    assert warehouse.read(other, query, {"most": 2.0}).to_pylist() == [{"number": 0}]
    assert warehouse.read(owner, query, {"most": -1.0}).to_pylist() == [{"number": 0}]
    house.add()
    assert warehouse.read(owner, query, {"most": 2.0}).to_pylist() == [{"number": 1}]
    drawn = "SELECT random() AS number"
    assert warehouse.read(owner, drawn) != warehouse.read(owner, drawn)
    warehouse.close()


def test_so_much_that_nobody_would_wait_for_it_is_not_read_live(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first sync, and behind a queue that is too long, a question is refused with what to do."""
    monkeypatch.setattr(module, "MOST_LIVE", 8)
    warehouse = house.open()
    house.add_many(8)
    with pytest.raises(StoreBusy, match="catch up"):
        warehouse.read(house.people.owner, "SELECT 1")
    assert warehouse.standing().live == 9
    warehouse.sync()
    agrees(house, warehouse)
    house.add_many(8)
    with pytest.raises(StoreBusy, match="catch up"):
        warehouse.read(house.people.owner, "SELECT 1")
    warehouse.sync()
    standing = warehouse.standing()
    assert (standing.counts, standing.live, standing.waiting, standing.rows["turns"]) == (True, 0, 0, 17)
    warehouse.close()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "change", "erase", "move", "sync", "sync", "compact", "ask", "reopen", "harm"]),
        st.integers(0, 5),
        st.integers(-2, 2),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_order_of_events_gives_the_answers_of_the_database(house: House, acts: list[tuple[str, int, int]]) -> None:
    """Turns added, measured anew, moved in time and erased, files synced, merged and lost, in any order."""
    for one in list(house.ids):
        house.erase(one)
    shutil.rmtree(house.folder, ignore_errors=True)
    warehouse = house.open()
    for act, which, days in acts:
        at = START + timedelta(days=days)
        one = house.ids[which % len(house.ids)] if house.ids else house.add(at=at)
        happens: dict[str, Callable[[], object]] = {
            "add": lambda at=at: house.add(at=at),
            "change": lambda one=one, score=which / 10: house.change(one, score=score),
            "erase": lambda one=one: house.erase(one),
            "move": lambda one=one, at=at: house.move(one, at),
            "sync": warehouse.sync,
            "compact": warehouse.compact,
            "harm": lambda which=which: [
                path.unlink() for path in sorted(house.folder.glob("*/*/*.parquet"))[which : which + 1]
            ],
            "ask": lambda warehouse=warehouse: right(house, warehouse),
        }
        if act == "reopen":
            warehouse.close()
            warehouse = house.open()
        else:
            happens[act]()
    agrees(house, warehouse)
    warehouse.close()
