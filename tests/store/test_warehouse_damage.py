"""Files of the warehouse that are damaged, of another layout or of another database: the answers stay true."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from brain.errors import Conflict
from store.tables import usage, warehouse_changes
from store.warehouse import manifest
from store.warehouse.verifying import Difference
from store.warehouse.warehouse import Warehouse

from .house import START, House, agrees, manifest_of, right

if TYPE_CHECKING:
    from collections.abc import Callable


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
