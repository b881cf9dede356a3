"""A sync that is stopped or killed, and two at once: nothing is lost or doubled."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

import store as room
from brain.errors import StoreBusy
from store.warehouse.syncing import locked

from .house import START, House, agrees, right, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator


ROOT = Path(room.__file__).parents[1]


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
