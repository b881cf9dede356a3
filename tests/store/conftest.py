"""Fixtures of the store's tests: the same store on SQLite and on PostgreSQL, and three people who use it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from brain.genome import Archetype, PersonaGenome, PersonaMetadata
from brain.state import PersonaState
from brain.turn import TurnResult
from store import LOCAL_USER_ID, Actor, open_store
from store.database import Database
from store.migrate import upgrade
from store.tables import interactions, metadata, readings, usage, users, warehouse_changes

from .house import House

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store import Store
    from store.values import Persona, Session

SERVER = "127.0.0.1:5432"


@dataclass(frozen=True)
class People:
    """Two members who own things, and an admin."""

    owner: Actor
    other: Actor
    admin: Actor


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of the loopback server, without a database; skips without one, but never in CI."""
    try:
        psycopg.connect(f"postgresql://postgres@{SERVER}/postgres", connect_timeout=3).close()
    except psycopg.OperationalError as error:
        reason = f"No PostgreSQL answers at {SERVER} as user postgres: {str(error).strip()}"
        if os.environ.get("CI") == "true":  # noqa: TID251
            pytest.fail(reason)
        pytest.skip(reason)
    return f"postgresql+psycopg://postgres@{SERVER}"


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """The address of a database of its own, without tables; dropped afterwards."""
    yield from _database(postgres_server)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """The address of a migrated database that the tests of this run share, one after the other."""
    for url in _database(postgres_server):
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, for tests to copy."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_path(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A migrated SQLite file of this test's own."""
    return Path(shutil.copy(migrated_sqlite, tmp_path / "store.db"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database with nobody in it but the local user: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    address: str = request.getfixturevalue("migrated_postgres")
    wipe(address)
    return address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    address: str = request.getfixturevalue("empty_postgres")
    return address


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """An open store, with a folder for the files of assets."""
    opened = open_store(url, media_path=tmp_path / "media")
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> People:
    """The people, known to the store."""
    return make_people(store)


@pytest.fixture
def genome() -> Callable[..., PersonaGenome]:
    """Makes a small genome."""
    return make_genome


@pytest.fixture
def persona(store: Store, people: People) -> Persona:
    """A private persona of the owner's."""
    return store.personas.create(people.owner, make_genome("Ada"), message="first")


@pytest.fixture
def session(store: Store, people: People, persona: Persona) -> Session:
    """A conversation of the owner's with it."""
    return store.conversations.start(
        people.owner, persona_id=persona.card.id, model="understudy", seed=7, state=PersonaState()
    )


def make_people(store: Store) -> People:
    """Add two members; the admin needs no row to be one."""
    admin = Actor(LOCAL_USER_ID, "admin")
    owner = store.users.add(admin, name="Olga", email="olga@example.org")
    other = store.users.add(admin, name="Otto")
    return People(Actor(owner.id), Actor(other.id), admin)


def make_genome(name: str, *, tagline: str = "", archetype: str = "sage") -> PersonaGenome:
    """A genome with its slug made from the name."""
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())
    return PersonaGenome(
        metadata=PersonaMetadata(
            name=name, slug=slug or "x", tagline=tagline, archetype=Archetype(archetype), domains=("physics",)
        )
    )


def wipe(url: str) -> None:
    """Empty every table but for the local user."""
    database = Database(url)
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            everything = table.delete()
            connection.execute(everything if table is not users else everything.where(users.c.id != LOCAL_USER_ID))
        # The triggers of the others have filled it again.
        connection.execute(warehouse_changes.delete())
    database.close()


def _database(server: str) -> Iterator[str]:
    name = f"personaforge_test_{uuid4().hex[:12]}"
    with psycopg.connect(f"postgresql://postgres@{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        # These tests kill clients, never the server: they need not wait for its disk.
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())
    yield f"{server}/{name}"
    with psycopg.connect(f"postgresql://postgres@{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


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
