"""Opening a store: which addresses work, what is made, and how a file is kept."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text as sql

from brain.errors import InvalidInput, StoreError
from store import LOCAL_ACTOR, open_store
from store.database import Database
from store.tables import metadata
from store.tables.words import is_index

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_file_is_not_made_unasked(tmp_path: Path) -> None:
    """Without `migrate` a file that is not there is an error that names the next step, and is not made."""
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{tmp_path / 'none.db'}")
    assert "migrate" in caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_refused(empty_url: str, tmp_path: Path) -> None:
    """A database without tables is not ready."""
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="not ready"):
        open_store(empty_url)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """The database, its log and the locks beside it cannot be read by anybody else."""
    path = tmp_path / "made" / "store.db"
    store = open_store(f"sqlite:///{path}", migrate=True)
    store.users.change(LOCAL_ACTOR, LOCAL_ACTOR.user_id, name="Me")
    for one in (path, *path.parent.glob("store.db-*"), path.parent, path.parent / "locks"):
        assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0, one
    store.close()


def test_a_file_that_others_could_read_is_closed_to_them(sqlite_path: Path) -> None:
    """An older file with wider rights is narrowed when it is migrated."""
    Database(f"sqlite:///{sqlite_path}").close()
    sqlite_path.chmod(0o644)
    open_store(f"sqlite:///{sqlite_path}", migrate=True).close()
    assert stat.S_IMODE(sqlite_path.stat().st_mode) == 0o600


def test_sqlite_runs_as_it_should(sqlite_path: Path) -> None:
    """WAL, foreign keys, synchronous NORMAL, STRICT tables."""
    database = Database(f"sqlite:///{sqlite_path}")
    with database.read() as connection:
        pragmas = {
            name: connection.execute(sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
        tables = connection.execute(sql("PRAGMA table_list")).all()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}
    ours = [row for row in tables if not row.name.startswith(("sqlite_", "alembic_")) and not is_index(row.name)]
    assert len(ours) == len(metadata.tables)
    assert all(row.strict for row in ours)
    database.close()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://root:sesame@host/db", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"]
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    """An address of another kind, or of a database in memory, is refused, and no password is repeated."""
    with pytest.raises(InvalidInput) as caught:
        open_store(url)
    assert "sesame" not in str(caught.value)


def test_a_sound_database_passes_its_check(url: str) -> None:
    """A database that was just made is sound."""
    store = open_store(url)
    store.check()
    store.close()
