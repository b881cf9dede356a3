"""Databases that fail: each failure has its error and its next step, and what was written before is intact."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from brain.errors import (
    Conflict,
    InvalidInput,
    PersonaForgeError,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
)
from brain.state import PersonaState
from brain.turn import TurnResult
from store import LOCAL_ACTOR, faults, open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from brain.genome import PersonaGenome
    from store import Store
    from store.values import Persona

    Made = Callable[..., PersonaGenome]


@pytest.fixture
def filled(sqlite_path: Path, genome: Made) -> Path:
    """A file with a hundred personas, closed."""
    store = open_store(f"sqlite:///{sqlite_path}")
    for number in range(100):
        store.personas.create(LOCAL_ACTOR, genome(f"P{number}"), message="")
    store.close()
    return sqlite_path


def names(store: Store) -> list[str]:
    """Every persona there is."""
    return [card.name for card in store.catalogue.list(LOCAL_ACTOR, limit=200).items]


@pytest.mark.parametrize("migrate", [False, True])
def test_a_file_that_is_no_database(sqlite_path: Path, *, migrate: bool) -> None:
    """Garbage is named as damage, and not touched."""
    garbage = b"\xa5not a database\n" * 1_000
    sqlite_path.write_bytes(garbage)
    with pytest.raises(StoreCorrupt) as caught:
        open_store(f"sqlite:///{sqlite_path}", migrate=migrate)
    assert caught.value.next_step
    assert sqlite_path.read_bytes() == garbage


def test_a_file_that_was_cut_short(filled: Path) -> None:
    """A truncated file is named as damaged at once; put back, everything is there."""
    kept = filled.read_bytes()
    filled.write_bytes(kept[: len(kept) // 2])
    with pytest.raises(StoreCorrupt):
        open_store(f"sqlite:///{filled}")
    filled.write_bytes(kept)
    store = open_store(f"sqlite:///{filled}")
    assert len(names(store)) == 100
    store.check()
    store.close()


def test_a_damaged_page(filled: Path) -> None:
    """Damage in the middle is found by the check, and by whoever reads there; never a wrong answer."""
    kept = filled.read_bytes()
    half = len(kept) // 2 // 4_096 * 4_096
    filled.write_bytes(kept[:half] + b"\xa5" * 40_960 + kept[half + 40_960 :])
    store = open_store(f"sqlite:///{filled}")
    with pytest.raises(StoreCorrupt):
        store.check()
    store.close()


def test_a_locked_database(filled: Path, genome: Made) -> None:
    """While somebody else writes, writing gives up after its time and reading goes on; then all is well."""
    store = open_store(f"sqlite:///{filled}", busy_seconds=0.05)
    other = sqlite3.connect(filled, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy) as caught:
        store.personas.create(LOCAL_ACTOR, genome("New"), message="")
    assert "again" in caught.value.next_step
    assert len(names(store)) == 100
    other.execute("ROLLBACK")
    other.close()
    store.personas.create(LOCAL_ACTOR, genome("New"), message="")
    assert len(names(store)) == 101
    store.close()


def test_a_full_disk(filled: Path, genome: Made) -> None:
    """A turn that no longer fits is not half kept: its draft stays, and with space again it can be finished."""
    store = open_store(f"sqlite:///{filled}")
    persona: Persona = store.personas.create(LOCAL_ACTOR, genome("Ada"), message="")
    session = store.conversations.start(
        LOCAL_ACTOR, persona_id=persona.card.id, model="m", seed=0, state=PersonaState()
    )
    draft = store.conversations.begin(LOCAL_ACTOR, session.id, "hello")
    store.conversations.grow(draft, "Good")
    limit_pages(store, "page_count")
    long = TurnResult(index=1, user_text="hello", reply="word " * 20_000)
    with pytest.raises(StoreFull) as caught:
        store.conversations.finish(LOCAL_ACTOR, draft, long)
    assert "space" in caught.value.next_step
    with pytest.raises(StoreFull):
        store.conversations.grow(draft, "word " * 20_000)
    assert store.conversations.draft(LOCAL_ACTOR, session.id) == (draft, "Good")
    assert store.conversations.turns(LOCAL_ACTOR, session.id) == ()
    assert len(names(store)) == 101
    store.check()
    limit_pages(store, "1000000")
    turn = store.conversations.finish(LOCAL_ACTOR, draft, long)
    assert store.conversations.turns(LOCAL_ACTOR, session.id) == (turn,)
    store.close()


def limit_pages(store: Store, most: str) -> None:
    """Let the file grow to so many pages; SQLite then answers as it does when the disk is full."""
    with store.database.write() as connection:
        if most == "page_count":
            most = str(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count = {int(most)}")
    # The limit is a connection's own, and the words of a reply have theirs.
    store.database.put(f"PRAGMA max_page_count = {int(most)}", {})


def test_a_file_that_may_only_be_read(filled: Path, genome: Made) -> None:
    """Reading works; writing says what to do, and harms nothing."""
    store = open_store(f"sqlite:///file:{filled}?mode=ro&uri=true")
    assert len(names(store)) == 100
    with pytest.raises(StoreError, match="only be read"):
        store.personas.create(LOCAL_ACTOR, genome("New"), message="")
    store.close()
    store = open_store(f"sqlite:///{filled}")
    store.personas.create(LOCAL_ACTOR, genome("New"), message="")
    assert len(names(store)) == 101
    store.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="could not be made"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'store.db'}", migrate=True)


@pytest.mark.postgres
def test_a_locked_row_on_postgres(migrated_postgres: str, genome: Made) -> None:
    """Waiting for somebody else's row gives up after its time; then all is well."""
    store = open_store(migrated_postgres, busy_seconds=0.1)
    slug = "locked"
    made = genome("Locked")
    persona = store.personas.create(LOCAL_ACTOR, made, message="")
    address = migrated_postgres.replace("+psycopg", "")
    with psycopg.connect(address) as other:
        other.execute("SELECT 1 FROM personas WHERE id = %s FOR UPDATE", [persona.card.id])
        with pytest.raises(StoreBusy):
            store.personas.publish(LOCAL_ACTOR, persona.card.id, public=True)
    assert store.personas.publish(LOCAL_ACTOR, persona.card.id, public=True).is_public
    assert store.personas.by_slug(LOCAL_ACTOR, slug).card.is_public
    store.close()


