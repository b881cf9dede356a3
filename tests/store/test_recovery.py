"""What was shown is never lost: processes are killed, and the next one finds what they left."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import store as room
from brain.turn import TurnResult, TurnStatus
from store import open_store

if TYPE_CHECKING:
    from store import Store
    from store.values import Session

    from .conftest import People

ROOT = Path(room.__file__).parents[1]

GROWS = """
import sys, time
from store import Actor, open_store
url, user, session, shown = sys.argv[1:]
store = open_store(url)
draft = store.conversations.begin(Actor(user), session, "What is light?")
if shown:
    store.conversations.grow(draft, shown[:3])
    store.conversations.grow(draft, shown)
print("ready", flush=True)
time.sleep(60)
"""

# Forks for each statement of a turn a child that is killed just before it, so that the imports are paid for once.
DIES_AT_EACH_STATEMENT = """
import os, signal, sys
from brain.memory.memory import NewMemory
from brain.turn import TurnResult
from store import Actor, open_store
url, user, *sessions = sys.argv[1:]
for place, session in enumerate(sessions):
    child = os.fork()
    if child == 0:
        store = open_store(url)
        draft = store.conversations.begin(Actor(user), session, "What is light?")
        store.conversations.grow(draft, "Light is")
        left = place

        def count(frame, event, called):
            # sqlite3 is a module in C; of psycopg what a connection hands on to its cursor counts once.
            global left
            path, name = frame.f_code.co_filename, frame.f_code.co_name
            drives = event == "call" and "psycopg" in path and (path.endswith("cursor.py") or name == "commit")
            name = name if drives else getattr(called, "__name__", "") if event == "c_call" else ""
            if name in {"execute", "executemany", "commit"}:
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        sys.setprofile(count)
        result = TurnResult(index=1, user_text="What is light?", reply="Light is both.")
        store.conversations.finish(Actor(user), draft, result, new_memories=[NewMemory(content="asks")])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else "done", flush=True)
"""


def address(store: Store) -> str:
    """The address of an open store."""
    return store.database.url.render_as_string(hide_password=False)


def spawn(script: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python process that runs one of the scripts above."""
    return subprocess.Popen(  # noqa: S603 (our own script)
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def recovered(store: Store, number: int) -> tuple[TurnResult, ...]:
    """What recovery finds of processes that died; a busy server takes a moment to notice that they are gone."""
    found, end = store.conversations.recover(), time.monotonic() + 30.0
    while len(found) < number and time.monotonic() < end:
        time.sleep(0.02)
        found += store.conversations.recover()
    return found


@pytest.mark.parametrize("shown", ["Light is a wave, and also", ""])
def test_what_a_killed_process_showed_is_recovered(store: Store, people: People, session: Session, shown: str) -> None:
    """A living process keeps its draft; a killed one leaves an interrupted turn with exactly what it showed."""
    process = spawn(GROWS, address(store), people.owner.user_id, session.id, shown)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    assert store.conversations.recover() == ()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert store.conversations.recover(people.other) == ()
    (turn,) = recovered(store, 1)
    assert (turn.user_text, turn.reply, turn.index) == ("What is light?", shown, 1)
    assert turn.status is TurnStatus.INTERRUPTED
    assert "stopped" in turn.problem
    assert store.conversations.turns(people.owner, session.id) == (turn,)
    assert store.conversations.recover() == ()
    assert store.conversations.begin(people.owner, session.id, "And now?").index == 2


def test_killed_before_any_statement_a_turn_is_whole_or_a_draft(store: Store, people: People, session: Session) -> None:
    """Killed before the n-th statement of finishing, for every n: either all of it is kept, or what was shown."""
    sessions = [session.id] + [store.conversations.fork(people.owner, session.id, before_turn=1).id for _ in range(24)]
    process = spawn(DIES_AT_EACH_STATEMENT, address(store), people.owner.user_id, *sessions)
    out, _ = process.communicate(timeout=120)
    outcomes = out.split()
    assert outcomes.count("killed") >= 8
    assert outcomes[-1] == "done", "More sessions are needed to reach the end of the transaction."
    back = {turn.session_id for turn in recovered(store, outcomes.count("killed"))}
    assert back == {one for one, outcome in zip(sessions, outcomes, strict=True) if outcome == "killed"}
    for one, outcome in zip(sessions, outcomes, strict=True):
        (turn,) = store.conversations.turns(people.owner, one)
        expected = ("Light is", "interrupted") if outcome == "killed" else ("Light is both.", "complete")
        assert (turn.reply, turn.status) == expected
        assert store.usage.total(people.owner, session_id=one).calls == 1
        assert store.conversations.get(people.owner, one).turn_count == 1
    store.check()


def test_the_next_turn_recovers_by_itself(store: Store, people: People, session: Session) -> None:
    """Whoever goes on with a conversation that a dead process left finds its words as the turn before."""
    gone = open_store(address(store))
    draft = gone.conversations.begin(people.owner, session.id, "one")
    gone.conversations.grow(draft, "shown")
    gone.close()
    assert store.conversations.begin(people.owner, session.id, "two").index == 2
    (turn,) = store.conversations.turns(people.owner, session.id)
    assert (turn.reply, turn.status) == ("shown", TurnStatus.INTERRUPTED)


def test_another_living_store_is_left_alone(store: Store, people: People, session: Session) -> None:
    """Two processes on one database do not take each other's drafts."""
    living = open_store(address(store))
    draft = living.conversations.begin(people.owner, session.id, "one")
    assert store.conversations.recover() == ()
    living.conversations.finish(people.owner, draft, TurnResult(index=1, user_text="one", reply="done"))
    living.close()
    assert store.conversations.last(people.owner, session.id, 1)[0].reply == "done"


def test_an_owner_that_never_was_counts_as_gone(store: Store) -> None:
    """An id that no process holds, and one that is no id at all."""
    assert not store.owner.alive("0b7ad3d8-0a4e-4a0c-8f0c-0d2c57b1f0aa")
    assert store.owner.alive(store.owner.hold())


def test_the_locks_of_the_dead_are_swept(sqlite_path: Path) -> None:
    """A process that begins its first turn takes away what dead ones left, and nothing of the living."""
    living, newcomer = (open_store(f"sqlite:///{sqlite_path}") for _ in range(2))
    held = living.owner.hold()
    locks = sqlite_path.parent / "locks"
    (locks / "5a0e6f4e-3a3c-4a52-9b07-0a6a4f2f7c11.lock").touch()
    (locks / "migrate.lock").touch()
    mine = newcomer.owner.hold()
    assert {path.stem for path in locks.iterdir()} == {held, mine, "migrate"}
    assert newcomer.owner.alive(held)
    living.close()
    newcomer.close()
    assert [path.stem for path in locks.iterdir()] == ["migrate"]
