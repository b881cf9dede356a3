"""What is taken out of the warehouse: tables as files, and to each who asks their own, while it is true."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from brain.errors import InvalidInput, StoreBusy
from store.tables import interactions
from store.warehouse import warehouse as module

from .house import START, House, agrees, manifest_of

if TYPE_CHECKING:
    from pathlib import Path


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