@pytest.mark.postgres
def test_a_dropped_connection_is_renewed(migrated_postgres: str) -> None:
    """When the server has cut every connection, the next call works again, and drafts still have their owner."""
    store = open_store(migrated_postgres)
    owner_id = store.owner.hold()
    address = migrated_postgres.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    deadline = time.monotonic() + 10
    while store.owner.alive(owner_id) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not store.owner.alive(owner_id)
    assert store.owner.hold() == owner_id
    assert store.owner.alive(owner_id)
    store.check()
    store.close()


def test_a_server_that_does_not_answer() -> None:
    """An error with its next step, and without the password."""
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://me:sesame@127.0.0.1:1/none")
    assert "reached" in str(caught.value)
    assert caught.value.next_step
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (psycopg.errors.DiskFull(), StoreFull),
        (psycopg.errors.DataCorrupted(), StoreCorrupt),
        (psycopg.errors.LockNotAvailable(), StoreBusy),
        (psycopg.errors.DeadlockDetected(), StoreBusy),
        (psycopg.errors.ReadOnlySqlTransaction(), StoreError),
        (psycopg.errors.UndefinedTable(), StoreError),
        (psycopg.errors.UniqueViolation("Key (email)=(sesame) exists"), Conflict),
        (psycopg.errors.NumericValueOutOfRange(), InvalidInput),
        (psycopg.errors.InvalidPassword("password sesame"), StoreError),
        (psycopg.errors.AdminShutdown(), StoreError),
        (psycopg.errors.SyntaxError("near 'sesame'"), StoreError),
    ],
)
def test_what_postgres_says_is_translated(origin: psycopg.Error, expected: type[PersonaForgeError]) -> None:
    """Each kind of failure by its SQLSTATE, without a word of what was stored."""
    error = faults.translate(DBAPIError("SELECT 'sesame'", {}, origin), "postgresql://db")
    assert type(error) is expected
    assert "sesame" not in str(error)
    assert error.next_step


def test_a_search_that_takes_too_long_is_broken_off(url: str) -> None:
    """On both databases a hasty reader gets StoreBusy when its time is up, and the next one is not hurried."""
    store = open_store(url)
    endless = sql("WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n")
    finite = sql(str(endless).replace("FROM n)", "FROM n WHERE x < 99999)"))
    with pytest.raises(StoreBusy, match="took longer than it may"), store.database.hasty_read(0.02) as connection:
        connection.execute(endless)
    with store.database.read() as connection:
        assert connection.execute(finite).scalar_one() == 99_999
    store.close()
