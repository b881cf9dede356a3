"""Files of the warehouse beside the live tail: whatever happens between, an answer is that of the database."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.run_values import RunSubject
from store.turn_ratings import TurnRating
from store.values import Session
from store.warehouse import parts, rows

from .house import START, House, agrees, right, waiting
from .made_runs import new_outcome, new_run

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from store.values import Persona


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
