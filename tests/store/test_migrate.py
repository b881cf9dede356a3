"""Migrations build exactly the tables of the code, all at once, on both databases."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy import text as sql

from brain.drift.reading import DriftReading, SignalReading
from brain.errors import StoreError
from store import LOCAL_ACTOR, migrate, open_store, signals
from store.database import Database
from store.tables import metadata, readings
from store.tables.words import is_index


def _schema(database: Database) -> dict[str, Any]:
    with database.read() as connection:
        found = inspect(connection)
        return {
            name: {
                "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
                "checks": sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(name)),
                "foreign": sorted((f["name"], f["referred_table"]) for f in found.get_foreign_keys(name)),
                "unique": sorted(u["name"] for u in found.get_unique_constraints(name)),
                "indices": sorted((i["name"], tuple(i["column_names"])) for i in found.get_indexes(name)),
            }
            for name in found.get_table_names()
            if name != "alembic_version" and not is_index(name)
        }


def test_up_down_up(empty_url: str) -> None:
    """An empty database can be upgraded, downgraded to nothing, and upgraded again."""
    assert migrate.current(empty_url) is None
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.HEAD
    migrate.downgrade(empty_url)
    assert migrate.current(empty_url) is None
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.HEAD


def test_migrated_schema_is_that_of_the_tables(empty_url: str) -> None:
    """Alembic finds nothing to change, and names, types, checks, keys and indices agree with the tables."""
    migrate.upgrade(empty_url)
    database = Database(empty_url)
    with database.read() as connection:
        options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or not is_index(name)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    migrated = _schema(database)
    migrate.downgrade(empty_url)
    with database.write() as connection:
        metadata.create_all(connection)
    assert _schema(database) == migrated
    database.close()


def test_head_is_the_newest_revision() -> None:
    """The revision the code asks for is the newest one there is."""
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


def test_a_failed_migration_leaves_nothing_behind(empty_url: str, tmp_path: Path) -> None:
    """A migration that fails half-way is taken back whole, and succeeds once its obstacle is gone."""
    (tmp_path / "empty.db").touch()
    database = Database(empty_url)
    with database.write() as connection:
        connection.execute(sql("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(StoreError):
        migrate.upgrade(empty_url)
    assert set(_schema(database)) == {"outbox"}
    with database.write() as connection:
        connection.execute(sql("DROP TABLE outbox"))
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.HEAD
    database.close()


def test_two_at_once_take_turns(empty_url: str) -> None:
    """Threads that migrate the same database at once all succeed."""
    problems: list[BaseException] = []

    def up() -> None:
        try:
            migrate.upgrade(empty_url)
        except StoreError as error:
            problems.append(error)

    threads = [threading.Thread(target=up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert migrate.current(empty_url) == migrate.HEAD


def test_a_newer_database_is_refused(url: str) -> None:
    """A database of a newer program is neither opened nor migrated."""
    database = Database(url)
    with database.write() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    for wanted in (True, False):
        with pytest.raises(StoreError, match="newer PersonaForge"):
            open_store(url, migrate=wanted)
    with database.write() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = :head"), {"head": migrate.HEAD})
    database.close()


def test_the_local_user_is_there_from_the_start(url: str) -> None:
    """A studio without accounts has its one user as soon as it has tables."""
    store = open_store(url)
    assert store.users.get(LOCAL_ACTOR, LOCAL_ACTOR.user_id).time_zone == "UTC"
    store.close()


def _fill(url: str) -> None:
    database = Database(url)
    values = {"'T'": "'2026-01-01T00:00:00.000000+00:00'", "'U'": f"'{LOCAL_ACTOR.user_id}'"}
    filled = (
        (Path(__file__).parent / "filled_0001.sql")
        .read_text()
        .partition("\n")[2]
        .replace("NO", "0" if database.is_sqlite else "false")
    )
    for name, value in values.items():
        filled = filled.replace(name, value)
    with database.write() as connection:
        for statement in filled.strip().split(";\n"):
            connection.exec_driver_sql(statement.rstrip(";"))
    database.close()


def test_a_filled_database_of_the_first_tables_is_upgraded(empty_url: str) -> None:
    """Memories keep their status under its new name, and everything that was there before can be searched by words."""
    migrate.upgrade(empty_url, revision="0001")
    _fill(empty_url)
    migrate.upgrade(empty_url)
    store = open_store(empty_url)
    status = {one: store.memories.get(LOCAL_ACTOR, one).status for one in ("new", "old", "gone")}
    assert status == {"new": "current", "old": "superseded", "gone": "forgotten"}
    assert store.memories.get(LOCAL_ACTOR, "old").recall_count == 3
    found = store.search.find(LOCAL_ACTOR, "p", "Bergen Oslo zither Vienna tea")
    assert {hit.source_id for hit in found["memory"]} == {"new"}
    assert {hit.source_id for hit in found["turn"]} == {"i1", "i2"}
    windows = store.search.find(LOCAL_ACTOR, "p", "zither")["window"]
    assert {hit.source_id for hit in windows} == {"i1", "i2"}
    assert store.vectors.waiting() == 1
    store.close()


def test_a_downgrade_recalls_nothing_that_was_superseded(empty_url: str) -> None:
    """Back on the first tables, which know no history, what was superseded or forgotten counts as deleted."""
    migrate.upgrade(empty_url, revision="0001")
    _fill(empty_url)
    migrate.upgrade(empty_url)
    migrate.downgrade(empty_url, revision="0001")
    database = Database(empty_url)
    with database.read() as connection:
        live = connection.execute(sql("SELECT id FROM memories WHERE deleted_at IS NULL")).scalars().all()
    database.close()
    assert live == ["new"]


def test_what_a_judge_said_moves_into_its_own_column_and_back(empty_url: str) -> None:
    """An old reading that was judged is the same value after the upgrade, and the same object after a downgrade."""
    migrate.upgrade(empty_url, revision="0001")
    _fill(empty_url)
    signals = [{"name": "warmth", "value": 0.1, "unit": "per 100 words"}]
    judged = {"verdict": "drifting", "severity": "minor", "score": 0.25, "reason": "caf\u00e9", "source": "judge"}
    kept = {"plain": json.dumps(signals), "judged": json.dumps({"signals": signals, "judged": judged})}
    database = Database(empty_url)
    with database.write() as connection:
        for turn, which in (("i1", "plain"), ("i2", "judged")):
            connection.execute(_READ, {"turn": turn, "signals": kept[which], "alarm": False})
    migrate.upgrade(empty_url)
    store = open_store(empty_url)
    plain, read = store.conversations.turns(LOCAL_ACTOR, "s")
    assert plain.judged is None
    assert plain.drift.signals == read.drift.signals == (SignalReading(**signals[0]),)
    assert read.judged == DriftReading.model_validate(judged)
    store.close()
    migrate.downgrade(empty_url, revision="0004")
    with database.read() as connection:
        found = connection.execute(sql("SELECT signals FROM readings ORDER BY interaction_id")).scalars().all()
    database.close()
    assert [json.loads(one) for one in found] == [json.loads(one) for one in kept.values()]


def test_shared_signals_come_back_to_each_reading(empty_url: str) -> None:
    """A reading that shares its signals has them as its own after a downgrade; one of its own keeps them."""
    migrate.upgrade(empty_url, revision="0001")
    _fill(empty_url)
    database = Database(empty_url)
    with database.write() as connection:
        for turn in ("i1", "i2"):
            connection.execute(_READ, {"turn": turn, "signals": "[]", "alarm": False})
    migrate.upgrade(empty_url)
    with database.write() as connection:
        (shared,) = signals.share(connection, ['[{"name": "warmth"}]'])
        assert signals.share(connection, ['[{"name": "warmth"}]'] * 2) == [shared, shared]
        connection.execute(readings.update().where(readings.c.interaction_id == "i2").values(shared_signals=shared))
        signals.sweep(connection)
    store = open_store(empty_url)
    assert [len(turn.drift.signals) for turn in store.conversations.turns(LOCAL_ACTOR, "s")] == [0, 1]
    store.close()
    migrate.downgrade(empty_url, revision="0017")
    with database.read() as connection:
        found = connection.execute(sql("SELECT signals FROM readings ORDER BY interaction_id")).scalars().all()
    database.close()
    assert found == ["[]", '[{"name": "warmth"}]']


_READ = sql(
    "INSERT INTO readings (interaction_id, verdict, severity, interval, signals, change_statistic, change_threshold, "
    "change_alarm, reason, source, calibration) "
    "VALUES (:turn, 'cannot tell', 'none', '', :signals, 0, 0, :alarm, '', 'local', '')"
)
