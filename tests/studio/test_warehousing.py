"""The warehouse is synced when it is due, by a process of its own, and looked after from the command line."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from store.warehouse.syncing import locked
from studio import warehousing
from studio.lab import Lab
from studio.warehousing import Warehousing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from studio.wiring import Services


def test_it_syncs_in_the_background_once_enough_waits(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn alone does not make it due; so many do, and afterwards nothing waits."""
    syncing = Warehousing(store=services.store, settings=services.settings, interval=0.05)
    Lab(services).talk("albert-einstein").say("Hello")
    assert not syncing.due()
    monkeypatch.setattr(warehousing, "MANY", 1)
    assert syncing.due()
    syncing.start()
    syncing.start()
    deadline = time.monotonic() + 60
    while not services.store.warehouse.standing().counts:
        assert time.monotonic() < deadline, "nobody synced"
        time.sleep(0.05)
    syncing.stop()
    standing = services.store.warehouse.standing()
    assert (standing.counts, standing.rows["turns"]) == (True, 1)


def test_few_changes_are_synced_after_a_while(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for long is due however little it is."""
    syncing = Warehousing(store=services.store, settings=services.settings)
    Lab(services).talk("albert-einstein").say("Hello")
    assert not syncing.due()
    monkeypatch.setattr(warehousing, "LONG", 0.0)
    assert syncing.due()


def test_another_that_syncs_is_no_harm(services: Services) -> None:
    """The process says that the warehouse is being synced already, and no address with a password is its argument."""
    syncing = Warehousing(store=services.store, settings=services.settings)
    with locked(services.settings.warehouse_path):
        assert "synced already" in syncing.sync()["error"]


def test_the_command_line_looks_after_it(run: Callable[..., tuple[int, str]], services: Services, folder: Path) -> None:
    """Status, sync, verify, compact and export say what they did; what is damaged is found and mended."""
    Lab(services).talk("albert-einstein").say("Hello")
    assert "no files that count" in run("warehouse", "status")[1]
    assert run("warehouse", "verify")[0] == 1
    assert "Made anew." in run("warehouse", "sync")[1]
    assert "0 changes learnt. 2 rows in 3 files" in run("warehouse", "sync")[1]
    assert "Sound." in run("warehouse", "verify")[1]
    (path,) = (folder / "warehouse" / "turns").glob("*/*.parquet")
    path.write_bytes(path.read_bytes()[:-9])
    code, told = run("warehouse", "verify")
    assert (code, "Damaged: turns/" in told) == (1, True)
    assert "1 files are damaged" in run("warehouse", "status")[1]
    assert "1 files repaired" in run("warehouse", "compact")[1]
    assert "1 turns" in run("warehouse", "status")[1]
    code, told = run("warehouse", "export", "--to", str(folder / "out"), "--format", "csv", "--table", "turns")
    assert (code, told) == (0, f"1 rows written to {folder / 'out' / 'turns.csv'}\n")
    assert run("warehouse", "export", "--format", "xlsx")[0] == 1
