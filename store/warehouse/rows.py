"""Rows of the database that the warehouse copies, as Arrow tables of raw columns. Knows no file and no JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from sqlalchemy import func, select, true

from store.signals import OWN, SHARING, SIGNALS
from store.tables import interactions, personas, readings, runs, scores, sessions, turn_ratings, usage, users, versions
from store.warehouse.columns import PERSONAS, TABLES, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select, Table

    from store.actor import Actor
    from store.database import Database

BATCH: Final = 4_000
"""Rows read at once: a turn with its signals is some 6 KB."""

DOCUMENTS: Final = ("user_emotion", "persona_emotion", "state", "signals", "judged", "instruction")
"""The columns of a turn that are JSON."""

_DERIVED: Final = frozenset(
    {*DOCUMENTS, "version_id", "copied", "user_characters", "reply_characters", "thumb", "stars", "day"}
)
_PLAIN: Final = (
    *(column for column in interactions.c if column.name in TABLES["turns"].names and column.name not in _DERIVED),
    *(column for column in readings.c if column.name in TABLES["turns"].names and column.name not in _DERIVED),
)
_TURNS: Final = (
    select(
        *_PLAIN,
        *(column for column in (*interactions.c, *OWN) if column.name in DOCUMENTS),
        SIGNALS,
        sessions.c.version_id,
        turn_ratings.c.thumb,
        turn_ratings.c.stars,
        interactions.c.copied_from.is_not(None).label("copied"),
        func.length(interactions.c.user_message).label("user_characters"),
        func.length(interactions.c.persona_response).label("reply_characters"),
    )
    .join(readings, readings.c.interaction_id == interactions.c.id)
    .outerjoin(*SHARING)
    .join(sessions, sessions.c.id == interactions.c.session_id)
    # An admin may have rated it too; a turn has the word of whose conversation it is.
    .outerjoin(
        turn_ratings,
        (turn_ratings.c.interaction_id == interactions.c.id) & (turn_ratings.c.user_id == interactions.c.user_id),
    )
)
_USAGE: Final = select(
    *(column for column in usage.c if column.name in TABLES["usage"].names), sessions.c.version_id, sessions.c.mode
).outerjoin(sessions, sessions.c.id == usage.c.session_id)
_RUNS: Final = select(*(column for column in runs.c if column.name in TABLES["runs"].names)).where(
    runs.c.deleted_at.is_(None)
)
_SCORES: Final = (
    select(*(column for column in scores.c if column.name in TABLES["scores"].names), runs.c.created_at.label("at"))
    .join(runs, runs.c.id == scores.c.run_id)
    .where(runs.c.deleted_at.is_(None))
)
_PERSONAS: Final = select(personas.c.id, personas.c.slug, personas.c.name, personas.c.is_demo)
_VERSIONS: Final = select(
    versions.c.id, versions.c.persona_id, versions.c.number, versions.c.message, versions.c.created_at
)

QUERIES: Final[Mapping[str, Select[Any]]] = {"turns": _TURNS, "usage": _USAGE, "runs": _RUNS, "scores": _SCORES}
"""What is read for each table of the warehouse."""

_KEYS: Final[Mapping[str, ColumnElement[str]]] = {
    "turns": interactions.c.id, "usage": usage.c.id, "runs": runs.c.id, "scores": scores.c.run_id
}  # fmt: skip
_TIMED: Final[Mapping[str, Table]] = {"turns": interactions, "usage": usage, "runs": runs, "scores": runs}
"""By whose owner and `created_at` rows are found: an index of each leads there."""

_MOMENT: Final = TABLES["turns"].field("created_at").type
_RAW: Final[Mapping[str, Mapping[str, pa.DataType]]] = {
    name: {
        column.name: pa.string()
        if name == "turns" and column.name in DOCUMENTS
        else _MOMENT
        if column.name == "at"
        else TABLES[name].field(column.name).type
        for column in query.selected_columns
    }
    for name, query in QUERIES.items()
}


def all_of(connection: Connection, name: str) -> Iterator[pa.Table]:
    """Every row of a table."""
    for part in connection.execute(QUERIES[name].execution_options(yield_per=BATCH)).partitions():
        yield _raw(name, part)


def by_key(connection: Connection, name: str, keys: Sequence[str]) -> Iterator[pa.Table]:
    """The rows of some keys; a key without a row gives none."""
    for start in range(0, len(keys), BATCH):
        query = QUERIES[name].where(_KEYS[name].in_(keys[start : start + BATCH]))
        for part in connection.execute(query.execution_options(yield_per=BATCH)).partitions():
            yield _raw(name, part)


def keys_between(database: Database, name: str, since: datetime, until: datetime) -> Iterator[list[str]]:
    """The keys of a table whose rows belong into a span of time, each batch read for itself."""
    table = _TIMED[name]
    for user_id in _owners(database):
        place: tuple[datetime, str] = (since, "")
        while True:
            query = (
                select(table.c.id, table.c.created_at)
                .where(table.c.user_id == user_id, table.c.created_at >= place[0], table.c.created_at < until)
                .where((table.c.created_at > place[0]) | (table.c.id > place[1]))
                .order_by(table.c.created_at, table.c.id)
                .limit(BATCH)
            )
            with database.read() as connection:
                found = connection.execute(query).all()
            if not found:
                break
            yield [row.id for row in found]
            place = (found[-1].created_at, found[-1].id)


def first_since(database: Database, name: str, since: datetime) -> datetime | None:
    """The time of the first row at or after a time; None where there is none."""
    table = _TIMED[name]
    found: list[datetime] = []
    for user_id in _owners(database):
        query = select(func.min(table.c.created_at)).where(table.c.user_id == user_id, table.c.created_at >= since)
        with database.read() as connection:
            if (at := connection.execute(query).scalar_one()) is not None:
                found.append(at)
    return min(found, default=None)


def turns(connection: Connection, *, most: int) -> int:
    """How many turns there are, counted up to a number."""
    some = select(interactions.c.id).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def of_personas(connection: Connection, actor: Actor) -> pa.Table:
    """The personas that the actor may see, deleted ones of their own among them."""
    return _plain(connection, _PERSONAS.where(_seen(actor)), PERSONAS)


def of_versions(connection: Connection, actor: Actor) -> pa.Table:
    """The versions of the personas that the actor may see."""
    query = _VERSIONS.join(personas, personas.c.id == versions.c.persona_id)
    return _plain(connection, query.where(_seen(actor)), VERSIONS)


def _owners(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(users.c.id).order_by(users.c.id)).scalars())


def _seen(actor: Actor) -> ColumnElement[bool]:
    if actor.role == "admin":
        return true()
    shared = personas.c.deleted_at.is_(None) & (personas.c.is_public | personas.c.is_demo)
    return shared | (personas.c.user_id == actor.user_id)


def _raw(name: str, rows: Sequence[Row[Any]]) -> pa.Table:
    kinds = _RAW[name]
    return _columns(rows, pa.schema(list(kinds.items())))


def _plain(connection: Connection, query: Select[Any], schema: pa.Schema) -> pa.Table:
    return _columns(connection.execute(query).all(), schema)


def _columns(rows: Sequence[Row[Any]], schema: pa.Schema) -> pa.Table:
    # Column by column: ten times as fast as a dictionary for each row.
    values = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(one, field.type) for one, field in zip(values, schema, strict=True)], schema=schema)
